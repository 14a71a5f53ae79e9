"""What an unlocked pad does by itself: after each slot it takes the answer in and seals ahead.

The envelope of the slot has left by then, out of the queue and from another process
(`offwatch.pad.runtime.sending`), whether this one is there or not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler
from django.db import DatabaseError, connections

from offwatch.errors import OffwatchError, Refused
from offwatch.pad.backup.when import Backups
from offwatch.pad.calendars.aside import ask_aside
from offwatch.pad.calendars.asking import CalendarAnswer
from offwatch.pad.calendars.sources import due_asks, keep_answer
from offwatch.pad.diary.odds import keep_daily_odds
from offwatch.pad.diary.rows import setup
from offwatch.pad.link.outbox import keep_sealed
from offwatch.pad.link.outbox.queue_file import tick_key
from offwatch.pad.link.replies import take_answers
from offwatch.pad.link.slots import next_slot, slots_ahead
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.reminders.sealing import seal_reminders
from offwatch.pad.runtime import home
from offwatch.vault import session
from offwatch.vault.closing_lock import ShownPages, lock_if_closed
from offwatch.vault.idle_lock import lock_if_idle

log = logging.getLogger(__name__)
_IDLE_CHECK_S = 10
_CLOSED_CHECK_S = 3
ODDS_AFTER = timedelta(seconds=3)
_ANSWER_S = 20.0
"""After a slot, until the answer to its envelope is there or will not come."""

OnUnlock = Callable[[bytes, int, float], None]
"""Called with the key to the queue, the seconds from slot to slot, and their phase."""


class Scheduler:
    """Starts with the site and ends with it; it has work once a vault has been unlocked."""

    def __init__(self, on_unlock: OnUnlock, *, stays_open: bool = False) -> None:
        self._on_unlock = on_unlock
        self._jobs = BackgroundScheduler(timezone=UTC)
        self.backups = Backups(self._jobs)
        self._stays_open = stays_open
        self._every_s = home.tick_s()  # read now: what cannot be right stops the start

    def start(self) -> None:
        self._jobs.start()
        if not self._stays_open:
            check = partial(lock_if_idle, home.idle_s(), self.before_lock)
            self._jobs.add_job(check, "interval", seconds=_IDLE_CHECK_S, id="idle")
            closed = partial(lock_if_closed, pages, self.before_lock)
            self._jobs.add_job(closed, "interval", seconds=_CLOSED_CHECK_S, id="closed")
        if session.current() is not None:
            self.begin_ticks()

    def begin_ticks(self) -> None:
        """Called at every unlocking: the phase and the key to the queue are in the vault."""
        with session.using():
            phase, key = setup().phase, tick_key()
        connections.close_all()
        every = self._every_s
        self._on_unlock(key, every, phase)
        self.prepare_now()
        self.backups.begin()
        after = timedelta(seconds=min(_ANSWER_S, every / 2))
        self._each_slot("calendars", fetch_calendars, next_slot(datetime.now(UTC), every, phase))
        self._jobs.add_job(
            prepare,
            "interval",
            args=(every,),
            seconds=every,
            start_date=next_slot(datetime.now(UTC), every, phase) + after,
            id="tick",
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=every,
        )

    def _each_slot(self, name: str, job: Callable[[], None], first_at: datetime) -> None:
        self._jobs.add_job(
            job,
            "interval",
            seconds=self._every_s,
            start_date=first_at,
            id=name,
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=self._every_s,
        )

    def prepare_now(self) -> None:
        """Fill the slots to come, aside: something is there to be said, or another desk."""
        self._jobs.add_job(prepare, args=(self._every_s,), id="prepare", replace_existing=True)

    def keep_odds_soon(self) -> None:
        """The diary was written to: the odds of duties follow once its page has been shown."""
        at = datetime.now(UTC) + ODDS_AFTER
        self._jobs.add_job(keep_odds, "date", run_date=at, id="odds", replace_existing=True)

    def before_lock(self) -> None:
        """What was written last is in the odds, the reminders that wait, and a last backup."""
        keep_odds()
        renew_reminders()
        self.backups.before_lock()

    def stop(self) -> None:
        self.before_lock()
        self._jobs.shutdown(wait=True)


def prepare(every_s: int) -> None:
    """All that needs the vault: answers taken in, the batch if it is due, slots sealed ahead.

    One part that fails does not hold up the next: the pad goes on speaking whatever it has heard.
    """
    now = datetime.now(UTC)
    parts: tuple[Callable[[], object], ...] = (
        lambda: take_answers(now),
        lambda: do_batch(now),
        lambda: keep_daily_odds(now),
        lambda: keep_sealed(slots_ahead(now, every_s, setup().phase)),
        lambda: seal_reminders(now),
    )
    try:
        with session.using():
            try:
                for part in parts:
                    _do(part)
            finally:
                connections.close_all()
    except Refused:
        return  # locked


def keep_odds() -> None:
    """Write down what the odds of the duties are by what was written last."""
    try:
        with _vault():
            keep_daily_odds(datetime.now(UTC))
    except OffwatchError as error:
        if error.code != "vault.locked":
            log.warning("odds: %s", error.code)
    except DatabaseError as error:
        log.warning("odds: %s", type(error).__name__)


def renew_reminders() -> None:
    """Seal the reminders anew: what they were to remind of may have come since the last slot."""
    now = datetime.now(UTC)
    try:
        with _vault():
            seal_reminders(now)
    except OffwatchError as error:
        if error.code != "vault.locked":
            log.warning("reminders: %s", error.code)
    except DatabaseError as error:
        log.warning("reminders: %s", type(error).__name__)


def fetch_calendars() -> None:
    """Fetch the calendars that are due; the vault can be locked while a server is waited for."""
    now = datetime.now(UTC)
    try:
        with _vault():
            asks = due_asks(now)
        for pk, ask in asks:
            answer: CalendarAnswer | OffwatchError
            try:
                answer = ask_aside(ask)
            except OffwatchError as error:
                answer = error
            with _vault():
                keep_answer(now, pk, answer)
    except OffwatchError as error:
        if error.code != "vault.locked":
            log.warning("calendars: %s", error.code)


@contextmanager
def _vault() -> Iterator[None]:
    with session.using():
        try:
            yield
        finally:
            connections.close_all()


def _do(part: Callable[[], object]) -> None:
    try:
        part()
    except OffwatchError as error:
        log.warning("tick: %s", error.code)


pages = ShownPages()
"""The pages that browsers show of the vault that this process has open."""
_running: Scheduler | None = None


def run(clock: Scheduler | None) -> None:
    """Make this the clock that unlocking sets going."""
    global _running  # noqa: PLW0603 - one site, one clock
    _running = clock


def begin_ticks() -> None:
    if _running is not None:
        _running.begin_ticks()


def prepare_now() -> None:
    """Have the slots filled anew, if a clock is going."""
    if _running is not None:
        _running.prepare_now()


def keep_odds_soon() -> None:
    """The diary may have been written to: the odds of the duties are kept in a moment."""
    if _running is not None:
        _running.keep_odds_soon()


def backup_soon() -> None:
    """Something was changed by hand; where no clock is going, commands see to it themselves."""
    if _running is not None:
        _running.backups.soon()


def before_lock() -> None:
    """Have what has changed in the reminders and, if that does not take long, backed up."""
    if _running is not None:
        _running.before_lock()
