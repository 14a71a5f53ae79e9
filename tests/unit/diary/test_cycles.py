"""Reading the cycles that the backtest scores."""

import pytest

from offwatch.diary.readers.cycles import PersonCycles
from offwatch.diary.readers.cycles import parse_cycles as parse_table
from offwatch.diary.readers.table import read_table
from offwatch.errors import BadInput

NUMBERED = "person,cycle_number,length_days,menses_days,ovulation_day\n"
DATED = "person,start,last_day\n"


def parse_cycles(lines: list[str]) -> list[PersonCycles]:
    return parse_table(read_table("".join(lines)))


def test_numbered_cycles_keep_file_order_of_people() -> None:
    """People as they first appear, their cycles by number."""
    people = parse_cycles([NUMBERED, "b,2,30,,\n", "a,1,28,5,14\n", "b,1,29,,\n"])
    assert [p.person for p in people] == ["b", "a"]
    assert [c.length_days for c in people[0].cycles] == [29, 30]
    assert people[1].cycles[0].ovulation_day == 14


def test_dated_cycles_count_both_days_and_mark_breaks() -> None:
    """Length = last day - start + 1; days missing before a start are a break in logging."""
    people = parse_cycles(
        [DATED, "a,2026-01-01,2026-01-28\n", "a,2026-01-29,2026-02-27\n", "a,2026-06-01,2026-06-28"]
    )
    cycles = people[0].cycles
    assert [c.length_days for c in cycles] == [28, 30, 28]
    assert [c.follows_break for c in cycles] == [False, False, True]
    assert [c.number for c in cycles] == [1, 2, 3]


def test_a_missing_number_is_a_break() -> None:
    """Cycles 1 and 3 say nothing about 2."""
    people = parse_cycles([NUMBERED, "a,1,28,,\n", "a,3,28,,\n"])
    assert [c.follows_break for c in people[0].cycles] == [False, True]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("person,length\n", "cycles.columns"),
        (NUMBERED, "cycles.empty"),
        (NUMBERED + "a,1,28,,\na,1,29,,\n", "cycles.overlap"),
        (NUMBERED + "a,1,0,,\n", "cycles.bad-number"),
        (NUMBERED + "a,1,long,,\n", "cycles.bad-number"),
        (NUMBERED + "a,1,28,,29\n", "cycles.bad-number"),
        (NUMBERED + "a,1,28\n", "cycles.bad-row"),
        (NUMBERED + ",1,28,,\n", "cycles.bad-row"),
        (DATED + "a,2026-01-05,2026-01-01\n", "cycles.bad-date"),
        (DATED + "a,2026-01-05,soon\n", "cycles.bad-date"),
        (DATED + "a,2026-01-01,2026-01-28\na,2026-01-20,2026-02-20\n", "cycles.overlap"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, code: str) -> None:
    """Each fault has its code."""
    with pytest.raises(BadInput) as refused:
        parse_cycles(text.splitlines(keepends=True))
    assert refused.value.code == code
