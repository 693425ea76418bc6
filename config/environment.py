"""Settings from the environment: each read in one place, each wrong value told in one sentence.

Raises `WrongSetting` (an `ImproperlyConfigured`) that names the variable, what stands there and what
would be right; `./tidtam` prints that sentence alone.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


class WrongSetting(ImproperlyConfigured):
    """A variable of the environment has a value that cannot be used."""


def flag(name: str, default: bool) -> bool:
    """Read a yes-or-no variable: 1/0, true/false, yes/no, on/off."""
    raw = os.environ.get(name, "").strip().lower()
    if raw == "":
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise WrongSetting(f"{name} is “{raw}”, but only 1 or 0 can be read there. Set {name}=1 or {name}=0.")


def words(name: str, default: list[str]) -> list[str]:
    """Read a list separated by commas."""
    raw = os.environ.get(name, "")
    return [word.strip() for word in raw.split(",") if word.strip()] or default


def var_folder(base: Path) -> Path:
    """Give the folder of all data, `TIDTAM_VAR` or `var/` of the checkout; make it, for us alone."""
    folder = Path(os.environ.get("TIDTAM_VAR") or base / "var").resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(
            f"TIDTAM_VAR points to {folder}, which cannot be made: {error.strerror}."
        ) from error
    if not os.access(folder, os.W_OK):
        raise WrongSetting(f"TIDTAM_VAR points to {folder}, where this account may not write.")
    return folder


def secret_key(var: Path) -> str:
    """Read `SECRET_KEY`, else the key made at the first run in `var/secret_key` (mode 0600)."""
    given = os.environ.get("SECRET_KEY")
    if given is not None:
        if len(given) < 40:
            raise WrongSetting(f"SECRET_KEY has {len(given)} characters; it needs at least 40 random ones.")
        return given
    path = var / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA recursive_triggers=ON;"
        "PRAGMA cell_size_check=ON;PRAGMA wal_autocheckpoint=1000;"
    ),
}
"""The embedded profile: what was confirmed to a person survives a power cut (`reliability` D7)."""


def database(var: Path) -> dict[str, object]:
    """Give Django's `default` database: SQLite in `var`, or what `DATABASE_URL` names.

    PostgreSQL is used through psycopg's pool (a new connection a request costs seventeen updates).
    """
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{var / 'tidtam.sqlite3'}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.removeprefix("sqlite:///"),
            "OPTIONS": dict(SQLITE_OPTIONS),
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongSetting(
            f"DATABASE_URL begins with “{parts.scheme}”; this product runs on sqlite:/// or postgres:// only."
        )
    try:
        found = env.db_url_config(url)
    except Exception as error:
        raise WrongSetting(f"DATABASE_URL cannot be read: {error}.") from error
    if not found.get("NAME"):
        raise WrongSetting("DATABASE_URL names no database. Write postgres://user:password@host/name.")
    options: dict[str, object] = {
        "pool": {"min_size": 1, "max_size": 8},
        "options": "-c synchronous_commit=on -c lock_timeout=15s -c idle_in_transaction_session_timeout=30s",
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found["NAME"],
        "USER": found.get("USER", ""),
        "PASSWORD": found.get("PASSWORD", ""),
        "HOST": unquote(str(found.get("HOST", ""))),
        "PORT": found.get("PORT", ""),
        "OPTIONS": options,
    }


def broker_socket(var: Path) -> Path:
    """Give the socket of the embedded broker: short (108 bytes at most), in a folder of ours alone."""
    mark = hashlib.sha256(str(var).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"tidtam-{os.getuid()}-{mark}" / "broker.sock"


def broker_url(var: Path) -> str:
    """Give Celery's address of the broker: `REDIS_URL`, or the embedded one's socket."""
    url = os.environ.get("REDIS_URL")
    if not url:
        return f"redis+socket://{broker_socket(var)}"
    scheme = urlsplit(url).scheme
    if scheme not in {"redis", "rediss", "unix", "redis+socket"}:
        raise WrongSetting(f"REDIS_URL begins with “{scheme}”; write redis://host:6379/0 or unix:///path.")
    return "redis+socket://" + url.removeprefix("unix://") if scheme == "unix" else url


def mail(var: Path) -> dict[str, object]:
    """Give Django's mail settings: files in `var/mail`, or SMTP by `EMAIL_URL`."""
    url = os.environ.get("EMAIL_URL")
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(var / "mail"),
        }
    if urlsplit(url).scheme not in {"smtp", "smtp+tls", "smtp+ssl", "submission"}:
        raise WrongSetting("EMAIL_URL cannot be read; write smtp+tls://user:password@host:587.")
    return dict(environ.Env.email_url_config(url))


def port(raw: str) -> int:
    """Read the port of the web server; refuses words and numbers outside 1–65535."""
    if not raw.isdigit() or not 1 <= int(raw) <= 65535:
        raise WrongSetting(f"TIDTAM_PORT is “{raw}”; a port is a number from 1 to 65535.")
    return int(raw)
