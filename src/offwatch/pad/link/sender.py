"""The sender: one envelope a slot, out of the queue; it reads nothing else.

It has neither the vault nor its key, and imports nothing that knows them, so that when an envelope
leaves says nothing about what the pad holds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from offwatch.errors import OffwatchError, Unavailable
from offwatch.pad.link import transport
from offwatch.pad.link.queue import Due, SealedQueue
from offwatch.wire import read_public, verify_sealed


def send_due(queue: SealedQueue, now: datetime) -> bool:
    """Send the envelope whose slot has come; call it once a slot.

    Returns whether there was one. What came back, an answer or a trouble, is in the queue.
    """
    due = queue.claim(now)
    if due is not None:
        send(queue, due)
    return due is not None


def send(queue: SealedQueue, due: Due, clock: Callable[[], datetime] | None = None) -> None:
    """Send an envelope that has been claimed: claim it early, and nothing is left but to send."""
    letter = due.letter
    try:
        reply = transport.exchange(letter.url, letter.envelope)
        verify_reply(reply, letter.desk_key, letter.device, letter.message_id)
    except Unavailable as trouble:
        queue.keep_trouble(due.number, trouble.code)
    else:
        queue.keep_reply(due.number, reply, (clock or _now)())


def verify_reply(reply: bytes, desk_key: str, device: str, message_id: str) -> None:
    """Only the pinned desk answers this pad, and only what it was sent."""
    try:
        header = verify_sealed(reply, read_public(desk_key))
        if (header.device, header.message_id) == (device, message_id):
            return
    except OffwatchError:
        pass
    raise Unavailable(
        "desk.not-pinned", "What answered is not the desk this pad was paired with."
    ) from None


def _now() -> datetime:
    return datetime.now(UTC)
