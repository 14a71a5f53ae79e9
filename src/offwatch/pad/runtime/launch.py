"""Addresses that open the pad once.

A token is a file in the vault's folder, so that whoever can make one owns the folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from offwatch.errors import Refused
from offwatch.pad.private_file import make_private_file
from offwatch.vault import keys
from offwatch.vault.writable import written_to

FOLDER = "launch"
SAMPLE = ".sample"
"""The folder of a sample diary."""
LOCK_FILE = "serve.lock"
SERVED = (LOCK_FILE, FOLDER)
"""What is in a folder whose pages are served before there is a pad; the pad takes it over."""
_SITE = "site"
_TOKEN = re.compile(r"[\w-]{22}")


def address(folder: Path, site: str) -> str:
    """An address of ``site`` that can be opened once."""
    token = secrets.token_urlsafe(16)
    os.close(os.open(_file(folder, token), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return f"{site}/open/{token}"


def page(folder: Path, address: str) -> Path:
    """A file for a browser that leads to an address: arguments of a process can be read by all."""
    path = folder_in(folder) / f"open-{secrets.token_hex(8)}.html"
    leads = f'<meta http-equiv="refresh" content="0;url={address}">'
    make_private_file(path, f'<!doctype html><meta charset="utf-8">{leads}'.encode())
    return path


def take(folder: Path, token: str) -> bool:
    """Whether the token is good; from then on it is not."""
    if not _TOKEN.fullmatch(token):
        return False
    try:
        _file(folder, token).unlink()
    except FileNotFoundError:
        return False
    return True


def forget_tokens(folder: Path) -> None:
    """Make the addresses worthless that have not been opened."""
    for pattern in ("token-*", "open-*"):
        for path in folder_in(folder).glob(pattern):
            path.unlink(missing_ok=True)


def has_others(folder: Path) -> bool:
    """Whether files are in the folder that belong to no pad."""
    return any(path.name not in (*SERVED, SAMPLE) for path in folder.iterdir())


def refuse_others(folder: Path) -> None:
    """Stop before anything is written in a folder that is not a pad's own."""
    if folder.is_dir() and has_others(folder):  # it will be closed to everyone else
        raise Refused(
            "vault.not-empty", f"{folder} holds other files; a pad needs a --home of its own."
        )


def keep_site(folder: Path, name: str) -> None:
    """After a pad is erased by its own pages these stay where they are."""
    make_private_file(folder_in(folder) / _SITE, name.encode())


def first_site(folder: Path) -> str:
    """The name of the pages of a pad that is still to be made; the pad keeps it."""
    path = folder_in(folder) / _SITE
    if not path.exists():
        make_private_file(path, keys.new_site().encode())
    return path.read_text()


def has_first_site(folder: Path) -> bool:
    """Whether a pad is to be made here by its pages."""
    return (folder / FOLDER / _SITE).exists()


def _file(folder: Path, token: str) -> Path:
    return folder_in(folder) / f"token-{hashlib.sha256(token.encode()).hexdigest()}"


def folder_in(folder: Path) -> Path:
    """Where the tokens are."""
    path = folder / FOLDER
    with written_to():
        path.mkdir(mode=0o700, exist_ok=True)
    return path
