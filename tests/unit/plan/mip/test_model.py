"""The model counts what the objective counts: duties that reach into hours to avoid."""

from __future__ import annotations

import itertools
from functools import partial

import pytest
from tests.unit.plan.milp import fits
from tests.unit.plan.rosters import mission, roster

from offwatch.plan import Roster
from offwatch.plan.assignment import Assignment
from offwatch.plan.mip.model import Model, build
from offwatch.plan.mip.neighbourhood import Window
from offwatch.plan.mip.program import total
from offwatch.plan.objective import cost_of
from offwatch.plan.roster.line_rules import must_follow
from offwatch.plan.roster.roster import DAY_MIN, Absences, MinuteSpan
from offwatch.plan.scope import PIECE

DAYS = 7
HOURS = [
    MinuteSpan(2 * DAY_MIN + 20 * 60, 3 * DAY_MIN + 4 * 60),  # a night, and two days of a mission
    MinuteSpan(3 * DAY_MIN + 60, 3 * DAY_MIN + 2 * 60),  # in a night that began the day before
    MinuteSpan(4 * DAY_MIN + 12 * 60, 4 * DAY_MIN + 13 * 60),  # an early shift, or a mission
    MinuteSpan(DAY_MIN + 2 * 60, 5 * DAY_MIN + 60),  # three whole days and parts of two
]


def _base() -> Roster:
    return roster(
        {"a": "AA.....", "b": "......."},
        missions=[mission("A", "a", 0, 2, latest=5)],
        need={"early": 1, "night": 1},
    )


def _model(base: Roster, avoid: Absences, days: frozenset[int], now: Roster) -> Model:
    return build(
        base,
        avoid,
        Window(PIECE, days),
        goal="arrange",
        allow_moves=True,
        now=now,
        follow=partial(must_follow, base, {}),
        runs="clauses",
    )


@pytest.mark.parametrize("hours", HOURS)
def test_whoever_is_on_duty_in_hours_to_avoid_is_counted_once(hours: MinuteSpan) -> None:
    """On each day a mission may be on, and with a night or an early shift on any other day."""
    base = _base()
    avoid: Absences = {"a": frozenset({6, hours}), "b": frozenset({hours})}
    model = _model(base, avoid, frozenset(range(DAYS)), base)
    hit = set()
    for start, other, shift in itertools.product(range(6), range(DAYS), ("early", "night")):
        line = {start: "A", start + 1: "A"}
        duties = {"a": line, "b": {other: shift}}
        if other not in line:
            duties["a"] = {**line, other: shift}
        after = base.with_duties(duties, {"A": start})
        values = model.variables.start(Assignment.of(after))
        counted = total(model.objective.second, values)
        assert counted == cost_of("arrange", base, after, avoid).told, (start, other, shift)
        assert model.variables.assignment(values).apply_to(base) == after
        hit.add(counted)
    assert len(hit) > 1


@pytest.mark.parametrize("hours", HOURS)
def test_duties_that_stay_outside_a_window_count_as_well(hours: MinuteSpan) -> None:
    """The mission reaches out of the window, and so does a night: neither may change."""
    base = _base()
    avoid: Absences = {"a": frozenset({hours}), "b": frozenset({hours})}
    now = base.with_duties({"a": {2: "A", 3: "A"}, "b": {2: "night"}}, {"A": 2})
    for days in (range(3, DAYS), range(4, DAYS), range(3)):
        model = _model(base, avoid, frozenset(days), now)
        values = model.variables.start(Assignment.of(now))
        assert fits(model.program, values)
        counted = total(model.objective.second, values)
        assert counted == cost_of("arrange", base, now, avoid).told, days
