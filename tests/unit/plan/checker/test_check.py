"""The checker names every rule that a plan newly breaks, and lets stand what was broken before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.plan.rosters import mission, redrawn, roster

from offwatch.plan import check, standing, without_absent

PLANTED: list[tuple[str, dict[str, Any], dict[str, str], dict[str, str]]] = [
    ("max_run", {"rules": {"max_run": 3}}, {"a": "eee..ee"}, {"a": "eeee.ee"}),
    ("min_run", {"rules": {"min_run": 2}}, {"a": "..ee..."}, {"a": "..e...."}),
    ("min_days_off", {"rules": {"min_days_off": 2}}, {"a": "e..ee.."}, {"a": "ee.ee.."}),
    ("max_minutes", {"rules": {"max_minutes": 960}}, {"a": "ee....."}, {"a": "eee...."}),
    ("min_minutes", {"rules": {"min_minutes": 960}}, {"a": "ee....."}, {"a": "e......"}),
    (
        "max_weekends",
        {"rules": {"max_weekends": 1}},
        {"a": ".....e......."},
        {"a": ".....e......e"},
    ),
    ("max_shifts", {"rules": {"max_shifts": {"late": 1}}}, {"a": "l.e...."}, {"a": "l.l...."}),
    ("not_next", {}, {"a": "l.e...."}, {"a": "le....."}),
    ("rest", {"rules": {"rest_h": 11}}, {"a": "n.e...."}, {"a": "nl....."}),
    ("rest", {"rules": {"rest_h": 36}}, {"a": "n..l..."}, {"a": "n.e...."}),
    ("off", {"off": {"a": [3]}}, {"a": "ee....."}, {"a": "ee.e..."}),
    ("weekly_rest", {"rules": {"weekly_rest_h": 35}}, {"a": "eee.eee"}, {"a": "een.eee"}),
    ("average", {"rules": {"max_average_h": 20}}, {"a": "e.e....."}, {"a": "e.e..e.."}),
    ("frozen", {"frozen": [("a", 0)]}, {"a": "ee....."}, {"a": ".e....."}),
    ("frozen", {"frozen": [("a", 3)]}, {"a": "ee....."}, {"a": "ee.e..."}),
]


@pytest.mark.parametrize(("rule", "more", "was", "now"), PLANTED)
def test_it_names_the_rule_that_a_plan_breaks(
    rule: str, more: dict[str, Any], was: dict[str, str], now: dict[str, str]
) -> None:
    """Each planted violation is found, by its rule, and nothing else is."""
    base = roster(was, **more)
    assert standing(base) == ()
    assert {b.rule for b in check(base, redrawn(base, now), {})} == {rule}


@pytest.mark.parametrize(("rule", "more", "was", "now"), PLANTED)
def test_what_the_base_broke_may_stay_as_it_is(
    rule: str, more: dict[str, Any], was: dict[str, str], now: dict[str, str]
) -> None:
    """A rule broken before is no new breach, and it is named as standing."""
    base = roster(now, **more)
    assert check(base, base, {}) == ()
    if rule != "frozen":
        assert rule in {b.rule for b in standing(base)}


def test_a_broken_total_may_not_get_worse() -> None:
    """A person who works too much already takes nothing more on."""
    base = roster({"a": "eee...."}, rules={"max_minutes": 960})
    assert check(base, redrawn(base, {"a": "ee.e..."}), {}) == ()
    assert [b.rule for b in check(base, redrawn(base, {"a": "eeee..."}), {})] == ["max_minutes"]


def test_nobody_is_on_duty_while_away() -> None:
    """A duty on a day of absence is a breach."""
    base = roster({"a": "ee....."})
    assert [b.rule for b in check(base, base, {"a": frozenset({1})})] == ["absent"]


def test_an_absence_credits_minutes_and_blocks() -> None:
    """What an absence takes from hours, runs and rests is not held against anybody."""
    rules = {"min_minutes": 1440, "min_run": 3, "min_days_off": 2}
    base = roster({"a": "..eee.."}, rules=rules)
    absent = {"a": frozenset({3})}
    assert check(base, without_absent(base, absent), absent) == ()
    assert {b.rule for b in check(base, redrawn(base, {"a": "..e.e.."}), {})} == {
        "min_minutes",
        "min_run",
        "min_days_off",
    }


def test_runs_at_the_edges_are_not_held_to_their_minimum() -> None:
    """What touches the first or the last day may have begun before or go on after."""
    base = roster({"a": "e.....e"}, rules={"min_run": 3, "min_days_off": 7})
    assert standing(base) == (standing(base)[0],)
    assert standing(base)[0].rule == "min_days_off"  # the inner block of five is held


def test_rest_is_held_between_shifts_that_overlap() -> None:
    """Nobody is in two places, even where no rest is asked for."""
    base = roster({"a": "n.A...."}, missions=[mission("A", "a", 2, 1, start_time="05:00")])
    now = base.with_duties({"a": {1: "night", 2: "A"}})
    assert [b.rule for b in check(base, now, {})] == ["rest"]


def test_a_mission_stays_in_its_window_and_step() -> None:
    """A start outside the window, or between its steps, is a breach."""
    base = roster(
        {"a": "AA......"}, missions=[mission("A", "a", 0, 2, earliest=0, latest=4, step_days=2)]
    )
    assert check(base, redrawn(base, {"a": "..AA...."}, {"A": 2}), {}) == ()
    for start in (1, 5):
        line = "." * start + "AA" + "." * (6 - start)
        assert [b.rule for b in check(base, redrawn(base, {"a": line}, {"A": start}), {})] == [
            "window"
        ]


def test_a_member_holds_every_day_of_a_mission() -> None:
    """Half a mission is a breach, and so is a day beside it."""
    base = roster({"a": "AA...", "b": "....."}, missions=[mission("A", "a", 0, 2)])
    for line in ("A....", ".A...", "..A.."):
        assert [b.rule for b in check(base, redrawn(base, {"b": line}), {})] == ["mission"]


def test_a_frozen_member_holds_a_mission_in_place() -> None:
    """A mission with a frozen member does not move."""
    base = roster(
        {"a": "AA......"},
        missions=[mission("A", "a", 0, 2, earliest=0, latest=4)],
        frozen=[("a", 1)],
    )
    rules = {b.rule for b in check(base, redrawn(base, {"a": "..AA...."}, {"A": 2}), {})}
    assert rules == {"frozen"}


def test_another_frame_is_refused() -> None:
    """A plan may change duties and mission starts, and nothing else."""
    base = roster({"a": "ee.....", "b": "......."})
    other = replace(base, demand=base.demand[1:])
    assert [b.rule for b in check(base, other, {})] == ["form"]
    alien = base.with_duties({"a": {0: "spa"}})
    assert [b.rule for b in check(base, alien, {})] == ["form"]
