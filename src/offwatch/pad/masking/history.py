"""What others have seen of the owner, as the meter reads it: days asked for, duties, passes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from offwatch.mask.meter.history import TeamHistory
from offwatch.mask.policy.state import DutyPlace, MaskState
from offwatch.mask.release.ledger import DaysReleased
from offwatch.norm import Norm
from offwatch.pad.masking.state import load_mask_state
from offwatch.pad.models import KnownDuty, ReleaseRow
from offwatch.spans import DaySpan, InstantSpan

ME = "me"


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """The owner's own days, from the first period that was asked for on; nobody else's."""

    span: DaySpan
    asked: frozenset[date]
    duty: frozenset[date]
    passed: frozenset[date]

    def team(self, norm: Norm) -> TeamHistory:
        """A team of one; days count from the norm's first day."""
        first = (self.span.start_day - norm.first_day).days
        last = (self.span.end_day - norm.first_day).days
        table = np.zeros((3, 1, last), dtype=np.bool_)
        for layer, days in zip(table, (self.asked, self.duty, self.passed), strict=True):
            layer[0, [(day - norm.first_day).days for day in days]] = True
        return TeamHistory((ME,), table[0], table[1], table[2], np.array([first]), np.array([last]))


def whole_periods(norm: Norm, state: MaskState, today: date) -> int:
    """How many periods have been lived through whole since days were first asked for."""
    first = _first_asked(state)
    return 0 if first is None else max(0, norm.period_at(today).number - first)


def see_history(norm: Norm, today: date, last_day: date) -> OwnHistory | None:
    """Everything published up to ``last_day``, none before a whole period has been lived through.

    If the days of its period have been asked for, to the end of that period: its roster is known.
    """
    state = load_mask_state()
    first = _first_asked(state)
    if first is None or not whole_periods(norm, state, today):
        return None
    passed = _passed(state, norm)
    duty = passed | _on_duty(norm)  # only a duty can have been passed
    last_day = max(last_day, today)
    period = norm.period_at(last_day)
    known = period.number in state.answered
    end_day = period.span.end_day if known else last_day + timedelta(days=1)
    span = DaySpan(norm.period(first).span.start_day, end_day)
    asked, duty, passed = (
        frozenset(filter(span.__contains__, days)) for days in (_asked(state), duty, passed)
    )
    return OwnHistory(span, asked, duty, passed)


def _first_asked(state: MaskState) -> int | None:
    """The first period asked for under the norm in force, from this desk."""
    return min((n for n in state.answered if state.governs(n)), default=None)


def _asked(state: MaskState) -> frozenset[date]:
    rows = ReleaseRow.objects.filter(kind="days").order_by("made_at")
    said = map(DaysReleased.parse, rows.values_list("what", flat=True))
    # of two rows with one number the later one is what was said to this desk
    days = {each.period: each.days for each in said if each.period in state.answered}
    return frozenset(day for chosen in days.values() for day in chosen)


def _on_duty(norm: Norm) -> frozenset[date]:
    zone = ZoneInfo(norm.zone)
    return frozenset(
        day
        for duty in KnownDuty.objects.all()
        for day in InstantSpan(duty.start_at, duty.end_at).days_in(zone)
    )


def _passed(state: MaskState, norm: Norm) -> frozenset[date]:
    """A pass counts once, on the day its duty begins, as it does against the budget."""
    begins: dict[DutyPlace, date] = {}
    for duty in KnownDuty.objects.all():
        for at in filter(None, (duty.start_at, duty.moved_from_at)):
            begins[DutyPlace.of(duty.duty_id, at)] = norm.today(at)
    return frozenset(begins.get(place, place.utc_day) for place in state.passed)
