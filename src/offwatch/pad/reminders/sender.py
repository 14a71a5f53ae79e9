"""Reminders leave from the process that is always up, whether the vault is open or locked.

It learns the key to the queue of sealed reminders each time the vault is unlocked. In a slot it
holds the address and the text of what it sends there, for as long as that takes.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

from offwatch.pad.reminders.message import ReminderMessage, send_message
from offwatch.pad.reminders.queue import ReminderQueue

log = logging.getLogger(__name__)
_LOOK_S = 5.0
"""How often to look at the clock, which may be set or have stood still."""


class ReminderSender:
    """Sends what is due in each slot, from the first unlocking on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._change = threading.Condition()
        self._queue: ReminderQueue | None = None
        self._over = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def begin(self, key: bytes) -> None:
        """Send out of this queue from now on."""
        with self._change:
            self._queue = ReminderQueue(self._folder, key)
            self._change.notify()

    def __enter__(self) -> ReminderSender:
        return self

    def __exit__(self, *_: object) -> None:
        """Send no more; what is on its way is not sent again."""
        with self._change:
            self._over = True
            self._change.notify()
        self._thread.join(1)

    def _run(self) -> None:
        while True:
            with self._change:
                if self._over:
                    return
                queue = self._queue
                if queue is None:
                    self._change.wait()
                    continue
            try:
                if send_due(queue, datetime.now(UTC)):
                    continue
            except (OSError, sqlite3.Error) as error:
                log.warning("reminders: %s", type(error).__name__)
            with self._change:
                if not self._over:
                    self._change.wait(_LOOK_S)


def send_due(queue: ReminderQueue, now: datetime) -> bool:
    """Send one reminder whose slot has come; False where there is none."""
    planned = queue.claim(now)
    if planned is None:
        return False
    reminder = planned.reminder
    said = send_message(ReminderMessage(reminder.address, reminder.text))
    queue.keep_sent(planned, sent=said.sent)
    return True
