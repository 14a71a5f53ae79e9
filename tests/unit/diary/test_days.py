"""The reader of days: both forms, and what it refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.refusals import refused

from offwatch.diary.readers.cycles import read_cycles
from offwatch.diary.readers.days import PersonDays, cycles_of, parse_days, read_days
from offwatch.diary.readers.table import read_table
from offwatch.errors import BadInput


def read(text: str) -> list[PersonDays]:
    return parse_days(read_table(text))


def test_days_of_a_person_are_put_in_order_and_other_columns_left_alone() -> None:
    """Days count from any zero; a day that is there twice is one."""
    text = "person,mood,day,episode\nA,3,2,1\nA,1,-1,0\nB,,7,0\nA,2,2,1\nA,2,-1,1\n"
    assert read(text) == [PersonDays("A", (-1, 2), (1, 1)), PersonDays("B", (7,), (0,))]


def test_spans_become_the_days_they_touch() -> None:
    """From the first start to the last start or end; midnight has no part of the day it begins."""
    text = "start,end\n2024-03-01,2024-03-02\n2024-03-05T22:00Z,2024-03-07T00:00Z\n2024-03-09,\n"
    (found,) = read(text)
    assert date.fromordinal(found.days[0]) == date(2024, 3, 1)
    assert found.states == (1, 1, 0, 0, 1, 1, 0, 0, 1)
    assert found.dated


def test_an_episode_without_an_end_is_as_long_as_the_others() -> None:
    """The middle length of those with an end, cut off where the next begins."""
    text = "start,end\n2024-03-01,2024-03-03\n2024-03-06,\n2024-03-08,\n2024-03-20,2024-03-22\n"
    (found,) = read(text)
    assert "".join(map(str, found.states[:12])) == "111001111100"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("person,day\nA,1\n", "days.columns"),
        ("person,day,episode\n", "days.empty"),
        ("", "days.empty"),
        ("person,day,episode\nA,1\n", "days.bad-row"),
        ("person,day,episode\n,1,0\n", "days.bad-row"),
        ("person,day,episode\nA,1,2\n", "days.bad-number"),
        ("person,day,episode\nA,1,\n", "days.bad-number"),
        ("person,day,episode\nA,1.5,0\n", "days.bad-number"),
        ("person,day,episode\nA,99999999999,0\n", "days.bad-number"),
        ("start\n2024-02-30\n", "days.bad-date"),
        ("start,end\n2024-03-02,2024-03-01\n", "days.bad-date"),
        ("start,end\n2024-03-02T09:00Z,2024-03-02T08:00Z\n", "days.bad-date"),
        ("start\n1900-01-01\n2199-12-31\n", "days.too-long"),
    ],
)
def test_what_is_no_day_is_refused_by_code(text: str, code: str) -> None:
    """No value of the file is in the message."""
    try:
        read(text)
    except BadInput as error:
        found = error.code
    else:
        found = "read"
    assert found in {code, "diary.empty" if code == "days.empty" else code}


def lengths(person: PersonDays) -> list[tuple[int, int, bool]]:
    (found,) = cycles_of([person])
    return [(one.number, one.length_days, one.follows_break) for one in found.cycles]


def test_cycles_go_from_one_onset_to_the_next() -> None:
    """A day with an episode after one without begins a cycle, and the first day tells nothing."""
    assert lengths(PersonDays("A", tuple(range(9)), (1, 0, 1, 1, 0, 0, 1, 0, 1))) == [
        (1, 4, False),
        (2, 2, False),
    ]
    (dated,) = read("start\n2026-03-01\n2026-03-29\n")
    assert lengths(dated) == [(1, 28, False)]


def test_days_that_are_not_recorded_hide_the_cycle_they_lie_in() -> None:
    """Whether an episode began in between, nobody knows; the next whole cycle says so."""
    days = (0, 1, 2, 3, 4, 8, 9, 10, 11, 12)
    states = (0, 1, 0, 1, 0, 1, 0, 1, 0, 1)
    assert lengths(PersonDays("A", days, states)) == [(1, 2, False), (2, 2, True)]
    assert lengths(PersonDays("A", days[4:], states[4:])) == [(1, 2, False)]


def test_a_file_without_days_or_cycles_is_told_from_a_broken_one(tmp_path: Path) -> None:
    """Each by a code of its own, and a quote left open by another."""
    path = tmp_path / "empty.csv"
    path.write_text(" \n")
    with refused("days.empty"):
        read_days(path)
    with refused("cycles.empty"):
        read_cycles(path)
    path.write_text("start\n2026-03-01\n")
    assert [one.person for one in read_days(path)] == [""]
    path.write_text("person,day,episode\nA,1\n")
    with pytest.raises(BadInput, match="Row 2") as caught:
        read_days(path)
    assert caught.value.code == "days.bad-row"
    with refused("cycles.columns"):
        read_cycles(path)
