"""Duties, absences, days off and rest are spans of time: what touches does not overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.plan.checker.saying import away, broken, holding, said, with_history, with_shifts
from tests.unit.plan.rosters import mission, redrawn, roster

from offwatch.plan import standing
from offwatch.plan.roster.roster import Shift

SOMETIME = Shift("sometime", "Sometime", 480)
TO_MIDNIGHT = Shift("evening", "Evening", 480, start_min=960)
INTO_MIDNIGHT = Shift("evening", "Evening", 481, start_min=960)
TWO_DAYS = Shift("long", "Long", 3000, start_min=600)  # ten o'clock until noon two days later


@pytest.mark.parametrize(
    ("day", "hour", "hours", "touched"),
    [
        (2, 0, 6, False),  # until it begins
        (2, 0, 6.5, True),
        (2, 8, 1, True),
        (2, 13.5, 4, True),
        (2, 14, 10, False),  # from when it ends
        (1, 22, 30, True),
    ],
)
def test_an_absence_takes_what_it_overlaps(
    day: int, hour: float, hours: float, touched: bool
) -> None:
    """An early shift is from six to two."""
    base = roster({"a": "..e...."})
    expected = [("absent", "a", 2)] if touched else []
    assert broken(base, base, {"a": away(day, hour, hours)}) == expected


@pytest.mark.parametrize(
    ("start", "end", "next_day", "second_next"),
    [
        ("08:00", "18:00", False, False),
        ("20:00", "06:00", True, False),
        ("08:00", "08:00", True, False),  # a whole day and night
        ("00:00", "00:00", False, False),
    ],
)
def test_a_mission_lasts_into_the_next_morning_where_its_end_is_no_later_than_its_start(
    start: str, end: str, next_day: bool, second_next: bool
) -> None:
    """Of two days it is one duty, from its first start to its last end, with the night between."""
    base = roster(
        {"a": ".AA....", "b": "......."},
        missions=[mission("A", "a", 1, 2, start_time=start, end_time=end)],
    )
    taken = [("absent", "a", 1)]
    assert broken(base, base, {"a": frozenset({0})}) == []
    assert broken(base, base, {"a": frozenset({1})}) == taken
    assert broken(base, base, {"a": away(2, 0, 1)}) == taken
    assert broken(base, base, {"a": frozenset({3})}) == (taken if next_day else [])
    assert broken(base, base, {"a": frozenset({4})}) == (taken if second_next else [])


def test_a_mission_ends_at_its_hour() -> None:
    """Half past nine at night to a quarter past five."""
    base = roster(
        {"a": ".A....."},
        missions=[mission("A", "a", 1, 1, start_time="21:30", end_time="05:15")],
    )
    assert broken(base, base, {"a": away(1, 20, 1.5)}) == []
    assert broken(base, base, {"a": away(1, 20, 1.75)}) == [("absent", "a", 1)]
    assert broken(base, base, {"a": away(2, 5, 0.5)}) == [("absent", "a", 1)]
    assert broken(base, base, {"a": away(2, 5.25, 1)}) == []


def test_a_shift_without_hours_takes_its_day_and_no_rest() -> None:
    """When it begins is not known: the whole day counts for absences, nothing for rest."""
    base = with_shifts(roster({"a": ".......", "b": "......."}, rules={"rest_h": 20}), SOMETIME)
    now = holding(base, a={1: "sometime", 2: "early", 4: "night", 5: "sometime"})
    assert broken(base, now) == []
    assert broken(base, now, {"a": away(1, 23, 1)}) == [("absent", "a", 1)]
    assert broken(base, now, {"a": away(1, 0, 1)}) == [("absent", "a", 1)]
    assert broken(base, now, {"a": away(1, 0, 1 / 60)}) == [("absent", "a", 1)]
    assert broken(base, now, {"a": frozenset({0, 3, 6})}) == []
    late = replace(base.shift["late"], not_next=frozenset({"sometime"}))
    barred = replace(base, shifts=(*(s for s in base.shifts if s.id != "late"), late))
    assert said(barred, holding(barred, a={1: "late", 2: "sometime"})) == [
        ("not_next", "a", 2, 1, "has Sometime right after Late")
    ]


@pytest.mark.parametrize(
    ("shift", "days_off", "found"),
    [
        (TO_MIDNIGHT, [3], []),
        (INTO_MIDNIGHT, [3], [3]),
        (TWO_DAYS, [2, 3, 4], [2, 3, 4]),
        (TWO_DAYS, [1, 5], []),
    ],
)
def test_a_day_off_is_worked_where_a_duty_has_a_part_on_it(
    shift: Shift, days_off: list[int], found: list[int]
) -> None:
    """Every date counts that the duty overlaps, and a duty that ends at midnight ends before."""
    base = with_shifts(roster({"a": "......."}, off={"a": days_off}), shift)
    assert broken(base, holding(base, a={2: shift.id})) == [("off", "a", d) for d in found]


def test_a_day_off_is_worked_by_what_starts_on_it_where_the_team_says_so() -> None:
    """A mission starts on each of its days."""
    base = roster(
        {"a": ".......", "b": ".AA...."},
        rules={"off_counts": "start"},
        off={"a": [3]},
        missions=[mission("A", "b", 1, 2, earliest=0, latest=4, end_time="07:00")],
    )
    assert broken(base, redrawn(base, {"a": "..n...."})) == []
    assert broken(base, redrawn(base, {"a": "...n..."})) == [("off", "a", 3)]
    assert ("off", "a", 3) in broken(
        base, redrawn(base, {"a": "..AA...", "b": "..AA..."}, {"A": 2})
    )


def test_a_broken_day_off_stays_with_the_same_duty_only() -> None:
    """Another duty on it is new; a mission counts as the same wherever it stands."""
    base = roster({"a": "..ne..."}, off={"a": [3]})
    assert broken(base, redrawn(base, {"a": ".ene..."})) == []
    assert broken(base, redrawn(base, {"a": "..nl..."})) == [("off", "a", 3)]
    long = with_shifts(roster({"a": "......."}, off={"a": [3]}), TWO_DAYS)
    long = holding(long, a={1: "long"})
    assert broken(long, holding(long, a={1: "long", 6: "early"})) == []
    assert broken(long, holding(long, a={2: "long"})) == [("off", "a", 3)]
    moved = roster(
        {"a": "..AA..."}, off={"a": [3]}, missions=[mission("A", "a", 2, 2, earliest=0, latest=4)]
    )
    assert broken(moved, redrawn(moved, {"a": "...AA.."}, {"A": 3})) == []


@pytest.mark.parametrize(
    ("rest_h", "held", "found"),
    [
        (8, {1: "night", 2: "late"}, []),
        (8.005, {1: "night", 2: "late"}, []),  # less than half a minute is none
        (8.02, {1: "night", 2: "late"}, [2]),
        (32, {1: "late", 3: "early"}, []),
        (33, {1: "late", 3: "early"}, [3]),
        (33, {1: "late", 2: "sometime", 3: "early"}, [3]),
        (0, {1: "long", 2: "early"}, [2]),
        (0, {1: "long", 2: "long"}, [2]),
        (0, {1: "long", 3: "late"}, []),
        (0, {1: "night", 2: "early"}, []),
        (24, {1: "long", 4: "early"}, [4]),
        (11, {0: "early", 4: "night", 5: "late"}, [5]),
    ],
)
def test_rest_is_held_between_any_two_duties_that_are_near(
    rest_h: float, held: dict[int, str], found: list[int]
) -> None:
    """Next to each other or not; the least of all is not to be on two duties at once."""
    base = with_shifts(roster({"a": "......."}, rules={"rest_h": rest_h}), TWO_DAYS, SOMETIME)
    assert broken(base, holding(base, a=held)) == [("rest", "a", d) for d in found]


def test_each_pair_of_duties_too_near_is_a_place_of_its_own() -> None:
    """What the roster in force broke may stay between the same two on the same days, only there."""
    base = roster({"a": "nl....."}, rules={"rest_h": 11})
    assert broken(base, redrawn(base, {"a": "nl.nl.."})) == [("rest", "a", 4)]
    assert broken(base, redrawn(base, {"a": ".nl...."})) == [("rest", "a", 2)]
    assert broken(base, redrawn(base, {"a": "ne....."})) == [("rest", "a", 1)]
    barred = roster({"a": "le....."})
    assert broken(barred, redrawn(barred, {"a": "le.le.."})) == [("not_next", "a", 4)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("le.....", [("not_next", "a", 1)]),
        ("l.e....", []),
        ("el.....", []),
        ("ll.....", []),
        ("lele...", [("not_next", "a", 1), ("not_next", "a", 3)]),
    ],
)
def test_what_may_not_come_next_is_barred_on_the_day_after(
    line: str, found: list[tuple[str, str, int]]
) -> None:
    """An early after a late, on the very next day."""
    base = roster({"a": "......."})
    assert broken(base, redrawn(base, {"a": line})) == found


def test_a_mission_bars_nothing_and_is_one_duty_with_itself() -> None:
    """Between its own days no rest is asked for; beside them it is."""
    base = roster(
        {"a": ".AAA...", "b": "......."},
        missions=[mission("A", "a", 1, 3, start_time="06:00", end_time="23:00")],
        rules={"rest_h": 11},
    )
    assert standing(base) == ()
    now = holding(base, a={0: "night", 1: "A", 2: "A", 3: "A", 4: "early"})
    assert broken(base, now) == [("rest", "a", 1), ("rest", "a", 4)]


def test_what_came_before_is_held_against_the_first_duties_and_not_against_itself() -> None:
    """The last shifts before the first day bind rest and what may come next."""
    base = with_history(
        roster({"a": ".....", "b": "....."}, rules={"rest_h": 11}),
        "a",
        duties={-3: "night", -2: "late", -1: "late"},
    )
    assert standing(base) == ()
    assert broken(base, redrawn(base, {"a": "l...."})) == []
    assert said(base, redrawn(base, {"a": "e...."})) == [
        ("not_next", "a", 0, 1, "has Early right after Late"),
        ("rest", "a", 0, 1, "rests 8 h before Early, at least 11 h"),
    ]
    assert broken(base, redrawn(base, {"a": ".e...", "b": "e...."})) == []


def test_rest_over_a_change_of_the_clock_is_real_time() -> None:
    """In the night in which the clock goes back, nine hours on the wall are ten."""
    base = replace(
        roster({"a": "......."}, rules={"rest_h": 9}),
        first_day=date(2026, 10, 24),
        zone="Europe/Berlin",
    )
    late_to_midnight = replace(base.shift["late"], start_min=900)  # until eleven at night
    early = replace(base.shift["early"], start_min=420)  # from seven
    now = replace(base, shifts=(early, replace(late_to_midnight, not_next=frozenset())))
    assert broken(now, holding(now, a={0: "late", 1: "early"})) == []
    assert said(now, holding(now, a={1: "late", 2: "early"})) == [
        ("rest", "a", 2, 1, "rests 8 h before Early, at least 9 h")
    ]


@pytest.mark.parametrize(
    ("counts", "line", "weekends"),
    [
        ("start", "....n.........", 0),
        ("overlap", "....n.........", 1),
        ("start", ".....e........", 1),
        ("overlap", ".....e........", 1),
        ("start", ".....ee.......", 1),
        ("overlap", ".....nn.......", 1),
        ("start", "......n.....e.", 2),
        ("overlap", "......n.....e.", 2),
        ("start", "......n......e", 2),
    ],
)
def test_weekends_are_counted_once_each(counts: str, line: str, weekends: int) -> None:
    """By the duties that start on them, or by all that has a part on them."""
    base = roster({"a": "." * 14}, rules={"max_weekends": 0, "weekend_counts": counts})
    words = f"works {weekends} weekend{'s' * (weekends > 1)}, at most 0"
    expected = [("max_weekends", "a", None, weekends, words)]
    assert said(base, redrawn(base, {"a": line})) == (expected if weekends else [])


@pytest.mark.parametrize(("days", "weekends"), [(5, 0), (6, 1)])
def test_a_weekend_beyond_the_last_day_is_not_counted(days: int, weekends: int) -> None:
    """The night of the last Friday goes on outside of the horizon."""
    base = roster({"a": "." * days}, rules={"max_weekends": 0, "weekend_counts": "overlap"})
    now = redrawn(base, {"a": "....n" + "." * (days - 5)})
    assert len(broken(base, now)) == weekends
