"""A stored plan on another roster: put there as it was found, or not at all."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from offwatch.desk.rosters.horizon import freeze_kept
from offwatch.desk.rosters.plans import after_plan, fits, planned_form, takes
from offwatch.plan import propose, read_roster
from offwatch.plan.roster.read_write import parse_roster, read_absences
from tests.desk.sample import FAR, FIRST, LANDING_DAYS, WATCHERS, day, roster_form
from tests.examples import some

FORM = roster_form()
BASE = read_roster(FORM)
ABSENT = read_absences({"knight": [day(FAR)]}, BASE)
PLANS = [p.as_dict() for p in propose(BASE, ABSENT, deadline_s=1.0, solver=None)]
PEOPLE = ("knight", *WATCHERS)


def test_there_are_plans_to_speak_of() -> None:
    """Found without a solver, by exchanging duties."""
    assert PLANS


def test_a_plan_on_its_own_roster_is_the_plan() -> None:
    """Read from the form, made from values, or taken from the planner: the same roster."""
    for plan in PLANS:
        form = planned_form(FORM, plan)
        assert {k: v for k, v in form["roster"].items() if v} == {
            k: v for k, v in plan["roster"].items() if v
        }
        assert parse_roster(form) == after_plan(plan, BASE)
        assert fits(plan, BASE, BASE, ABSENT)


def test_a_mission_moves_with_its_plan() -> None:
    """Its start and everybody on it."""
    absent = read_absences({"knight": [day(i) for i in LANDING_DAYS]}, BASE)
    plan = next(p.as_dict() for p in propose(BASE, absent, deadline_s=1.0, solver=None) if p.moves)
    form = planned_form(FORM, plan)
    assert parse_roster(form) == after_plan(plan, BASE)
    assert form["missions"][0]["start"] == day(LANDING_DAYS[0] + 7)
    assert ("knight", "landing") in takes(BASE, after_plan(plan, BASE))
    moved = deepcopy(FORM)
    moved["missions"][0]["latest"] = moved["missions"][0]["start"]
    assert not fits(plan, BASE, read_roster(moved), absent)  # another frame
    elsewhere = read_roster(planned_form(FORM, plan))
    assert not fits(plan, BASE, elsewhere, absent)  # it has moved already


Change = tuple[str, int, bool]


def changed(changes: list[Change]) -> dict[str, Any]:
    """Watches given and taken by hand, away from the landing."""
    form = deepcopy(FORM)
    for person, index, gives in changes:
        line = form["roster"][person]
        if line.get(day(index)) == "landing":
            continue
        if gives:
            line[day(index)] = "watch"
        else:
            line.pop(day(index), None)
    return form


@settings(max_examples=some(30), deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.integers(5, 19), st.booleans()),
        min_size=1,
        max_size=4,
    )
)
def test_what_fits_changes_only_what_it_said(changes: list[Change]) -> None:
    """On a changed roster a plan either does exactly its own changes, or does not fit."""
    current = read_roster(changed(changes))
    differs = {
        (person, index)
        for person in PEOPLE
        for index in range(BASE.days)
        if BASE.duties[person].get(index) != current.duties[person].get(index)
    }
    for plan in PLANS:
        cells = {
            (c["person"], BASE.index_of(date.fromisoformat(c["day"]))) for c in plan["changes"]
        }
        if not fits(plan, BASE, current, ABSENT):
            continue
        assert not cells & differs
        after = after_plan(plan, current)
        for person in PEOPLE:
            for index in range(BASE.days):
                was, now = current.duties[person].get(index), after.duties[person].get(index)
                assert (was != now) == ((person, index) in cells)
        on = [p for p in PEOPLE if after.duties[p].get(FAR) == "watch"]
        before = [p for p in PEOPLE if after_plan(plan, BASE).duties[p].get(FAR) == "watch"]
        assert on == before  # as many are on the watch as the owner was shown


def test_a_change_elsewhere_leaves_a_plan_fit() -> None:
    """Somebody else's day in another week is nobody's business here."""
    touched = {c["person"] for p in PLANS for c in p["changes"]}
    other = next(p for p in PEOPLE if p not in touched)
    free = next(i for i in range(19, 5, -1) if BASE.duties[other].get(i) == "watch" and i != FAR)
    current = read_roster(changed([(other, free, False)]))
    assert all(fits(plan, BASE, current, ABSENT) for plan in PLANS)


def test_another_seat_of_the_same_watch_is_a_touch() -> None:
    """If somebody was put on the watch meanwhile, the plan would fill it twice."""
    plan = next(p for p in PLANS if any(c["now"] == "watch" for c in p["changes"]))
    touched = {c["person"] for c in plan["changes"]}
    other = next(p for p in PEOPLE if p not in touched and not BASE.duties[p].get(FAR))
    current = read_roster(changed([(other, FAR, True)]))
    assert not fits(plan, BASE, current, ABSENT)


def test_what_is_kept_is_frozen() -> None:
    """Days of a shift, and a whole mission where it is; what nobody has is not looked at."""
    kept = {("t1", "landing"), ("knight", f"{day(FAR)}.watch"), ("t4", "gone")}
    roster = freeze_kept(BASE, kept)
    assert roster.frozen == {("t1", i) for i in LANDING_DAYS} | {("knight", FAR)}
    landing = roster.mission["landing"]
    assert (landing.earliest, landing.latest) == (landing.start, landing.start)
    assert freeze_kept(BASE, set()) == BASE
    assert roster.first_day == FIRST
