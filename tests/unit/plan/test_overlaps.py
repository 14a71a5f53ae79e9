"""Each duty is held against all that it overlaps in time, by planner and maker alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.unit.plan.rosters import day, form, mission, roster

from offwatch.plan import (
    Roster,
    Solvers,
    check,
    make_roster,
    read_absences,
    read_roster,
    replan,
    standing,
)

TWO_DAYS = {"id": "long", "name": "Long", "start": "10:00", "minutes": 2880}


def _plan(base: Roster, away: object, solver: Solvers) -> tuple[tuple[int, ...], dict[str, str]]:
    plan = replan(base, read_absences(away, base), deadline_s=6, solver=solver)
    assert plan.proven
    lines = {
        p.id: "".join((held or ".")[0] for held in plan.roster.line(p.id)) for p in base.people
    }
    return tuple(plan.objective[:2]), lines


def test_a_night_before_a_day_away_is_handed_on(solver: Solvers) -> None:
    """It lasts until six on that day."""
    base = roster({"a": "..n..", "b": "....."})
    assert _plan(base, {"a": [day(3)]}, solver) == ((0, 1), {"a": ".....", "b": "..n.."})


def test_nobody_away_is_given_the_night_before(solver: Solvers) -> None:
    """The seat stays open where the only other person is away when it ends."""
    base = roster({"a": "..n..", "b": "....."})
    away = {"a": [day(2)], "b": [day(3)]}
    assert _plan(base, away, solver) == ((1, 0), {"a": ".....", "b": "....."})


def test_nobody_is_given_a_night_into_a_day_off(solver: Solvers) -> None:
    """Unless the team counts a day off by the duties that start on it."""
    lines = {"a": "..n..", "b": "....."}
    strict = roster(lines, off={"b": [3]})
    assert _plan(strict, {"a": [day(2)]}, solver)[0] == (1, 0)
    lax = roster(lines, off={"b": [3]}, rules={"off_counts": "start"})
    assert _plan(lax, {"a": [day(2)]}, solver)[0] == (0, 1)


def test_a_night_of_friday_counts_on_the_weekend_where_the_team_says_so(solver: Solvers) -> None:
    """By default a weekend is worked when a duty starts on it."""
    lines = {"a": "....n..", "b": "......."}
    away = {"a": [day(4)]}
    by_start = roster(lines, own={"b": {"max_weekends": 0}})
    assert _plan(by_start, away, solver)[0] == (0, 1)
    by_overlap = roster(lines, own={"b": {"max_weekends": 0, "weekend_counts": "overlap"}})
    assert _plan(by_overlap, away, solver)[0] == (1, 0)


def test_a_mission_takes_the_time_until_it_ends(solver: Solvers) -> None:
    """Its last day lasts until six on the day off of the only other person."""
    base = roster(
        {"a": ".AA..", "b": "....."},
        missions=[mission("A", "a", 1, 2, start_time="20:00", end_time="06:00")],
        off={"b": [3]},
    )
    assert _plan(base, {"a": [day(1)]}, solver)[0][0] == 1


def test_half_a_day_away_takes_only_what_it_overlaps(solver: Solvers) -> None:
    """The early of that day stays, the late goes."""
    base = roster({"a": "..e..", "b": "..l..", "c": "....."})
    noon = [{"from": f"{day(2)}T14:00", "to": f"{day(2)}T20:00"}]
    lines = {"a": "..e..", "b": ".....", "c": "..l.."}
    assert _plan(base, {"a": noon, "b": noon}, solver) == ((0, 1), lines)


def test_a_long_duty_takes_the_days_it_lasts(solver: Solvers) -> None:
    """Whoever has a duty on its second day cannot take it."""
    data = form({"a": "e....", "b": "..e..", "c": "....."})
    data["shifts"].append(TWO_DAYS)
    data["demand"].append({"day": day(1), "shift": "long", "need": 1})
    data["roster"]["a"][day(1)] = "long"
    del data["people"][2]
    del data["roster"]["c"]
    assert _plan(read_roster(data), {"a": [day(1), day(2)]}, solver)[0] == (1, 0)
    data["roster"]["b"] = {}
    assert _plan(read_roster(data), {"a": [day(1), day(2)]}, solver)[0] == (0, 1)


def test_what_came_before_binds_rest_runs_and_hours(solver: Solvers) -> None:
    """B is kept from the early of the first day by each of them, and by nothing else."""
    lines = {"a": "e....", "b": "....."}
    rules = {"rest_h": 11, "max_run": 4, "max_minutes": 960}
    histories: list[tuple[dict[str, Any], int]] = [
        ({}, 0),
        ({"duties": {day(-1): "night"}}, 1),
        ({"duties": {day(-1): "early"}}, 0),
        ({"run_days": 4}, 1),
        ({"run_days": 3}, 0),
        ({"minutes": 500}, 1),
        ({"minutes": 480}, 0),
    ]
    for history, still_open in histories:
        data = form(lines, rules=rules)
        data["people"][1]["history"] = history
        assert _plan(read_roster(data), {"a": [day(0)]}, solver)[0][0] == still_open, history


def test_a_day_to_avoid_begins_at_midnight(solver: Solvers) -> None:
    """The night that lasts into it goes to whoever does not mind."""
    base = roster({"a": ".....", "b": "....."}, need={"night": 0})
    data = form({"a": ".....", "b": "....."})
    data["demand"] = [{"day": day(2), "shift": "night", "need": 1}]
    base = read_roster(data)
    for away, other in (("a", "b"), ("b", "a")):
        avoid = read_absences({away: [day(3)]}, base)
        made = make_roster(base, avoid, deadline_s=5, solver=solver)
        assert made.objective[:2] == (0, 0)
        assert made.roster.duties[other] == {2: "night"}


@pytest.mark.parametrize(
    ("first", "rest_h", "kept"),
    [
        (date(2026, 3, 27), 8, False),  # seven real hours from 22:00 to 06:00
        (date(2026, 3, 20), 8, True),
        (date(2026, 10, 23), 9, True),  # nine
        (date(2026, 10, 16), 9, False),
    ],
)
def test_rest_is_counted_in_real_hours(
    first: date, rest_h: int, kept: bool, solver: Solvers
) -> None:
    """A late that ends at 22:00 and an early at 06:00, with and without a change of the clock."""
    data = form({"a": "...", "b": "..."}, rules={"rest_h": rest_h}, zone="Europe/Zurich")
    data["first_day"] = first.isoformat()
    days = [(first.fromordinal(first.toordinal() + i)).isoformat() for i in range(3)]
    data["shifts"][1]["not_next"] = []
    data["demand"] = [{"day": days[2], "shift": "early", "need": 1}]
    data["demand"] += [{"day": days[1], "shift": "late", "need": 1}]
    data["roster"] = {"a": {days[1]: "late"}, "b": {days[2]: "early"}}
    base = read_roster(data)
    assert _plan(base, {"b": days[1:]}, solver)[0][0] == int(not kept)
    data["roster"] = {"a": {days[1]: "late", days[2]: "early"}, "b": {}}
    assert bool(standing(read_roster(data))) is not kept
    assert check(base, base, {}) == ()
