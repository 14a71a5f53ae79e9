"""This pad's queue of sealed envelopes, and the key to it out of the vault."""

from __future__ import annotations

from offwatch.pad.diary.rows import setup
from offwatch.pad.link.queue import SealedQueue, new_tick_key
from offwatch.vault import session


def tick_key() -> bytes:
    """The key to the queue, for the process that sends; drawn at first use."""
    pad = setup()
    if not pad.tick_key:
        pad.tick_key = new_tick_key().hex()
        pad.save(update_fields=["tick_key"])
    return bytes.fromhex(pad.tick_key)


def open_queue() -> SealedQueue:
    """The queue beside the open vault."""
    return SealedQueue(session.opened().home, tick_key())
