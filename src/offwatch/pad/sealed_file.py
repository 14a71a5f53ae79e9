"""A small database beside the vault whose rows are encrypted, for what waits while it is locked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from offwatch.pad.private_file import make_private_file

WAIT_S = 10.0
T = TypeVar("T")


class SealedFile(Generic[T]):
    """One file of its owner's alone; two processes may use it at once.

    ``tables`` makes each table that is not there yet; ``kind`` is what a row holds.
    """

    def __init__(self, path: Path, key: bytes, tables: Sequence[str], kind: type[T]) -> None:
        self._path = path
        self._box = SecretBox(key)
        self._tables = tables
        self._kind = kind

    def exists(self) -> bool:
        """Whether anything was ever put in it."""
        return self._path.exists()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on disk when it ends; the file is its owner's alone from the start."""
        if not self.exists():
            make_private_file(self._path)
        file = sqlite3.connect(self._path, timeout=WAIT_S, isolation_level=None)
        try:
            file.execute("PRAGMA synchronous = FULL")
            file.execute("BEGIN IMMEDIATE")
            for table in self._tables:
                file.execute(table)
            try:
                yield file
            except BaseException:
                file.execute("ROLLBACK")
                raise
            file.execute("COMMIT")
        finally:
            file.close()

    def _lock(self, held: T) -> bytes:
        return bytes(self._box.encrypt(msgspec.msgpack.encode(held)))

    def _unlock(self, locked: bytes) -> T | None:
        """What a row holds; none where it is of another pad's key."""
        try:
            return msgspec.msgpack.decode(self._box.decrypt(locked), type=self._kind)
        except (CryptoError, msgspec.DecodeError):
            return None
