"""One message to a channel, sent by a process of its own."""

from __future__ import annotations

import subprocess
import sys

import msgspec

WAIT_S = 25.0


class ReminderMessage(msgspec.Struct, frozen=True):
    """Where to, as Apprise writes it, and the text."""

    address: str
    text: str


class Delivery(msgspec.Struct, frozen=True):
    """What became of it."""

    known: bool
    sent: bool


def send_message(message: ReminderMessage) -> Delivery:
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
        return msgspec.msgpack.decode(done.stdout, type=Delivery)
    except (subprocess.TimeoutExpired, msgspec.DecodeError, OSError):
        return Delivery(known=True, sent=False)
