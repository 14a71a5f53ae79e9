"""Exports of apps on a pad: twice is once, a newer one corrects, what cannot stand is left out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.diary.apps.reading import clue, zipped

from offwatch.diary.readers.cells import ReadAs
from offwatch.diary.readers.source import in_memory
from offwatch.pad.diary.importing import do_import, do_take_in, preview, read_file
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.models import DiaryEntry

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_newer_export_corrects_what_the_app_said_before(home: Path) -> None:
    """The preview shows it and writes nothing; the same again changes nothing."""
    first = clue("2026-03-01", "2026-03-02", "2026-04-01", "2026-05-20")
    newer = clue("2026-02-28", "2026-03-01", "2026-03-02", "2026-04-01", "2026-05-20")
    do_take_in(NOW, read_file(NOW, in_memory(first)))
    before = read_diary()
    read = read_file(NOW, in_memory(zipped({"x.json": newer}, "pw")), ReadAs(password="pw"))
    seen = preview(NOW, read)
    assert (seen.form, seen.added, seen.corrected, seen.removed) == ("clue", 1, 1, 0)
    assert [(e.at.isoformat(), e.kind) for e in seen.gone] == [("2026-03-01", "onset")]
    assert ("2026-02-28", "onset") in [(e.at.isoformat(), e.kind) for e in seen.come]
    assert seen.changes_what_is_held
    assert read_diary() == before
    done = do_take_in(NOW, read)
    assert (done.added, done.corrected, done.removed) == (1, 1, 0)
    again = do_take_in(NOW, read)
    assert (again.added, again.corrected, again.removed) == (0, 0, 0)
    assert not preview(NOW, read).changes_what_is_held


def test_what_contradicts_the_diary_is_left_out_and_said(home: Path, tmp_path: Path) -> None:
    """A regimen that runs already, an episode to come, and a day that is none: the rest stands."""
    by_hand = tmp_path / "d.csv"
    by_hand.write_text("at,kind,name,value\n2026-01-01,regimen_start,Mini,none\n")
    do_import(NOW, by_hand)
    export = {
        "period_logs": [
            {"id": 1, "date": "2026-05-01", "flow": 3},
            {"id": 2, "date": "2026-07-01", "flow": 3},
            {"id": 3, "date": "never", "flow": 3},
        ],
        "pill_regimen": [{"id": 1, "name": "mini", "start_date": "2026-02-01"}],
        "db_version": 11,
    }
    done = do_take_in(NOW, read_file(NOW, in_memory(json.dumps(export).encode())))
    assert [note.code for note in done.notes].count("import.left-out") == 2
    assert str(read_diary().onset_days()[0]) == "2026-05-01"
    assert len(read_diary().onset_days()) == 1
    assert DiaryEntry.objects.filter(kind="regimen_start").count() == 1


@pytest.mark.parametrize(
    "raw", [b"PK\x03\x04", b"[{", b"<HealthData><a>", b'{"data": [{"day": 1}]}']
)
def test_a_file_that_cannot_be_read_writes_nothing(home: Path, raw: bytes) -> None:
    """Whatever is wrong with it."""
    from offwatch.errors import BadInput

    with pytest.raises(BadInput):
        do_take_in(NOW, read_file(NOW, in_memory(raw)))
    assert not DiaryEntry.objects.exists()
