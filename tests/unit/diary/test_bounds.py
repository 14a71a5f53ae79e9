"""What a diary file may hold at most, and what is said of a row that goes beyond."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.refusals import refused
from tests.unit.diary.apps.reading import read, read_json
from tests.unit.diary.test_whole import entry, export

from offwatch.diary import Diary, Event, reading
from offwatch.diary.readers import source, table
from offwatch.diary.readers.apps.migraine_buddy import COLUMNS
from offwatch.diary.readers.cells import ReadAs
from offwatch.diary.readers.source import on_disk
from offwatch.diary.readers.table import find_table, read_table
from offwatch.errors import BadInput

HEAD = "at,kind,name,value\n"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"2026-01-01,onset,{'x' * 201},", "diary.long-name"),
        ("2026-01-01,note,,a\0b", "diary.bad-character"),
    ],
)
def test_a_row_beyond_the_bounds_is_named(row: str, code: str) -> None:
    """A name, a text and a character that nobody writes."""
    found = read(f"{HEAD}2026-01-02,onset,,\n{row}\n")[1]
    assert found.rejected == ((3, code),)


def test_a_text_longer_than_a_table_can_hold_is_named() -> None:
    """In JSON there is no such bound."""
    notes = [{"date": "2026-01-01", "type": "note", "value": "x" * n} for n in (131_072, 131_073)]
    found = read_json(notes)[1]
    assert len(found.events) == 1
    assert found.rejected == ((2, "diary.long-value"),)


def test_a_file_may_hold_so_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more is refused with what to do, an app's file and a pad's own export alike."""
    monkeypatch.setattr(reading, "MOST_EVENTS", 2)
    notes = [{"date": f"2026-01-0{n}", "type": "note", "value": "x"} for n in range(1, 4)]
    assert len(read_json(notes[:2])[1].events) == 2
    entries = [entry(n, f"2026-01-0{n}") for n in range(1, 4)]
    assert len(read_json(export(*entries[:2]))[1].events) == 2
    for data in (notes, export(*entries)):
        with refused("diary.too-many-rows"):
            read_json(data)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (1, "Row 3: the date"),
        (2, "Row 4 cannot be read either. Nothing was read."),
        (3, "2 more rows cannot be read either. Nothing was read."),
    ],
)
def test_the_refusal_of_a_file_says_how_many_rows_are_meant(bad: int, says: str) -> None:
    """The first of them by what to mend, the others by number or by how many they are."""
    found = read(f"{HEAD}2026-01-01,onset,,\n" + "soon,onset,,\n" * bad)[1]
    with pytest.raises(BadInput, match="Row 3") as caught:
        found.strict()
    assert caught.value.code == "diary.bad-date"
    assert says in caught.value.message


def test_a_file_that_cannot_be_read_is_told_from_a_wrong_one(tmp_path: Path) -> None:
    """Not there, a folder, a name that no file can have, and one that goes while it is read."""
    for name in ("missing.csv", ".", "a\0b"):
        with refused("diary.no-file"):
            on_disk(tmp_path / name)
    path = tmp_path / "diary.csv"
    path.write_text(HEAD)
    found = on_disk(path)
    path.unlink()
    with refused("diary.no-file"):
        found.head()


def test_a_file_that_grows_while_it_is_read_keeps_to_its_bound(tmp_path: Path) -> None:
    """What it was when it was looked at says nothing of what comes."""
    path = tmp_path / "diary.csv"
    path.write_bytes(b"x" * 9)
    found = on_disk(path)
    path.write_bytes(b"x" * 99)
    with refused("diary.too-large"):
        found.read(10)
    assert found.read(99) == b"x" * 99
    assert source.Source(found.open, 100).size == 100


def test_a_table_beneath_another_is_looked_for_in_so_many_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A text without it is given up."""
    head = ",".join(COLUMNS)
    text = "Date,Time Period\n1,2\n\n" + head + ",,\nx\n"
    found = find_table(read_table(text), COLUMNS)
    assert found is not None
    assert found.keys == tuple(COLUMNS)
    assert find_table(read_table("Date,Time Period\n1,2\n"), COLUMNS) is None
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    assert find_table(read_table(text), COLUMNS) is None


def test_a_quote_left_open_to_the_end_of_a_large_file_is_refused() -> None:
    """A cell has an end."""
    with refused("diary.not-a-table"):
        read(f'{HEAD}2026-01-01,note,,"{"x" * 140_000}', read_as=ReadAs())


D = date(2026, 1, 1)


def test_a_diary_is_equal_to_one_with_the_same_events_in_the_same_zone() -> None:
    """And to nothing else."""
    one, same = Diary(UTC, [Event(D, "onset")]), Diary(UTC, [Event(D, "onset")])
    assert one == same
    assert hash(one) == hash(same)
    assert one != Diary(UTC, [])
    assert one != "diary"
    assert one.until(datetime(2026, 1, 1, tzinfo=UTC)) is one


def test_the_diary_of_one_rhythm_keeps_what_is_of_none() -> None:
    """Episodes of another rhythm go; those without a name, doses and notes stay."""
    events = [
        Event(D, "onset", "Migräne"),
        Event(D, "onset", "period"),
        Event(D, "onset"),
        Event(D, "dose", "pill"),
    ]
    diary = Diary(UTC, events)
    mine = diary.of_rhythm("MIGRÄNE")
    assert [(e.kind, e.name) for e in mine.events] == [
        ("onset", "Migräne"),
        ("onset", ""),
        ("dose", "pill"),
    ]
    assert diary.of_rhythm("migräne") is mine
    assert diary.rhythms() == ("period", "Migräne")
    assert diary.rhythms() is diary.rhythms()
