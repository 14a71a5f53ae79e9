"""Where day and month could change places, each reader refuses the whole file, not row by row."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from offwatch.diary.readers.cycles import parse_cycles
from offwatch.diary.readers.days import read_days
from offwatch.diary.readers.file import read_diary_file
from offwatch.diary.readers.table import read_table
from offwatch.errors import BadInput

NOW = datetime(2026, 11, 27, tzinfo=UTC)
DIARY = "at,kind\n3/4/2026,onset\n"
DRIP = "date,bleeding.value\n3/4/2026,2\n"
CYCLES = "person,start,last_day\na,3/4/2026,4/5/2026\n"
DAYS = "start,end\n3/4/2026,4/4/2026\n"


@pytest.mark.parametrize("text", [DIARY, DRIP])
def test_of_a_diary(text: str, tmp_path: Path) -> None:
    """In this project's own form and in drip's."""
    path = tmp_path / "diary.csv"
    path.write_text(text)
    with pytest.raises(BadInput) as refused:
        read_diary_file(path, UTC, NOW)
    assert refused.value.code == "diary.date-order"


def test_of_cycles() -> None:
    """For a backtest of cycles."""
    with pytest.raises(BadInput) as refused:
        parse_cycles(read_table(CYCLES))
    assert refused.value.code == "diary.date-order"


def test_of_days(tmp_path: Path) -> None:
    """For a backtest by day."""
    path = tmp_path / "days.csv"
    path.write_text(DAYS)
    with pytest.raises(BadInput) as refused:
        read_days(path)
    assert refused.value.code == "diary.date-order"


def test_a_time_of_day_is_no_day_of_a_cycle() -> None:
    """A cycle is of whole days."""
    with pytest.raises(BadInput) as refused:
        parse_cycles(read_table("person,start,last_day\na,2026-03-01T08:00Z,2026-03-28\n"))
    assert refused.value.code == "cycles.bad-date"
