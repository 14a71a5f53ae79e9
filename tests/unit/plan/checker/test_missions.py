"""Missions: where they may stand, who comes along, and who holds which days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.plan.checker.saying import away, broken, holding
from tests.unit.plan.rosters import mission, redrawn, roster

from offwatch.plan import Roster

FREE = mission("A", "a", 1, 2, earliest=0, latest=5)


@pytest.mark.parametrize(
    ("start", "in_window"), [(0, False), (1, True), (2, False), (3, True), (5, True), (7, False)]
)
def test_a_mission_stands_within_its_window_and_a_whole_number_of_steps_away(
    start: int, in_window: bool
) -> None:
    """Both ends of the window belong to it."""
    base = roster(
        {"a": "...AA....."}, missions=[mission("A", "a", 3, 2, earliest=1, latest=5, step_days=2)]
    )
    line = "." * start + "AA" + "." * (8 - start)
    found = broken(base, redrawn(base, {"a": line}, {"A": start}))
    assert found == ([] if in_window else [("window", None, start)])


@pytest.mark.parametrize(
    ("b", "frozen", "found"),
    [
        (".AA....", [("b", 1)], [("frozen", "b", 1), ("frozen", "b", 1)]),
        (".AA....", [("b", 0), ("b", 5)], []),
        ("e......", [("b", 0), ("b", 5)], []),
    ],
)
def test_only_a_day_of_its_own_that_is_frozen_holds_a_mission(
    b: str, frozen: list[tuple[str, int]], found: list[tuple[str, str, int]]
) -> None:
    """Whoever has it frozen: other frozen days of members, and of others, hold nothing."""
    base = roster(
        {"a": ".AA....", "b": b, "c": "......."},
        missions=[FREE],
        frozen=[*frozen, ("c", 1)],
    )
    moved = {"a": "...AA..", "b": b.replace(".AA..", "...AA")}
    assert broken(base, redrawn(base, moved, {"A": 3})) == found


def test_two_missions_outside_their_windows_are_both_told() -> None:
    """In the order of their days."""
    more = {"earliest": 1, "latest": 1}
    base = roster(
        {"a": ".A.B...", "b": "......."},
        missions=[mission("A", "a", 1, 1, **more), mission("B", "a", 3, 1, earliest=3, latest=3)],
    )
    now = redrawn(base, {"a": "..A.B.."}, {"A": 2, "B": 4})
    assert broken(base, now) == [("window", None, 2), ("window", None, 4)]


@pytest.mark.parametrize(
    ("b", "more", "absent", "follows"),
    [
        (".AA....", {}, {}, True),  # nothing is in the way
        (".AAe...", {}, {}, True),  # what is given up for it
        (".AA....", {"off": {"b": [4]}}, {}, False),
        (".AA....", {"off": {"b": [5]}}, {}, True),
        (".AA....", {}, {"b": frozenset({4})}, False),
        (".AA....", {}, {"b": frozenset({5})}, True),
        (".AA....", {}, {"b": frozenset({1})}, True),  # away when it was to be
        (".AAe...", {"frozen": [("b", 3)]}, {}, False),
        (".AA..e.", {"frozen": [("b", 5)]}, {}, True),
        (".AA....", {"frozen": [("b", 6)]}, {}, True),
        (".AA.B..", {}, {}, False),
        (".AA..B.", {}, {}, True),
        (".AA..e.", {"rules": {"max_run": 3}}, {}, True),
        (".AA..ee", {"rules": {"max_run": 3}}, {}, False),
        (".AA..ee", {"rules": {"max_run": 3}}, {"b": away(5, 8, 2)}, True),
    ],
)
def test_a_moved_mission_takes_everybody_along_who_can_come(
    b: str, more: dict[str, Any], absent: dict[str, Any], follows: bool
) -> None:
    """A member stays behind only where a rule, an absence, another mission or a freeze binds."""
    missions = [FREE]
    if "B" in b:
        missions.append(mission("B", "b", b.index("B"), 1))
    base = roster({"a": ".AA....", "b": b, "c": "......."}, missions=missions, **more)
    alone = redrawn(base, {"a": "...AA..", "b": b.replace("A", "."), "c": "......."}, {"A": 3})
    left = [found for found in broken(base, alone, absent) if found[0] == "follow"]
    assert left == ([("follow", "b", 3)] if follows else [])


def test_on_days_that_it_had_before_a_moved_mission_is_not_in_its_own_way() -> None:
    """By one day: its members keep the day between, also where that day is frozen."""
    base = roster({"a": ".AA....", "b": ".AA...."}, missions=[FREE])
    alone = redrawn(base, {"a": "..AA...", "b": "......."}, {"A": 2})
    assert broken(base, alone) == [("follow", "b", 2)]
    held = roster({"a": ".AA....", "b": ".AA...."}, missions=[FREE], frozen=[("b", 2)])
    found = broken(held, redrawn(held, {"a": "..AA...", "b": "......."}, {"A": 2}))
    assert found == [("follow", "b", 2), ("frozen", "b", 2), ("frozen", "b", 2)]


def test_nobody_follows_a_mission_that_stays() -> None:
    """Whoever leaves it then leaves a seat open, which is no breach; others' moves are theirs."""
    base = roster(
        {"a": ".AA....", "b": ".AA....", "c": "B......"},
        missions=[FREE, mission("B", "c", 0, 1, earliest=0, latest=6)],
    )
    now = redrawn(base, {"b": ".......", "c": ".....B."}, {"B": 5})
    assert broken(base, now) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (".AA....", []),
        (".A.....", [("mission", "b", 1)]),
        ("..A....", [("mission", "b", 2)]),
        (".AAA...", [("mission", "b", 1)]),
        ("...AA..", [("mission", "b", 3)]),
        (".A.A...", [("mission", "b", 1)]),
    ],
)
def test_a_member_holds_exactly_the_days_of_a_mission(
    line: str, found: list[tuple[str, str, int]]
) -> None:
    """Neither fewer nor more nor others."""
    base = roster({"a": ".AA....", "b": "......."}, missions=[FREE])
    assert broken(base, redrawn(base, {"b": line})) == found


def frames(base: Roster) -> list[Roster]:
    """Rosters that differ from it in something that no plan may change."""
    a, b = base.people
    return [
        replace(base, missions=()),
        replace(base, missions=(*base.missions, base.missions[0])),
        replace(base, missions=(replace(base.missions[0], id="B"),)),
        replace(base, missions=(replace(base.missions[0], days=1),)),
        replace(base, people=(a,)),
        replace(base, people=(b, a)),
        replace(base, days=base.days + 1),
        replace(base, zone="Europe/Berlin"),
        replace(base, team="Another"),
        replace(base, frozen=frozenset({("a", 0)})),
        holding(base, a={7: "early"}),
        holding(base, a={-1: "early"}),
        holding(base, a={0: "spa"}),
        replace(base, duties={**base.duties, "nobody": {}}),
    ]


def test_a_plan_changes_duties_and_mission_starts_and_nothing_else() -> None:
    """Everything else of the roster is its frame; days run from the first to the last."""
    base = roster({"a": ".AA....", "b": "e......"}, missions=[FREE])
    for other in frames(base):
        assert broken(base, other) == [("form", None, None)]
    edges = holding(base, b={0: "late", 6: "early"})
    assert broken(base, edges) == []
    assert broken(base, replace(base, duties={"a": base.duties["a"]})) == []


def test_steps_are_counted_from_where_a_mission_stood() -> None:
    """Three days on is a step of three, wherever the first was."""
    base = roster(
        {"a": ".A........"}, missions=[mission("A", "a", 1, 1, earliest=0, latest=8, step_days=3)]
    )
    assert broken(base, redrawn(base, {"a": "....A....."}, {"A": 4})) == []


def test_a_mission_that_nobody_is_on_moves_alone() -> None:
    """It leaves nobody behind, and whoever is frozen without any duty holds nothing."""
    base = roster({"a": "........", "b": "e......."}, missions=[FREE], frozen=[("a", 1)])
    base = replace(base, duties={"b": base.duties["b"]})
    moved = replace(base, missions=tuple(replace(m, start=3) for m in base.missions))
    assert broken(base, moved) == []
