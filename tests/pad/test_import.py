"""A file comes in whole or not at all, and twice is once."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from offwatch.errors import BadInput
from offwatch.pad.diary.record import do_import, do_log
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.models import DiaryEntry

GOOD = "at,kind,name,value\n2026-01-05,onset,period,\n2026-01-09,end,period,\n2026-01-07,note,,ü\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "diary.csv"
    path.write_text(GOOD)
    return path


def test_twice_is_once(home: Path, file: Path, now: datetime) -> None:
    """The same file again adds nothing and changes nothing."""
    assert do_import(now, file).count == 3
    before = read_diary()
    assert do_import(now, file).count == 0
    assert read_diary() == before


def test_a_longer_file_adds_only_what_is_new(home: Path, file: Path, now: datetime) -> None:
    """A later export of the same tracker brings the later entries."""
    do_import(now, file)
    file.write_text(GOOD + "2026-02-02,onset,period,\n")
    assert do_import(now, file).count == 1
    assert len(read_diary().onset_days()) == 2


def test_what_was_tapped_is_not_written_again(home: Path, file: Path, now: datetime) -> None:
    """An onset that was tapped and is also in the file counts once."""
    do_log(now, "onset")
    file.write_text(f"at,kind,name,value\n{now.date()},onset,period,\n")
    day = read_diary().onset_days()[0]
    file.write_text(f"at,kind,name,value\n{day},onset,period,\n")
    do_import(now, file)
    assert read_diary().onset_days() == (day,)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2026-13-05,onset,,", "diary.bad-date"),
        ("2026-03-05,onsett,,", "diary.unknown-kind"),
        ("2026-03-05T08:00,onset,,", "diary.no-zone"),
        ("2199-01-01,onset,,", "diary.future"),
        ("2026-03-05", "diary.bad-row"),
    ],
)
def test_one_bad_row_and_nothing_is_taken(
    home: Path, file: Path, now: datetime, row: str, code: str
) -> None:
    """The refusal names the row by number, never what it says, and the diary is as it was."""
    file.write_text(GOOD + row + "\n")
    with pytest.raises(BadInput) as caught:
        do_import(now, file)
    assert caught.value.code == code
    assert "Row 5" in caught.value.message
    assert row not in caught.value.message
    assert not DiaryEntry.objects.exists()


def test_a_file_that_contradicts_the_diary_is_not_taken(
    home: Path, file: Path, now: datetime
) -> None:
    """An end on its own, after the diary's episode has ended already, takes nothing in."""
    do_import(now, file)
    begun = (now - timedelta(days=3)).date()
    file.write_text(f"at,kind,name,value\n2026-01-03,onset,,\n2026-01-06,end,,\n{begun},note,,\n")
    count = DiaryEntry.objects.count()
    with pytest.raises(BadInput) as caught:
        do_import(now, file)
    assert caught.value.code == "diary.contradiction"
    assert DiaryEntry.objects.count() == count


def test_an_unknown_file_is_named_so(home: Path, file: Path, now: datetime) -> None:
    """Something that is no diary is refused with what would be one."""
    file.write_text("a,b\n1,2\n")
    with pytest.raises(BadInput) as caught:
        do_import(now, file)
    assert caught.value.code == "diary.unknown-format"
    assert "docs/diary.md" in caught.value.message
