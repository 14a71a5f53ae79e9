"""Settings from the environment, read strictly: a value that cannot be right stops the start."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from offwatch.errors import BadInput, Unavailable

_HOST = re.compile(r"^(\*|\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$", re.IGNORECASE)


def desk_home() -> Path:
    """The folder of this desk: database, keys; ``OFFWATCH_DESK_HOME`` or the user's own.

    Root's own is for nobody else to enter, and the database does not run as root: root's desk is
    where the machine keeps its services' data, unless one of an earlier version is there.
    """
    given = os.environ.get("OFFWATCH_DESK_HOME", "")
    own = Path("~/.local/share/offwatch/desk").expanduser()
    if given:
        path = Path(given).expanduser()
    elif os.geteuid() == 0 and not own.exists():
        path = Path("/var/lib/offwatch/desk")
    else:
        path = own
    return path.absolute()


def number(name: str, default: float, low: float, high: float) -> float:
    """A number within bounds."""
    try:
        value = float(os.environ.get(name, "").strip() or default)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise BadInput("settings.number", f"{name} must be a number from {low:g} to {high:g}.")
    return value


def hosts(name: str, public_url: str = "") -> list[str]:
    """Host names this site answers to: ``localhost``, the one of its public address, and others."""
    values = [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]
    if not all(_HOST.match(value) for value in values):
        raise BadInput("settings.hosts", f"{name} must be host names, separated by commas.")
    public = urlsplit(public_url).hostname
    return ["localhost", "127.0.0.1", *([public] if public else []), *values]


def address(name: str) -> str:
    """An address such as ``https://desk.example.org``, or nothing."""
    value = os.environ.get(name, "").strip().rstrip("/")
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("none:")
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path):
        raise BadInput("settings.address", f"{name} must look like https://desk.example.org.")
    return value


def secret(name: str, file_name: str, path: Path) -> str:
    """A secret from ``name``, from the file that ``file_name`` names, or from our own file.

    Where there is none of these it is good for this process only: reading settings writes nothing.
    """
    if os.environ.get(name):
        return os.environ[name]
    given = os.environ.get(file_name)
    if given:
        return _read(Path(given), file_name)
    return _read(path, path.name) if path.exists() else new_secret()


def new_secret() -> str:
    return secrets.token_urlsafe(48)


def keep_secret(path: Path, text: str) -> None:
    """Write a secret so that only its owner can read it; an existing file stays as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError:
        raise Unavailable(
            "desk.home", "The desk's folder cannot be written; choose another with --home."
        ) from None
    with os.fdopen(descriptor, "w") as out:
        out.write(text + "\n")


def _read(path: Path, name: str) -> str:
    try:
        text = path.read_text().strip()
    except OSError:
        raise BadInput("settings.file", f"{name} names a file that cannot be read.") from None
    if not text:
        raise BadInput("settings.file", f"{name} names an empty file.")
    return text
