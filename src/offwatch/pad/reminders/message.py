"""One message to a channel, sent by a process of its own."""

from __future__ import annotations

import subprocess
import sys

import msgspec

WAIT_S = 25.0


class Message(msgspec.Struct, frozen=True):
    """Where to, as Apprise writes it, and the text."""

    address: str
    text: str


class Said(msgspec.Struct, frozen=True):
    """What became of it."""

    known: bool
    sent: bool


def send_message(message: Message) -> Said:
    """Send it; whatever goes wrong on the way is that it was not sent."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "offwatch.pad.reminders.child"],
            input=msgspec.msgpack.encode(message),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WAIT_S,
            check=False,
        )
        return msgspec.msgpack.decode(done.stdout, type=Said)
    except (subprocess.TimeoutExpired, msgspec.DecodeError, OSError):
        return Said(known=True, sent=False)
