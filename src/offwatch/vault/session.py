"""The one open vault of this process: who may use it now, and how it closes.

The key is here, and nowhere else, while the vault is unlocked. Whoever works on the vault holds
it with ``using()``; ``lock()`` waits for them, closes what is left open and overwrites the key.
"""

from __future__ import annotations

import secrets
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections

from offwatch.errors import Refused, Unavailable
from offwatch.vault import keys
from offwatch.vault.secret import Secret

LOCK_WAIT_S = 30.0


@dataclass(eq=False)
class OpenVault:
    """An unlocked vault; ``epoch`` tells this unlocking from every other one.

    ``changes`` grows with each connection that has written something, once it is closed.
    """

    home: Path
    key: Secret = field(repr=False)
    epoch: str = field(default_factory=lambda: secrets.token_hex(8))
    last_used: float = field(default_factory=time.monotonic)
    changes: int = 0

    @property
    def database(self) -> Path:
        return self.home / keys.DATABASE


class _State:
    def __init__(self) -> None:
        self.free = threading.Condition()
        self.vault: OpenVault | None = None
        self.users = 0
        self.raw: weakref.WeakSet[Any] = weakref.WeakSet()


_state = _State()


def unlock(home: Path, passphrase: str) -> OpenVault:
    """Open the vault in ``home``; once it is open, again only checks the passphrase."""
    key = keys.unwrap(home, passphrase)
    with _state.free:
        vault = _state.vault
        if vault is not None and vault.home == home:
            key.wipe()
            vault.last_used = time.monotonic()
            return vault
    return open_with(home, key)


def open_with(home: Path, key: Secret) -> OpenVault:
    """Open a vault whose key is at hand: after ``keys.create``, and inside ``unlock``."""
    lock()
    with _state.free:
        _state.vault = OpenVault(home, key)
        return _state.vault


def lock() -> None:
    """Close every connection and overwrite the key; a locked vault stays locked."""
    with _state.free:
        _close_all()
        if _state.vault is not None:
            _state.vault.key.wipe()
        _state.vault = None


def renew(passphrase: str, recovery: str) -> None:
    """Give the open vault a new key and this recovery key; it stays open, and nobody uses it then.

    Raises
    ------
    Refused
        ``vault.locked``, or ``vault.wrong-passphrase``.
    Unavailable
        ``vault.busy`` if somebody goes on working on it.
    """
    with _state.free:
        vault = opened()
        _close_all()
        key = keys.renew(vault.home, passphrase, lambda _: None, recovery=recovery)
        vault.key.wipe()
        vault.key = key
        vault.changes += 1  # no backup opens with the new recovery key yet


def _close_all() -> None:
    """Wait for who uses the vault, and close every connection."""
    if not _state.free.wait_for(lambda: _state.users == 0, LOCK_WAIT_S):
        raise Unavailable("vault.busy", "The vault is at work; try again in a moment.")
    connections.close_all()  # this thread's
    for raw in list(_state.raw):  # idle ones of other threads
        raw.close()
    _state.raw.clear()


def current() -> OpenVault | None:
    return _state.vault


def opened() -> OpenVault:
    """The open vault, or a refusal."""
    vault = _state.vault
    if vault is None:
        raise Refused("vault.locked", "The vault is locked; unlock it first.")
    return vault


@contextmanager
def using(*, by_owner: bool = False) -> Iterator[OpenVault]:
    """Work on the open vault; it cannot be locked meanwhile. The owner's work counts as use."""
    with _state.free:
        vault = opened()
        _state.users += 1
        if by_owner:
            vault.last_used = time.monotonic()
    try:
        yield vault
    finally:
        with _state.free:
            _state.users -= 1
            _state.free.notify_all()


def remember(raw: Any) -> None:
    """Have ``lock`` close this connection."""
    _state.raw.add(raw)
