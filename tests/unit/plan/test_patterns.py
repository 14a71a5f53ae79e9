"""Patterns are counted as somebody with the roster on the wall would."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.plan.rosters import roster

from offwatch.plan.patterns import count_patterns, night_shifts
from offwatch.plan.roster.roster import History, Shift


def test_a_night_alone_is_lone_and_one_of_two_is_not() -> None:
    """Nights next to each other are none, for each person by themselves."""
    base = roster({"a": "n.nn.n.", "b": ".n....."})
    assert count_patterns(base).lone_nights == 3


def test_a_night_after_one_before_the_first_day_is_not_lone() -> None:
    """History tells of the night before."""
    base = roster({"a": "n.."})
    known = replace(base.people[0], history=History({-1: "night"}, run_days=1))
    assert count_patterns(base).lone_nights == 1
    assert count_patterns(replace(base, people=(known,))).lone_nights == 0


def test_single_days_are_between_others() -> None:
    """What touches an edge beyond which nothing is known is not counted."""
    found = count_patterns(roster({"a": "e.e.ee.e"}))
    assert (found.single_days, found.single_days_off) == (1, 3)


def test_a_weekend_half_worked_is_split() -> None:
    """The first days of the roster are Monday to Sunday, twice."""
    found = count_patterns(roster({"a": ".....e........", "b": "......e.....ee"}))
    assert found.split_weekends == 2
    assert found.weekend_spread == 1


def test_changes_of_shift_and_those_to_an_earlier_hour() -> None:
    """From late to early is backward; days off between them tell nothing."""
    found = count_patterns(roster({"a": "eelnn.e", "b": "..le..."}))
    assert (found.changes, found.backward) == (3, 1)


def test_spreads_are_of_those_who_share_alike() -> None:
    """Who cannot hold a night, or works part-time, does not count for the spread."""
    base = roster(
        {"a": "nnn.", "b": "n...", "c": "....", "d": "...."},
        own={"c": {"max_shifts": {"night": 0}}, "d": {"max_minutes": 480}},
    )
    assert count_patterns(base).night_spread == 2
    own = {p: {"max_minutes": 4800} for p in "abc"} | {"d": {"max_minutes": 480}}
    alike = roster({"a": "nnn.", "b": "n...", "c": "....", "d": "...."}, own=own)
    assert count_patterns(alike).night_spread == 3


def test_a_shift_with_three_hours_of_night_is_a_night() -> None:
    """From midnight to five, on either day."""
    base = roster({"a": "."})
    shifts = (
        Shift("a", "A", 480, 22 * 60),
        Shift("b", "B", 360, 20 * 60),
        Shift("c", "C", 300, 60),
        Shift("d", "D", 600, 3 * 60),
        Shift("e", "E", 480),
    )
    assert night_shifts(replace(base, shifts=shifts)) == {"a", "c"}
