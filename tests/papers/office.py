"""LibreOffice for tests: a profile of its own and a stand-in for TH Sarabun New, which cannot be shipped.

Laksaman is the same design drawn half as large again; fontconfig says so with a matrix of 0.66, which
LibreOffice does not apply. A copy with the larger em says it in the font itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from fontTools.ttLib import TTFont

LAKSAMAN = Path("/usr/share/fonts/truetype/tlwg")
FAMILY = "TH Sarabun New"


def available() -> bool:
    return bool(shutil.which("soffice") and shutil.which("pdftotext"))


def _stand_in(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for source in (LAKSAMAN / "Laksaman.ttf", LAKSAMAN / "Laksaman-Bold.ttf"):
        if not source.exists():
            continue
        font = TTFont(source)
        font["head"].unitsPerEm = round(font["head"].unitsPerEm / 0.66)
        for record in font["name"].names:
            if record.nameID in (1, 4, 16):
                record.string = FAMILY
            elif record.nameID in (3, 6):
                record.string = source.stem.replace("Laksaman", "THSarabunNew")
        font.save(folder / source.name)


def to_pdf(docx: Path, workspace: Path) -> Path:
    """Convert with a profile and fonts under `workspace`; raises when LibreOffice makes no PDF."""
    fonts = workspace / "fonts"
    if not fonts.exists():
        _stand_in(fonts)
    config = workspace / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{fonts}</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{workspace / 'font-cache'}</cachedir></fontconfig>"
    )
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{workspace / 'profile'}",
            *("--headless", "--convert-to", "pdf", "--outdir", str(workspace), str(docx)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
    )
    made = workspace / f"{docx.stem}.pdf"
    if not made.exists():
        raise AssertionError(f"LibreOffice made no PDF of {docx.name}.")
    return made


def pdf_text(pdf: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    )
    return done.stdout.decode()
