"""The pad's clock: one tick every so often at a phase drawn once, while the vault is unlocked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler
from django.db import connections

from offwatch.errors import OffwatchError, Refused
from offwatch.pad.diary.rows import setup
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.runtime import home
from offwatch.vault import session

log = logging.getLogger(__name__)
_IDLE_CHECK_S = 10


class Clock:
    """Starts with the site and ends with it; ticks once a vault has been unlocked."""

    def __init__(
        self, *, stays_open: bool = False, on_unlock: Callable[[], None] = lambda: None
    ) -> None:
        self._on_unlock = on_unlock
        self._jobs = BackgroundScheduler(timezone=UTC)
        self._stays_open = stays_open
        self._every_s = home.tick_s()  # read now: what cannot be right stops the start

    def start(self) -> None:
        self._jobs.start()
        if not self._stays_open:
            check = partial(session.lock_if_idle, home.idle_s())
            self._jobs.add_job(check, "interval", seconds=_IDLE_CHECK_S, id="idle")
        if session.current() is not None:
            self.begin_ticks()

    def begin_ticks(self) -> None:
        """Called at every unlocking: the phase is in the vault."""
        self._on_unlock()
        with session.using():
            phase = setup().phase
        connections.close_all()
        every = self._every_s
        self._jobs.add_job(
            run_tick,
            "interval",
            seconds=every,
            start_date=next_tick(datetime.now(UTC), every, phase),
            id="tick",
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=every,
        )

    def stop(self) -> None:
        self._jobs.shutdown(wait=True)


def next_tick(now: datetime, every_s: int, phase: float) -> datetime:
    """The first instant after ``now`` that lies ``phase`` of a tick past a whole one.

    >>> next_tick(datetime(2026, 1, 1, tzinfo=UTC), 900, 0.5).isoformat()
    '2026-01-01T00:07:30+00:00'
    """
    since = (now.timestamp() - phase * every_s) % every_s
    return now + timedelta(seconds=every_s - since)


def run_tick() -> None:
    """The batch if it is due, then one envelope; a locked vault says nothing."""
    now = datetime.now(UTC)
    try:
        with session.using():
            try:
                do_batch(now)
                do_tick(now)
            finally:
                connections.close_all()
    except Refused:
        return  # locked, or no desk yet
    except OffwatchError as error:
        log.warning("tick: %s", error.code)


_running: Clock | None = None


def run(clock: Clock | None) -> None:
    """Make this the clock that unlocking sets going."""
    global _running  # noqa: PLW0603 - one site, one clock
    _running = clock


def begin_ticks() -> None:
    if _running is not None:
        _running.begin_ticks()
