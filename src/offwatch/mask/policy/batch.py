"""The daily batch: first days, then passes, each in the ledger before it is let out.

In doubt it says less, never more: a clock that went back, a period already
answered, a norm that changed while a period runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime

from offwatch.forecast import load_prior
from offwatch.mask.policy.clock import SilenceReason, watch_clock, why_silent
from offwatch.mask.policy.select import OwnDuty, choose_days, choose_passes
from offwatch.mask.policy.state import MaskState
from offwatch.mask.rare.exponential_mechanism import PeriodForecast, rotate_days
from offwatch.mask.release.ledger import ReleaseLedger
from offwatch.mask.release.released import Released, release_days, release_duty
from offwatch.mask.tracks.records import Record
from offwatch.mask.tracks.track_set import TrackSet
from offwatch.mask.tracks.tracks import advance, apply_changes, records_of
from offwatch.norm import Norm
from offwatch.spans import Period


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What a batch let out, the state and tracks to keep in the same transaction, and a note."""

    released: tuple[Released, ...]
    state: MaskState
    track_set: TrackSet
    note: SilenceReason


def run_batch(
    ledger: ReleaseLedger,
    track_set: TrackSet,
    state: MaskState,
    norm: Norm,
    real: Record | None,
    preset: str,
    duties: Sequence[OwnDuty],
    now: datetime,
    *,
    guarded: Set[str] = frozenset(),
    rare: Callable[[Period], PeriodForecast] | None = None,
) -> BatchOutcome:
    """Run the batch of a day: first the period's days where they are due, then the passes.

    Keep the outcome's state and tracks in the transaction in which the ledger keeps its rows. What
    the ledger raises comes out as it is, and then nothing may be sent.

    Parameters
    ----------
    ledger : ReleaseLedger
        Where each word is written down before it is let out.
    track_set : TrackSet
        The pad's tracks.
    state : MaskState
        What the pad has said so far.
    norm : Norm
        The team's norm.
    real : Record or None
        The owner's own record, if there is one.
    preset : str
        The population that the owner's record is held beside.
    duties : sequence of OwnDuty
        The owner's duties that may be passed.
    now : datetime, aware
    guarded : set of str
        Duties on seats at minimum cover: no track looks at them.
    rare : callable, optional
        The owner's forecast of a period, where the preset is rare and so its record takes no track.

    Returns
    -------
    BatchOutcome
    """
    today = norm.today(now)
    silence = why_silent(state, norm, now)
    if silence is not SilenceReason.NONE:
        return BatchOutcome((), watch_clock(state, norm, now), track_set, silence)
    changed = state.norm not in (None, norm.fingerprint)
    state = state.under(norm, today)
    released: list[Released] = []
    note = SilenceReason.NORM_CHANGED if changed else SilenceReason.NONE
    track_set = advance(track_set, today.toordinal())
    due = _period_due(norm, today)
    if due is not None and due.number in state.answered:
        if norm.ask_day(due) == today and not changed:
            note = SilenceReason.ALREADY_ANSWERED
    elif due is not None and state.governs(due.number):
        track_set = apply_changes(track_set, real, preset, norm.tracks, today.toordinal())
        records = records_of(track_set, real, today.toordinal())
        days = choose_days(
            records, norm, due, today, load_prior(track_set.preset), seed=track_set.seed
        )
        if days and rare is not None:
            days = rotate_days(days, rare(due), due, seed=track_set.seed)
        if days:
            released.append(release_days(ledger, norm, due, days, now))
        state = replace(state, answered=state.answered | {due.number})
    for duty in _duties_to_pass(track_set, state, norm, real, duties, now, guarded):
        released.append(release_duty(ledger, "pass", duty.duty_id, now))
        state = state.after_pass(duty.duty_id, duty.starts_at, _number_of(duty, norm))
    state = replace(state, last_batch_day=today, jump_seen_at=None)
    return BatchOutcome(tuple(released), state, track_set, note)


def _period_due(norm: Norm, today: date) -> Period | None:
    """The next period, once its asking day has come and while it has not begun."""
    number = norm.period_at(today).number + 1
    if number < 0 or norm.ask_day(norm.period(number)) > today:
        return None
    return norm.period(number)


def _duties_to_pass(
    track_set: TrackSet,
    state: MaskState,
    norm: Norm,
    real: Record | None,
    duties: Sequence[OwnDuty],
    now: datetime,
    guarded: Set[str],
) -> list[OwnDuty]:
    if len(track_set.tracks) != norm.tracks:
        return []  # a new norm has not taken effect yet
    in_way = {
        duty.duty_id: duty
        for duty in duties
        if not state.has_passed(duty.duty_id, duty.starts_at)
        and state.governs(_number_of(duty, norm))
    }
    chosen = choose_passes(
        records_of(track_set, real, norm.today(now).toordinal()),
        norm,
        list(in_way.values()),
        now,
        load_prior(track_set.preset),
        kept=state.kept,
        guarded=guarded,
        spent=state.spent,
    )
    return [in_way[duty_id] for duty_id in chosen]


def _number_of(duty: OwnDuty, norm: Norm) -> int:
    return norm.period_at(norm.today(duty.starts_at)).number
