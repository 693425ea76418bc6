"""Make what is never kept in the repository: compiled messages, four cut fonts, htmx, gathered static files.

Run by `./tidtam` inside the environment (`python -m config.setup assets static`) and by the container file.
Works twice without harm. Knows no database; `static` reads the settings: a wrong one ends it in a sentence.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "web" / "static"
FONTS = {
    "thai": "U+0E01-0E5B,U+200B-200D,U+25CC",
    "latin": "U+0020-007E,U+00A0-00FF,U+0192,U+2010-203A,U+2190-2193,U+2212,U+2260-2265",
}
"""The same ranges as the `unicode-range`s of `web/static/tidtam.css`."""
WEIGHTS = ("Regular", "SemiBold")


def folder_of(package: str) -> Path:
    """Find an installed package's folder without importing it. LookupError when it is not installed."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise LookupError(f"The package {package} is not installed; run ./tidtam test or ./tidtam run.")
    return Path(found.origin).parent


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def messages() -> int:
    """Compile each catalogue to the `.mo` beside it; returns how many there are."""
    import polib

    catalogues = sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))
    for path in catalogues:
        write(path.with_suffix(".mo"), polib.pofile(str(path)).to_binary())
    return len(catalogues)


def fonts() -> list[Path]:
    """Cut Sarabun into four woff2 files, a Thai and a Latin one of each weight; returns them."""
    import io

    from fontTools import subset

    made = []
    for weight in WEIGHTS:
        source = folder_of("fontpkg_sarabun") / "files" / f"Sarabun-{weight}.ttf"
        for script, ranges in FONTS.items():
            options = subset.Options(flavor="woff2", layout_features=["*"])
            font = subset.load_font(str(source), options)
            cutter = subset.Subsetter(options)
            cutter.populate(unicodes=subset.parse_unicodes(ranges))
            cutter.subset(font)
            out = io.BytesIO()
            font.flavor = "woff2"
            font.save(out)
            path = STATIC / "fonts" / f"Sarabun-{weight}-{script}.woff2"
            write(path, out.getvalue())
            made.append(path)
    return made


def htmx() -> Path:
    """Copy htmx 2 by its name: the package carries another major version as well."""
    source = folder_of("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"
    path = STATIC / "vendor" / "htmx-2.min.js"
    write(path, source.read_bytes())
    return path


def assets() -> None:
    """Make everything that depends on the checkout and the packages alone."""
    messages()
    fonts()
    htmx()


def static() -> None:
    """Gather and compress the static files into `var/static`. ImproperlyConfigured on a wrong setting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["django_htmx", ".*"])


def main(wanted: list[str]) -> None:
    """Make the named parts, all of them when none is named."""
    from django.core.exceptions import ImproperlyConfigured

    parts = {"assets": assets, "static": static}
    if unknown := set(wanted) - set(parts):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; the parts are assets and static.")
    try:
        for name in wanted or list(parts):
            parts[name]()
    except ImproperlyConfigured as error:
        sys.exit(f"Tidtam did not start. {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
