"""What the owner changed by hand, no import changes back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from offwatch.diary import Event
from offwatch.pad.diary.importing import do_import
from offwatch.pad.diary.record import do_correct, do_delete, do_undo
from offwatch.pad.models import DiaryEntry

HEAD = "at,kind,name,value\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "diary.csv"
    days = [date(2026, 1, 3) + timedelta(days=28 * n) for n in range(4)]
    path.write_text(HEAD + "".join(f"{day},onset,period,\n" for day in days))
    return path


def first(kind: str = "onset") -> int:
    return DiaryEntry.objects.filter(kind=kind).earliest("sort_at").pk


def days() -> list[str]:
    return list(DiaryEntry.objects.order_by("sort_at").values_list("at", flat=True))


def test_a_corrected_entry_is_the_owners(home: Path, file: Path, now: datetime) -> None:
    """It loses its source, and the file that brought it does not bring it again."""
    do_import(now, file)
    do_correct(now, first(), Event(date(2025, 12, 20), "onset", "period"))
    after = days()
    assert DiaryEntry.objects.get(pk=first()).source is None
    done = do_import(now, file)
    assert days() == after
    assert [note.code for note in done.notes if note.code == "import.by-hand"]


def test_a_deleted_entry_stays_away_until_undo(home: Path, file: Path, now: datetime) -> None:
    """The file does not bring it again; undo does, with its source."""
    do_import(now, file)
    before = days()
    step = do_delete(now, first()).step
    do_import(now, file)
    assert days() == before[1:]
    assert step is not None
    do_undo(now, step)
    assert days() == before
    assert DiaryEntry.objects.get(pk=first()).source is not None
    assert do_import(now, file).added == 0
