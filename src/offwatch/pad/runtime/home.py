"""Where this pad lives and how it is set: the environment, read in one place."""

from __future__ import annotations

import os
import shlex
import stat
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from offwatch.errors import BadInput, Refused
from offwatch.vault import keys

HOME = "OFFWATCH_PAD_HOME"
PUBLIC_URL = "OFFWATCH_PAD_PUBLIC_URL"
TICK_S = "OFFWATCH_TICK_S"
IDLE_S = "OFFWATCH_PAD_IDLE_S"
# What a pad calls its files and folders; those of SQLite beside them too.
_OWN = (
    *(f"{keys.FILE}*", f"{keys.DATABASE}*", "outgoing.db*", "reminders.db*", "serve.lock"),
    *("launch", "upgrades", ".sample", ".backup-*"),
)
_machine_zone = ""


def home() -> Path:
    """The folder of the vault: ``OFFWATCH_PAD_HOME``, or one under the user's own data."""
    named = os.environ.get(HOME)
    return Path(named).expanduser() if named else _usual()


def choose(folder: Path | None) -> Path:
    """Make ``folder`` the home, here and in what this process starts; return the home."""
    if folder is not None:
        os.environ[HOME] = str(folder.expanduser().absolute())
    return home()


def need_vault(folder: Path) -> None:
    """Stop, with the command that makes one, where there is no vault; shut it to others."""
    if not keys.exists(folder):
        make = command("init", folder)
        raise BadInput("vault.missing", f"No vault in {folder}; `{make}` makes one.")
    refuse_links(folder)
    keep_private(folder)


def refuse_links(folder: Path) -> None:
    """Stop where a file of a pad's own is only a link to something elsewhere.

    A pad writes over its files and removes them; what a link leads to may be anything. The folder
    itself may be reached by a link, and links of others in it are left alone.
    """
    links = (path for path in folder.glob("*") if path.is_symlink())
    link = next((path for path in links if any(path.match(ours) for ours in _OWN)), None)
    if link is not None:
        raise Refused(
            "vault.link",
            f"A pad's folder holds its own files, and {link} only leads elsewhere; put the file "
            "there itself, or remove the link.",
        )


def keep_private(folder: Path) -> None:
    """Take away what others may do in a folder that was copied or unpacked open to them.

    Links are left alone, and so is what is not ours to change.
    """
    inside = [Path(root) / name for root, dirs, files in os.walk(folder) for name in dirs + files]
    for path in (folder, *inside):
        with suppress(OSError):
            mode = path.lstat().st_mode
            if mode & 0o077 and not stat.S_ISLNK(mode):
                path.chmod(stat.S_IMODE(mode) & 0o700)


def command(name: str, folder: Path) -> str:
    """How ``offwatch pad NAME`` is called for the vault in ``folder``, from any shell."""
    where = "" if folder == _usual() else f" --home {shlex.quote(str(folder))}"
    return f"offwatch pad {name}{where}"


def tick_s() -> int:
    """Seconds from one envelope to the next."""
    return _seconds(TICK_S, 900)


def idle_s() -> int:
    """Seconds without a page being opened after which the vault locks."""
    return _seconds(IDLE_S, 900)


def machine_zone() -> str:
    """The machine's own zone by name, or UTC; to be called before Django sets ``TZ``."""
    global _machine_zone  # noqa: PLW0603 - what Django overwrites, read once
    if not _machine_zone:
        _machine_zone = _guess_zone()
    return _machine_zone


def _guess_zone() -> str:
    path = Path("/etc/localtime")
    parts = path.resolve().parts if path.exists() else ()
    here = "/".join(parts[parts.index("zoneinfo") + 1 :]) if "zoneinfo" in parts else ""
    for name in (os.environ.get("TZ", "").removeprefix(":"), here):
        with suppress(KeyError, ValueError, OSError):  # no zone has that name
            return ZoneInfo(name).key
    return "UTC"


def public_url() -> str:
    """The address that a TLS proxy in front of the pad answers to, or nothing."""
    url = os.environ.get(PUBLIC_URL, "").rstrip("/")
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("none:")
    if url and (parts.scheme != "https" or not parts.hostname or parts.path):
        raise BadInput("pad.public-url", "A public address looks like https://pad.example.org.")
    return url


def _usual() -> Path:
    return Path("~/.local/share/offwatch/pad").expanduser()


def _seconds(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise BadInput("pad.seconds", f"{name} is a whole number of seconds, at least 1.")
    return int(text)
