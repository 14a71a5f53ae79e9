"""Blocks of work and of rest, totals, and what an absence or an older breach excuses of them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.plan.checker.saying import away, broken, holding, said, with_history
from tests.unit.plan.rosters import mission, redrawn, roster

from offwatch.plan import standing, without_absent


@pytest.mark.parametrize(
    ("history", "line", "days"),
    [
        ({}, "eee....", []),
        ({}, "eeee...", [0]),
        ({}, "...eeee", [3]),
        ({}, "eeeee..", [0, 1]),
        ({"run_days": 1}, "ee.....", []),
        ({"run_days": 1}, "eee....", [0]),
        ({"run_days": 2}, "ee.....", [0]),
        ({"run_days": 2}, "eee....", [0, 0]),
        ({"run_days": 5}, ".eee...", []),  # too long before the first day, and over
        ({"run_days": 5}, "ee.....", [0, 0]),
        ({"rest_days": 2}, "eee....", []),
        ({"rest_days": 2}, "eeee...", [0]),
    ],
)
def test_a_run_is_too_long_on_each_day_that_makes_it_so(
    history: dict[str, int], line: str, days: list[int]
) -> None:
    """Three days in a row at most, with what came before the first day."""
    now = with_history(roster({"a": line}, rules={"max_run": 3}), "a", **history)
    assert [(b.rule, b.day) for b in standing(now)] == [("max_run", d) for d in days]


@pytest.mark.parametrize(
    ("history", "line", "found"),
    [
        ({}, ".e.....", [("min_run", 1)]),
        ({}, "e......", []),  # it may have begun before
        ({}, "......e", []),  # it may go on
        ({}, ".....e.", [("min_run", 5)]),
        ({}, ".ee....", []),
        ({"run_days": 1}, "e......", []),
        ({"run_days": 1}, ".......", [("min_run", 0)]),
        ({"rest_days": 3}, "e......", [("min_run", 0)]),
        ({"rest_days": 3}, "ee.....", []),
        ({"rest_days": 1}, "ee.....", [("min_days_off", 0)]),
        ({"rest_days": 1}, ".ee....", []),
        ({"run_days": 2}, ".ee....", [("min_days_off", 0)]),
        ({"run_days": 2}, "..ee...", []),
        ({}, "ee.ee..", [("min_days_off", 2)]),
        ({}, "ee..ee.", []),
        ({}, ".e.e...", [("min_days_off", 2), ("min_run", 1), ("min_run", 3)]),
    ],
)
def test_a_block_is_too_short_where_both_its_ends_are_known(
    history: dict[str, int], line: str, found: list[tuple[str, int]]
) -> None:
    """Two days of work and two of rest at least; what came before makes the first end known."""
    rules = {"min_run": 2, "min_days_off": 2}
    now = with_history(roster({"a": line}, rules=rules), "a", **history)
    assert [(b.rule, b.day) for b in standing(now)] == found


@pytest.mark.parametrize(
    ("line", "absent", "now", "found"),
    [
        # the day after, and the day before, a block is free by the absence
        (".eee...", {3}, ".ee....", []),
        (".eee...", {3}, ".e.....", [("min_run", "a", 1)]),
        (".eee...", {1, 2}, "...e...", []),
        (".eee...", {2}, ".e.e...", []),
        (".eeee..", {1}, "...ee..", [("min_run", "a", 3)]),
        # free anyway, and away
        ("ee.....", {2}, "ee.eee.", []),
        ("ee.....", {2}, "ee..ee.", [("min_run", "a", 4)]),
        ("ee.....", {6}, "ee.eee.", [("min_days_off", "a", 2)]),
        ("ee.....", {3}, "ee.....", []),
    ],
)
def test_what_touches_an_absence_is_excused(
    line: str, absent: set[int], now: str, found: list[tuple[str, str, int]]
) -> None:
    """A block of at least three days that an absence cut, or a rest beside it."""
    base = roster({"a": line, "b": "......."}, rules={"min_run": 3, "min_days_off": 3})
    away_days = {"a": frozenset(absent)}
    assert broken(base, redrawn(base, {"a": now}), away_days) == found


def test_half_a_day_away_excuses_like_a_whole_one() -> None:
    """Where it takes the duty of the day, or lies on a day that was free."""
    base = roster({"a": ".eee...", "b": "......."}, rules={"min_run": 3})
    now = redrawn(base, {"a": "..ee..."})
    assert broken(base, now) == [("min_run", "a", 2)]
    assert broken(base, now, {"a": away(1, 8, 2)}) == []
    assert broken(base, now, {"a": away(0, 8, 2)}) == [("min_run", "a", 2)]
    assert broken(base, now, {"a": away(4, 8, 2)}) == []
    assert broken(base, now, {"a": away(5, 8, 2)}) == [("min_run", "a", 2)]
    assert broken(base, redrawn(base, {"a": ".ee...."}), {"a": away(0, 8, 2)}) == []


@pytest.mark.parametrize(
    ("rules", "history", "line", "found"),
    [
        ({"max_minutes": 960}, {}, "ee.....", []),
        ({"max_minutes": 959}, {}, "ee.....",
         [("max_minutes", 1, "works 16 h, at most 15 h 59 min")]),
        ({"max_minutes": 960}, {"minutes": 1}, "ee.....",
         [("max_minutes", 1, "works 16 h 1 min, at most 16 h")]),
        ({"max_minutes": 1200}, {}, "AA.....", []),
        ({"max_minutes": 1199}, {}, "AA.....",
         [("max_minutes", 1, "works 20 h, at most 19 h 59 min")]),
        ({"min_minutes": 961}, {}, "ee.....",
         [("min_minutes", 1, "works only 16 h, 1 min too few")]),
        ({"min_minutes": 960}, {}, "ee.....", []),
        ({"min_minutes": 961}, {"minutes": 1}, "ee.....", []),
        ({"max_weekends": 1}, {}, ".....e.", []),
        ({"max_shifts": {"late": 2, "early": 0}}, {}, "ll.e...",
         [("max_shifts", 1, "has Early 1 times, at most 0")]),
    ],
)  # fmt: skip
def test_totals_are_held_to_the_minute(
    rules: dict[str, Any],
    history: dict[str, int],
    line: str,
    found: list[tuple[str, int, str]],
) -> None:
    """A limit reached is kept; what was worked before the first day counts."""
    base = with_history(
        roster(
            {"a": ".......", "b": "AA....."}, own={"a": rules}, missions=[mission("A", "b", 0, 2)]
        ),
        "a",
        **history,
    )
    now = holding(base, a=dict(redrawn(base, {"a": line}).duties["a"]))
    assert [(b.rule, b.amount, b.words) for b in standing(now) if b.person == "a"] == found


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("08:00", "18:00", 600),
        ("20:00", "06:00", 600),
        ("08:00", "08:00", 1440),
        ("08:00", "08:01", 1),
    ],
)
def test_a_day_of_a_mission_counts_from_its_start_to_its_end(
    start: str, end: str, minutes: int
) -> None:
    """Over midnight too; the same hour again is a whole day."""
    base = roster(
        {"a": ".A.....", "b": "......."},
        missions=[mission("A", "a", 1, 1, start_time=start, end_time=end)],
        own={"b": {"max_minutes": 0}},
    )
    now = redrawn(base, {"a": ".......", "b": ".A....."})
    (breach,) = said(base, now)
    assert breach[:4] == ("max_minutes", "b", None, minutes)


def test_an_absence_credits_the_minutes_it_takes() -> None:
    """Of all the days of a duty that it touches, and no more than those."""
    base = roster(
        {"a": "ee.AA..", "b": "......."},
        missions=[mission("A", "a", 3, 2)],
        own={"a": {"min_minutes": 2160}},
    )
    assert standing(base) == ()
    for gone, lost in (({0}, 480), ({4}, 1200), ({1, 3}, 1680)):
        absent = {"a": frozenset(gone)}
        left = without_absent(base, absent)
        assert broken(base, left, absent) == []
        fewer = holding(
            left, a={d: h for d, h in left.duties["a"].items() if d != min(left.duties["a"])}
        )
        short = 2160 - lost - sum(480 if h == "early" else 600 for h in fewer.duties["a"].values())
        assert ("min_minutes", "a", None, short) in [s[:4] for s in said(base, fewer, absent)]


def test_a_shortfall_of_before_stays_allowed_with_the_credit_on_top() -> None:
    """Somebody with too few hours may lose what the absence takes, and not an hour more."""
    base = roster({"a": "eee....", "b": "......."}, own={"a": {"min_minutes": 1920}})
    absent = {"a": frozenset({0})}
    assert broken(base, redrawn(base, {"a": ".ee...."}), absent) == []
    assert broken(base, redrawn(base, {"a": "..e...."}), absent) == [("min_minutes", "a", None)]
    assert broken(base, redrawn(base, {"a": ".ee...."})) == [("min_minutes", "a", None)]


def test_each_of_two_broken_limits_on_shifts_stands_for_itself() -> None:
    """One that the roster in force broke allows nothing of the other."""
    base = roster(
        {"a": "ee.....", "b": "......."}, own={"a": {"max_shifts": {"early": 1, "late": 1}}}
    )
    assert broken(base, redrawn(base, {"a": "ee.l..."})) == []
    assert said(base, redrawn(base, {"a": "ee.ll.."})) == [
        ("max_shifts", "a", None, 1, "has Late 2 times, at most 1")
    ]
    assert said(base, redrawn(base, {"a": "ee.e..."})) == [
        ("max_shifts", "a", None, 2, "has Early 3 times, at most 1")
    ]


def test_a_run_broken_before_stays_where_it_is_only() -> None:
    """A day that made a run too long stays; the same length elsewhere is new."""
    base = roster({"a": "eeee......", "b": ".........."}, rules={"max_run": 3})
    assert broken(base, redrawn(base, {"a": "eeee..e..."})) == []
    assert broken(base, redrawn(base, {"a": "eeeee....."})) == [("max_run", "a", 1)]
    assert broken(base, redrawn(base, {"a": "....eeee.."})) == [("max_run", "a", 4)]
    short = roster({"a": ".e...e.ee.", "b": ".........."}, rules={"min_run": 2, "min_days_off": 2})
    assert broken(short, redrawn(short, {"a": ".e...l.ee."})) == []
    assert broken(short, redrawn(short, {"a": ".e..e..ee."})) == [("min_run", "a", 4)]


def test_a_frozen_day_that_an_absence_took_may_change() -> None:
    """The freeze holds every other day."""
    base = roster({"a": "en.....", "b": "......."}, frozen=[("a", 0), ("a", 1), ("a", 3)])
    absent = {"a": frozenset({2})}  # the night ends on it
    assert broken(base, redrawn(base, {"a": "e......"}), absent) == []
    assert broken(base, redrawn(base, {"a": "......."}), absent) == [("frozen", "a", 0)]
    assert broken(base, redrawn(base, {"a": "e..e..."}), absent) == [("frozen", "a", 3)]
    both = redrawn(base, {"a": "len...."})
    assert broken(base, both) == [("frozen", "a", 0), ("frozen", "a", 1), ("not_next", "a", 1)]


def test_whoever_nothing_changed_for_is_not_looked_at_again() -> None:
    """Old breaches of others are theirs; somebody away is looked at, changed or not."""
    base = roster({"a": "eeee...", "b": "......."}, rules={"max_run": 3})
    assert broken(base, redrawn(base, {"b": "eee...."})) == []
    assert broken(base, base, {"a": frozenset({0})}) == [("absent", "a", 0)]
