"""Each breach says whose, on which day, by how much and in which words; nothing else is one."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.plan.checker.saying import Said, said
from tests.unit.plan.rosters import mission, redrawn, roster

from offwatch.plan import standing

WINDOW = mission("A", "a", 0, 2, earliest=0, latest=4, step_days=2)


@pytest.mark.parametrize(
    ("more", "was", "now", "breach"),
    [
        ({"frozen": [("a", 0)]}, "ee.....", ".e.....",
         ("frozen", "a", 0, 1, "is changed on a frozen day")),
        ({"off": {"a": [3]}}, "ee.....", "ee.e...",
         ("off", "a", 3, 1, "is on duty on a day that is to stay free")),
        ({}, "l.e....", "le.....", ("not_next", "a", 1, 1, "has Early right after Late")),
        ({"rules": {"rest_h": 11}}, "n.e....", "nl.....",
         ("rest", "a", 1, 1, "rests 8 h before Late, at least 11 h")),
        ({"rules": {"rest_h": 8.5}}, "n.e....", "nl.....",
         ("rest", "a", 1, 1, "rests 8 h before Late, at least 8.5 h")),
        ({"rules": {"max_run": 3}}, ".eee..e", ".eeeee.",
         ("max_run", "a", 1, 1, "works more than 3 days in a row")),
        ({"rules": {"min_run": 2}}, "..ee...", "..e....",
         ("min_run", "a", 2, 1, "works 1 day in a row, at least 2")),
        ({"rules": {"min_days_off": 2}}, "e..ee..", "ee.ee..",
         ("min_days_off", "a", 2, 1, "is off for 1 day, at least 2")),
        ({"rules": {"max_minutes": 960}}, "ee.....", "eeee...",
         ("max_minutes", "a", None, 960, "works 32 h, at most 16 h")),
        ({"rules": {"min_minutes": 1440}}, "eee....", "e......",
         ("min_minutes", "a", None, 960, "works only 8 h, 16 h too few")),
        ({"rules": {"max_weekends": 1}}, "e.............", ".....e.......e",
         ("max_weekends", "a", None, 1, "works 2 weekends, at most 1")),
        ({"rules": {"max_shifts": {"late": 1}}}, "l.e....", "l.l..l.",
         ("max_shifts", "a", None, 2, "has Late 3 times, at most 1")),
    ],
)  # fmt: skip
def test_a_breach_of_one_line_is_told_whole(
    more: dict[str, Any], was: str, now: str, breach: Said
) -> None:
    """Rule, person, day, amount and words; a run too long by two is told once for each day."""
    base = roster({"a": was, "b": "." * len(was)}, **more)
    found = said(base, redrawn(base, {"a": now}))
    if breach[0] == "max_run":
        found.remove(("max_run", "a", 2, 1, breach[4]))
    assert found == [breach]


def test_a_duty_while_away_is_told_whole() -> None:
    """The day is the one on which the duty begins, also where only its night is away."""
    base = roster({"a": "en....."})
    words = "is on duty while away"
    assert said(base, base, {"a": frozenset({2})}) == [("absent", "a", 1, 1, words)]
    assert said(base, base, {"a": frozenset({0, 1})}) == [
        ("absent", "a", 0, 1, words),
        ("absent", "a", 1, 1, words),
    ]


def test_two_duties_at_once_are_told_as_such() -> None:
    """A rest is never told as less than nothing."""
    base = roster({"a": "n.A...."}, missions=[mission("A", "a", 2, 1, start_time="05:00")])
    now = base.with_duties({"a": {1: "night", 2: "A"}})
    assert said(base, now) == [("rest", "a", 2, 1, "begins Mission A before Night has ended")]


def test_breaches_of_missions_are_told_whole() -> None:
    """Outside the window, frozen in place, left behind, and for a part of it."""
    base = roster({"a": "AA......"}, missions=[WINDOW])
    assert said(base, redrawn(base, {"a": ".AA....."}, {"A": 1})) == [
        ("window", None, 1, 1, "Mission A stands outside its window")
    ]
    held = roster({"a": "AA......"}, missions=[WINDOW], frozen=[("a", 1)])
    assert said(held, redrawn(held, {"a": "..AA...."}, {"A": 2})) == [
        ("frozen", "a", 1, 1, "Mission A is frozen by one of its members"),
        ("frozen", "a", 1, 1, "is changed on a frozen day"),
    ]
    assert said(base, redrawn(base, {"a": "........"}, {"A": 2})) == [
        ("follow", "a", 2, 1, "is left behind by Mission A")
    ]
    assert said(base, redrawn(base, {"a": ".A......"})) == [
        ("mission", "a", 1, 1, "is on Mission A for part of it")
    ]


def test_breaches_come_by_rule_then_person_then_day() -> None:
    """In one order, however they were found."""
    base = roster(
        {"b": "l.l....", "a": "l.l...."}, rules={"max_shifts": {"late": 2}}, off={"b": [5]}
    )
    now = redrawn(base, {"b": "le.lll.", "a": "le.lll."})
    order = [(rule, person, day) for rule, person, day, _, _ in said(base, now)]
    assert order == [
        ("max_shifts", "a", None),
        ("max_shifts", "b", None),
        ("not_next", "a", 1),
        ("not_next", "b", 1),
        ("off", "b", 5),
    ]
    own = [(b.rule, b.person, b.day) for b in standing(now)]
    assert own == order


def test_another_frame_is_told_in_words() -> None:
    """Nothing else is looked at where the frame is another."""
    base = roster({"a": "ee....."})
    alien = base.with_duties({"a": {0: "spa"}})
    assert said(base, alien) == [("form", None, None, 1, "It is not the same roster's frame.")]
