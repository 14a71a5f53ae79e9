"""A key in memory that shows itself to nobody who prints it."""

from __future__ import annotations

import secrets
from typing import NoReturn

SIZE = 32


class Secret:
    """32 bytes that can be overwritten; printing, formatting and pickling show nothing."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes | bytearray) -> None:
        self._raw = bytearray(raw)

    @classmethod
    def new(cls) -> Secret:
        return cls(secrets.token_bytes(SIZE))

    def reveal(self) -> bytes:
        """The bytes themselves; never bind them to a name that outlives the call."""
        return bytes(self._raw)

    def sqlcipher(self) -> str:
        """The raw-key form that spares SQLCipher its own slow derivation."""
        return f"x'{self._raw.hex()}'"

    def wipe(self) -> None:
        self._raw[:] = bytes(len(self._raw))

    @property
    def wiped(self) -> bool:
        return not any(self._raw)

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not written down.")
