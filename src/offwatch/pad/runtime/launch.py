"""Addresses that open the pad once.

A token is a file in the vault's folder, so that whoever can make one owns the folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

FOLDER = "launch"
_TOKEN = re.compile(r"[\w-]{22}")


def address(folder: Path, site: str) -> str:
    """An address of ``site`` that can be opened once."""
    token = secrets.token_urlsafe(16)
    os.close(os.open(_file(folder, token), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return f"{site}/open/{token}"


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
    for path in folder_in(folder).glob("token-*"):
        path.unlink(missing_ok=True)


def _file(folder: Path, token: str) -> Path:
    return folder_in(folder) / f"token-{hashlib.sha256(token.encode()).hexdigest()}"


def folder_in(folder: Path) -> Path:
    """Where the tokens are."""
    path = folder / FOLDER
    path.mkdir(mode=0o700, exist_ok=True)
    return path
