"""When a backup is made: soon after a change by hand, hourly after others, before the vault locks.

A backup that fails never holds up anything else. It is told on the pages, and tried again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError, connections

from offwatch.errors import OffwatchError
from offwatch.pad.backup.run import backup_place, do_backup
from offwatch.vault import session

log = logging.getLogger(__name__)
SOON = timedelta(seconds=5)
LATEST = timedelta(seconds=60)
"""A change is in a backup after that, however long changes go on."""
HOURLY = timedelta(hours=1)
AT_LOCK_S = 5.0
"""So long a lock waits for a last backup; what is not done by then follows after unlocking."""


class Backups:
    """Makes the backups of one unlocking after another, beside whatever else is done."""

    def __init__(self, jobs: Any, clock: Callable[[], datetime] | None = None) -> None:
        self._jobs = jobs
        self._clock = clock or _now
        self._lock = threading.Lock()
        self._first: datetime | None = None
        self._saved = -1
        """How far the vault's changes had gone when the last good backup was begun."""

    def begin(self) -> None:
        """The vault has just been unlocked: what changed since its last backup is unknown."""
        with self._lock:
            self._saved = -1
        self.soon()
        self._jobs.add_job(
            self.run,
            "interval",
            seconds=HOURLY.total_seconds(),
            id="backups",
            replace_existing=True,
        )

    def soon(self) -> None:
        """Something has changed by hand; more may follow in a moment."""
        now = self._clock()
        with self._lock:
            self._first = self._first or now
            at = min(now + SOON, self._first + LATEST)
        self._jobs.add_job(self.run, "date", run_date=at, id="backup", replace_existing=True)

    def run(self) -> None:
        """Make one if anything has changed since the last."""
        with self._lock:
            self._first = None
        vault = session.current()
        if vault is None or vault.changes == self._saved:
            return
        changes = vault.changes
        try:
            if backup_place() is not None:
                do_backup(self._clock())
            connections.close_all()
            with self._lock:
                self._saved = vault.changes if vault.changes <= changes + 1 else changes
        except OffwatchError as error:
            log.warning("backup: %s", error.code)
        except (DatabaseError, OSError) as error:
            log.warning("backup: %s", type(error).__name__)
        finally:
            connections.close_all()

    def before_lock(self) -> None:
        """A last one, if it is due; the lock does not wait long for it."""
        last = threading.Thread(target=self.run, daemon=True)
        with suppress(RuntimeError):
            last.start()
            last.join(AT_LOCK_S)


def _now() -> datetime:
    return datetime.now(UTC)
