"""The reader of days: both forms, and what it refuses."""

from __future__ import annotations

from datetime import date

import pytest

from offwatch.diary.readers.days import PersonDays, parse_days
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
