"""The daily batch: both stages in order, each word in the ledger before it is let out.

Where anything is doubtful it says less, never more: a clock that went back, a period already
answered, a norm that changed while a period runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from offwatch.forecast import load_prior
from offwatch.mask.policy.select import Duty, choose_days, choose_passes
from offwatch.mask.policy.state import Standing
from offwatch.mask.rare.exponential_mechanism import Ahead, turn_days
from offwatch.mask.release.ledger import ReleaseLedger
from offwatch.mask.release.released import Released, release_days, release_duty
from offwatch.mask.tracks.book import TrackBook
from offwatch.mask.tracks.records import Record
from offwatch.mask.tracks.tracks import advance, records_of, settle
from offwatch.norm import Norm
from offwatch.spans import Period


class Note(StrEnum):
    """Why a batch said less than it might have, for the pad to show its owner."""

    NONE = "none"
    NOT_YET = "not-yet"  # the team's hour has not come
    ALREADY_RUN = "already-run"  # today's batch has left
    CLOCK_BACK = "clock-back"  # the last batch is dated later than now
    ALREADY_ANSWERED = "already-answered"  # this period's days have been asked for
    NORM_CHANGED = "norm-changed"  # the new norm waits for a period not yet asked for


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What was let out, the state to keep in the same transaction, and a note."""

    released: tuple[Released, ...]
    standing: Standing
    book: TrackBook
    note: Note


def run_batch(
    ledger: ReleaseLedger,
    book: TrackBook,
    standing: Standing,
    norm: Norm,
    real: Record | None,
    preset: str,
    duties: Sequence[Duty],
    now: datetime,
    *,
    guarded: Set[str] = frozenset(),
    rare: Callable[[Period], Ahead] | None = None,
) -> BatchOutcome:
    """Run the batch of the day of ``now``: stage A when days are due, then stage B.

    ``real`` is the owner's own record with its ``preset``, or none; ``rare`` is the owner's
    forecast of a period, where the preset is rare and so its record takes no track. Keep
    ``standing`` and ``book`` of the outcome in the transaction in which the ledger keeps its rows.
    **Raises**: whatever the ledger raises; then nothing may be sent.
    """
    today = norm.today(now)
    silence = _silence(standing, norm, now, today)
    if silence is not None:
        return BatchOutcome((), standing, book, silence)
    changed = standing.norm not in (None, norm.fingerprint)
    standing = standing.under(norm, today)
    released: list[Released] = []
    note = Note.NORM_CHANGED if changed else Note.NONE
    book = advance(book, today.toordinal())
    due = _period_due(norm, today)
    if due is not None and due.number in standing.answered:
        if norm.ask_day(due) == today and not changed:
            note = Note.ALREADY_ANSWERED
    elif due is not None and standing.governs(due.number):
        book = settle(book, real, preset, norm.tracks, today.toordinal())
        records = records_of(book, real, today.toordinal())
        days = choose_days(records, norm, due, today, load_prior(book.preset), seed=book.seed)
        if days and rare is not None:
            days = turn_days(days, rare(due), due, seed=book.seed)
        if days:
            released.append(release_days(ledger, norm, due, days, now))
        standing = replace(standing, answered=standing.answered | {due.number})
    for duty in _duties_to_pass(book, standing, norm, real, duties, now, guarded):
        released.append(release_duty(ledger, "pass", duty.duty_id, now))
        standing = standing.after_pass(duty.duty_id, duty.starts_at, _number_of(duty, norm))
    standing = replace(standing, last_batch_day=today)
    return BatchOutcome(tuple(released), standing, book, note)


def _silence(standing: Standing, norm: Norm, now: datetime, today: date) -> Note | None:
    last = standing.last_batch_day
    if last is not None and today < last:
        return Note.CLOCK_BACK
    if last == today:
        return Note.ALREADY_RUN
    return Note.NOT_YET if now < norm.batch_at(today) else None


def _period_due(norm: Norm, today: date) -> Period | None:
    """The next period, once its asking day has come and while it has not begun."""
    number = norm.period_at(today).number + 1
    if number < 0 or norm.ask_day(norm.period(number)) > today:
        return None
    return norm.period(number)


def _duties_to_pass(
    book: TrackBook,
    standing: Standing,
    norm: Norm,
    real: Record | None,
    duties: Sequence[Duty],
    now: datetime,
    guarded: Set[str],
) -> list[Duty]:
    if len(book.tracks) != norm.tracks:
        return []  # a new norm has not taken effect yet
    in_way = {
        duty.duty_id: duty
        for duty in duties
        if not standing.has_passed(duty.duty_id, duty.starts_at)
        and standing.governs(_number_of(duty, norm))
    }
    chosen = choose_passes(
        records_of(book, real, norm.today(now).toordinal()),
        norm,
        list(in_way.values()),
        now,
        load_prior(book.preset),
        kept=standing.kept,
        guarded=guarded,
        spent=standing.spent,
    )
    return [in_way[duty_id] for duty_id in chosen]


def _number_of(duty: Duty, norm: Norm) -> int:
    return norm.period_at(norm.today(duty.starts_at)).number
