"""Why the mask is silent now, as the pages show it, and what its owner can do about the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from offwatch.mask.policy.clock import SilenceReason, set_clock_right, why_silent
from offwatch.mask.release.ledger import DaysReleased
from offwatch.pad.masking.state import (
    keep_state,
    load_mask_state,
    load_state,
    norm_in_force,
    norm_of,
)
from offwatch.pad.models import DeskLink, OutboxItem, ReleaseRow
from offwatch.pad.outcome import PadOutcome
from offwatch.spans import DaySpan

TO_SHOW = (SilenceReason.CLOCK_BACK, SilenceReason.CLOCK_JUMPED)


@dataclass(frozen=True, slots=True)
class Silence:
    """Why the mask says nothing, or less.

    ``last_day`` is the day of the last batch, ``from_span`` the first period under a changed norm.
    """

    note: SilenceReason
    last_day: date | None
    from_span: DaySpan | None = None


def see_silence(now: datetime) -> Silence | None:
    """What the owner should know of; none where all is as it should be."""
    norm, state = norm_in_force(DeskLink.objects.first()), load_mask_state()
    if norm is None:
        return None
    note = why_silent(state, norm, now)
    if note in TO_SHOW:
        return Silence(note, state.last_batch_day)
    here = norm.period_at(norm.today(now)).number
    if state.norm_from is not None and here < state.norm_from:
        return Silence(
            SilenceReason.NORM_CHANGED, state.last_batch_day, norm.period(state.norm_from).span
        )
    return None


def do_set_clock_right(now: datetime) -> PadOutcome:
    """The owner says that the clock is right now; the mask speaks again from tomorrow on."""
    with transaction.atomic():
        norm = norm_of(DeskLink.objects.get())
        track_set, state = load_state(norm, now)
        keep_state(track_set, set_clock_right(state, norm, now, _published()))
    return PadOutcome("The clock is right now; the next request leaves tomorrow.")


def _published() -> frozenset[int]:
    """Periods whose days the desk has, or will have once the outbox is empty."""
    rows = ReleaseRow.objects.filter(kind="days")
    refused = Q(type="days", state=OutboxItem.REFUSED)
    others = OutboxItem.objects.exclude(refused).exclude(release=None)
    rows = rows.exclude(
        Q(pk__in=OutboxItem.objects.filter(refused).values("release"))
        & ~Q(pk__in=others.values("release"))  # said again to the same desk under a new pairing
    )
    return frozenset(
        DaysReleased.parse(what).period for what in rows.values_list("what", flat=True)
    )
