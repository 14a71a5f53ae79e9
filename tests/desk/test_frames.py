"""What is made of a team's forms holds whatever the days, people and numbers are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from offwatch.desk.grids.first import covered, first_form, with_need
from offwatch.desk.grids.frame import next_form
from offwatch.desk.people.membership import Membership, days_gone, span_of
from offwatch.desk.rosters.cover import open_list
from offwatch.desk.teams.need import ShiftNeed, exceptions_of, need_of, with_demand
from offwatch.plan import read_roster
from tests.desk.sample import FIRST, roster_form

SHIFTS = ("e", "l", "n")
CODES = st.sampled_from([*SHIFTS, None])
DAYS = st.integers(-40, 80)


@st.composite
def walls(draw: st.DrawFn) -> dict[str, Any]:
    """A first form with a few people on whatever shifts."""
    days = draw(st.integers(1, 20))
    first = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 400)))
    form = first_form("Team", "UTC", [first + timedelta(days=i) for i in range(days)])
    lines = draw(st.lists(st.lists(CODES, min_size=days, max_size=days), max_size=5))
    return {
        **form,
        "rules": {},
        "shifts": [{"id": s, "name": s.upper(), "minutes": 480} for s in SHIFTS],
        "people": [{"id": f"p{n}", "name": f"P {n}"} for n in range(len(lines))],
        "roster": {
            f"p{n}": {
                (first + timedelta(days=i)).isoformat(): code
                for i, code in enumerate(line)
                if code is not None
            }
            for n, line in enumerate(lines)
        },
    }


@settings(max_examples=40, deadline=None)
@given(walls())
def test_what_is_proposed_as_needed_is_covered(wall: dict[str, Any]) -> None:
    """The first roster has no seat open before somebody asks for more."""
    roster = read_roster(with_need(wall, covered(wall)))
    assert open_list(roster) == ()


@settings(max_examples=40, deadline=None)
@given(walls(), st.lists(st.integers(0, 9), min_size=7, max_size=7))
def test_what_is_set_by_weekday_is_what_is_read(wall: dict[str, Any], numbers: list[int]) -> None:
    """On every day of the period, without an exception; set twice it changes nothing."""
    days = list(span_of(wall))
    form = with_demand(wall, days, {"n": ShiftNeed(numbers)})
    read_roster(form)
    usual = need_of(form)["n"].numbers
    assert all(usual[day.weekday()] == numbers[day.weekday()] for day in days)
    assert exceptions_of(form) == []
    assert with_demand(form, days, {"n": ShiftNeed(numbers)}) is form


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(1, 60), DAYS, DAYS)
def test_a_period_is_whole_whoever_leaves_when(last: int, days: int, a: int, b: int) -> None:
    """Whoever left before is not on it; after the last day nobody can be on duty."""
    first, until = sorted((FIRST + timedelta(days=a), FIRST + timedelta(days=b)))
    member = Membership(FIRST + timedelta(days=last), {"watch": (first, until)})
    form = next_form(roster_form(), FIRST + timedelta(days=28), days, {"t1": member})
    roster = read_roster(form)
    span = span_of(form)
    assert ("t1" in roster.person) is (FIRST + timedelta(days=last) >= span.start_day)
    if "t1" not in roster.person:
        return
    found = roster.person["t1"]
    gone = days_gone(span, FIRST + timedelta(days=last))
    assert {roster.day_at(i) for i in found.off} == set(gone)
    whole = first <= span.start_day and span.end_day - timedelta(days=1) <= until
    assert ("watch" in found.skills) is whole
