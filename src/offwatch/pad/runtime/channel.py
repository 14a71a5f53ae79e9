"""What the process that serves the pages and the one that started it say to each other.

One line of JSON each, over a pair of sockets. Neither the passphrase nor the vault's key is ever
in one; the key to the queue of sealed envelopes is. The end of the other process is seen as the
end of the lines.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator

import msgspec

LOCKED = 75
"""The exit status of a site whose vault has been locked."""


class Go(msgspec.Struct, frozen=True, tag=True):
    """To the site: answer from now on."""


class PagesReady(msgspec.Struct, frozen=True, tag=True):
    """The pages answer."""


class Unlocked(msgspec.Struct, frozen=True, tag=True):
    """The vault is open in this process; how to send what it has sealed, also once it is locked."""

    tick_key: str
    every_s: int
    phase: float


class Failed(msgspec.Struct, frozen=True, tag=True):
    """The site could not start: a refusal of ours, as it is to be shown."""

    code: str
    message: str
    bad_input: bool


Said = Go | PagesReady | Unlocked | Failed
_decode = msgspec.json.Decoder(Said).decode


def say(out: socket.socket, said: Said) -> None:
    """Tell the other process."""
    out.sendall(msgspec.json.encode(said) + b"\n")


def listen(source: socket.socket) -> Iterator[Said]:
    """What the other process says, until it ends."""
    with source.makefile("rb") as lines:
        for line in lines:
            yield _decode(line)
