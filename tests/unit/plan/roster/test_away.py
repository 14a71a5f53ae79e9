"""A stretch of time in which one person is not on duty: part of a day, kept by every search."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.plan.rosters import day, form

from offwatch.errors import BadInput
from offwatch.plan import (
    dump_roster,
    make_roster,
    propose,
    read_absences,
    read_roster,
    replan,
    standing,
)

MORNING = (f"{day(1)}T05:00", f"{day(1)}T07:00")  # of the second day


def with_away(lines: dict[str, str], begins: str, ends: str, **more: Any) -> dict[str, Any]:
    """Person ``a`` is away for this time."""
    data = form(lines, **more)
    data["people"][0]["away"] = [{"from": begins, "to": ends}]
    return data


def test_a_duty_against_it_is_named_wherever_it_begins() -> None:
    """The night before reaches into it, the early duty lies in it, the late one does not."""
    for line, broken in (("n..", 1), (".e.", 1), (".l.", 0), ("l..", 0), ("..e", 0)):
        found = standing(read_roster(with_away({"a": line}, *MORNING)))
        assert [b.rule for b in found] == ["off"] * broken, line


def test_a_roster_drawn_up_leaves_it_free() -> None:
    """The one who can takes the seat; with nobody else it stays open."""
    data = with_away({"a": "...", "b": "..."}, *MORNING)
    data["demand"] = [{"day": day(1), "shift": "early", "need": 1}]
    made = make_roster(read_roster(data), {}, deadline_s=2.0)
    assert made.roster.duties == {"a": {}, "b": {1: "early"}}
    data["people"][1]["off"] = [day(1)]
    made = make_roster(read_roster(data), {}, deadline_s=2.0)
    assert made.roster.duties == {"a": {}, "b": {}}


def test_no_plan_gives_a_duty_against_it() -> None:
    """With b away, a would be the only one for the early duty; what a held against it stays."""
    base = read_roster(with_away({"a": "...", "b": ".e.", "c": "..."}, *MORNING))
    for plan in propose(base, read_absences({"b": [day(1)]}, base), deadline_s=2.0):
        assert 1 not in plan.roster.duties["a"]
    held = read_roster(with_away({"a": ".e.", "b": "..e", "c": "..."}, *MORNING))
    plan = replan(held, read_absences({"b": [day(2)]}, held), deadline_s=2.0)
    assert plan.roster.duties["a"].get(1) == "early"


def test_it_goes_out_and_comes_in_again() -> None:
    """And a stretch that cannot be is named."""
    roster = read_roster(with_away({"a": "..."}, *MORNING))
    assert read_roster(dump_roster(roster)) == roster
    wrong = (
        MORNING[::-1],
        (f"{day(9)}T05:00", f"{day(9)}T07:00"),
        ("2026-11-31T05:00", MORNING[1]),
    )
    for begins, ends in (*wrong, ("morning", "noon")):
        with pytest.raises(BadInput):
            read_roster(with_away({"a": "..."}, begins, ends))
