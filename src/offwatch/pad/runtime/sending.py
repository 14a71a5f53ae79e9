"""Envelopes leave from the process that is always up, whether the vault is open or locked.

It learns the key to the queue of sealed envelopes, and when their slots are, each time the vault
is unlocked. Of the vault it knows nothing else.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from offwatch.errors import OffwatchError
from offwatch.pad.link.queue import SealedQueue
from offwatch.pad.link.sender import send_due
from offwatch.pad.link.slots import next_slot

log = logging.getLogger(__name__)
_GRACE = timedelta(seconds=5)
"""A slot that is missed by more, as in a machine that slept, is left out: times say nothing."""
_LOOK_S = 10.0
"""How often to look at the clock, which may be set or have stood still."""


class Sender:
    """Sends one envelope a slot, from the first unlocking on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._change = threading.Condition()
        self._slots: tuple[SealedQueue, int, float] | None = None
        self._over = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def begin(self, tick_key: bytes, every_s: int, phase: float) -> None:
        """Send from this queue in these slots from now on."""
        with self._change:
            self._slots = SealedQueue(self._folder, tick_key), every_s, phase
            self._change.notify()

    def __enter__(self) -> Sender:
        return self

    def __exit__(self, *_: object) -> None:
        """Send no more; an envelope that is on its way goes again another time."""
        with self._change:
            self._over = True
            self._change.notify()
        self._thread.join(1)

    def _run(self) -> None:
        while (queue := self._wait()) is not None:
            try:
                send_due(queue, datetime.now(UTC))
            except (OffwatchError, OSError, sqlite3.Error) as error:
                log.warning("sending: %s", getattr(error, "code", type(error).__name__))

    def _wait(self) -> SealedQueue | None:
        """The queue when its next slot has come; None at the end."""
        slot: datetime | None = None
        with self._change:
            while not self._over:
                now, slots = datetime.now(UTC), self._slots
                if slots is None:
                    self._change.wait()
                    continue
                if slot is not None and timedelta(0) <= now - slot <= _GRACE:
                    return slots[0]
                slot = next_slot(now, *slots[1:])
                self._change.wait(min(_LOOK_S, (slot - now).total_seconds()))
        return None
