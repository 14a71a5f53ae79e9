"""One backup as one file: the database, the wrapped keys, and what they must add up to.

It is a plain ZIP archive whose members are encrypted already. Read from elsewhere it is not
trusted: only the three members are looked at, none larger than it may be, and the database must
have the digest that was written down with it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import struct
import zipfile
import zlib
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from offwatch.errors import BadInput, Unavailable
from offwatch.vault import keys
from offwatch.vault.copying import VaultCopy

_ABOUT = "backup.json"
_MOST_ABOUT = 64 * 1024
_MOST_DATABASE = 16 * 1024**3
_PIECE = 1024 * 1024
_ENCRYPTED = 0x1
# Whatever a hostile archive makes the reader stumble over.
_NO_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, msgspec.DecodeError),
    *(KeyError, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError),
)


class _About(msgspec.Struct, frozen=True):
    version: int
    made_at: datetime
    database_digest: str


def write_archive(copy: VaultCopy, to: Path, made_at: datetime) -> None:
    """Make the file, all of it on disk at the end."""
    about = _About(1, made_at, _digest_of(copy.database))
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_ABOUT, msgspec.json.encode(about))
            archive.writestr(keys.FILE, copy.wrapped)
            archive.write(copy.database, keys.DATABASE)
        out.flush()
        os.fsync(out.fileno())


def unpack_archive(backup: Path, into: Path) -> datetime:
    """Put database and keys into a folder that has neither; gives when the backup was made.

    Raises
    ------
    BadInput
        ``backup.unreadable``, ``backup.damaged`` or ``backup.version``.
    """
    try:
        with zipfile.ZipFile(backup) as archive:
            about = msgspec.json.decode(_small(archive, _ABOUT), type=_About)
            if about.version != 1:
                raise BadInput("backup.version", "A newer Offwatch made this backup; update first.")
            if sorted(archive.namelist()) != sorted((_ABOUT, keys.FILE, keys.DATABASE)):
                raise KeyError  # something twice, or what no pad has put there
            wrapped = _small(archive, keys.FILE)
            member = _member(archive, keys.DATABASE, _MOST_DATABASE)
            with archive.open(member) as source:
                digest = _write(source, into / keys.DATABASE)
    except FileNotFoundError:
        raise BadInput("backup.missing", "There is no backup of that name.") from None
    except _NO_ARCHIVE:
        raise BadInput("backup.unreadable", "This file is no backup of a pad.") from None
    if digest != about.database_digest:
        raise BadInput(
            "backup.damaged", "This backup is not whole; nothing was changed. Take another one."
        )
    keys.put(into, wrapped)
    return about.made_at


def _member(archive: zipfile.ZipFile, name: str, most: int) -> zipfile.ZipInfo:
    """A member that is stored as it is: what is not compressed cannot swell."""
    found = archive.getinfo(name)
    stored = found.compress_type == zipfile.ZIP_STORED and not found.flag_bits & _ENCRYPTED
    if stat.S_ISLNK(found.external_attr >> 16):
        raise KeyError(name)
    if not stored or found.file_size > most or found.file_size != found.compress_size:
        raise KeyError(name)
    return found


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(_member(archive, name, _MOST_ABOUT))


def _write(source: IO[bytes], to: Path) -> str:
    digest = hashlib.blake2b(digest_size=32)
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            while piece := source.read(_PIECE):
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        to.unlink(missing_ok=True)
        raise Unavailable(
            "backup.disk-full", "The backup cannot be unpacked; is the disk full?"
        ) from None
    return digest.hexdigest()


def _digest_of(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=32)
    with path.open("rb") as source:
        shutil.copyfileobj(source, _Into(digest), _PIECE)
    return digest.hexdigest()


class _Into:
    """A digest that can be written to."""

    def __init__(self, digest: hashlib.blake2b) -> None:
        self._digest = digest

    def write(self, piece: bytes) -> int:
        self._digest.update(piece)
        return len(piece)
