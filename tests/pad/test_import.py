"""A file comes in whole or not at all, and twice is once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from offwatch.errors import BadInput
from offwatch.forecast.inference.rhythm import one_rhythm
from offwatch.pad.diary import importing
from offwatch.pad.diary.importing import Imported, do_import
from offwatch.pad.diary.record import do_log, do_undo
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.models import DiaryEntry, DiarySource

HEAD = "at,kind,name,value\n"
GOOD = "at,kind,name,value\n2026-01-05,onset,period,\n2026-01-09,end,period,\n2026-01-07,note,,ü\n"


def write(path: Path, *rows: str) -> Path:
    """A generic diary of these rows."""
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def write_drip(path: Path, days: dict[str, int]) -> Path:
    """drip's export, newest first."""
    rows = [f"{day},{level},false\n" for day, level in sorted(days.items(), reverse=True)]
    path.write_text("date,bleeding.value,bleeding.exclude\n" + "".join(rows), encoding="utf-8")
    return path


def onsets(rhythm: str = "period") -> list[str]:
    return [str(day) for day in one_rhythm(read_diary(), rhythm)[0].onset_days()]


def counts(done: Imported) -> tuple[int, int, int]:
    return done.added, done.corrected, done.removed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "diary.csv"
    path.write_text(GOOD)
    return path


def test_twice_is_once(home: Path, file: Path, now: datetime) -> None:
    """The same file again adds nothing and changes nothing."""
    assert do_import(now, file).added == 3
    before = read_diary()
    assert do_import(now, file).added == 0
    assert read_diary() == before


def test_a_longer_file_adds_only_what_is_new(home: Path, file: Path, now: datetime) -> None:
    """A later export of the same tracker brings the later entries."""
    do_import(now, file)
    file.write_text(GOOD + "2026-02-02,onset,period,\n")
    assert do_import(now, file).added == 1
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
    """A regimen that runs already cannot be started; the row is named, and nothing is taken in."""
    do_import(now, write(file, "2026-01-03,regimen_start,pill,none"))
    count = DiaryEntry.objects.count()
    with pytest.raises(BadInput) as caught:
        do_import(now, write(file, "2026-01-04,note,,x", "2026-01-09,regimen_start,Pill,none"))
    assert caught.value.code == "diary.regimen-started-twice"
    assert caught.value.message.startswith("Row 3")
    assert DiaryEntry.objects.count() == count


def test_an_unknown_file_is_named_so(home: Path, file: Path, now: datetime) -> None:
    """Something that is no diary is refused with what would be one."""
    file.write_text("a,b\n1,2\n")
    with pytest.raises(BadInput) as caught:
        do_import(now, file)
    assert caught.value.code == "diary.unknown-format"
    assert "docs/diary.md" in caught.value.message


def test_two_rhythms_may_begin_on_one_day(home: Path, file: Path, now: datetime) -> None:
    """An import drops no onset because another rhythm began that day."""
    days = ["2026-01-03", "2026-01-31", "2026-02-27"]
    do_import(now, write(file, *(f"{day},onset,migraine," for day in days)))
    later = [*days, "2026-03-28", "2026-04-25", "2026-05-23"]
    assert do_import(now, write(file, *(f"{day},onset,period," for day in later))).added == 6
    assert onsets("period") == later
    assert onsets("migraine") == days


MAY = {"2026-04-25": 2, "2026-04-26": 1, "2026-05-23": 2, "2026-05-24": 3, "2026-05-26": 0}


@pytest.mark.parametrize(
    ("june", "last_onset", "done"),
    [
        (MAY, "2026-05-23", (0, 0, 0)),
        (MAY | {"2026-05-22": 1}, "2026-05-22", (1, 1, 0)),
        ({d: n for d, n in MAY.items() if d != "2026-05-23"}, "2026-05-24", (0, 1, 1)),
        (MAY | {"2026-05-25": 1}, "2026-05-23", (1, 1, 0)),
        (MAY | {"2026-06-20": 1, "2026-06-21": 0}, "2026-06-20", (4, 0, 0)),
        ({d: n for d, n in MAY.items() if d < "2026-05"}, "2026-05-23", (0, 0, 1)),
    ],
    ids=["same", "day added", "day taken out", "longer", "grown", "older"],
)
def test_a_corrected_export_corrects(
    home: Path,
    file: Path,
    now: datetime,
    june: dict[str, int],
    last_onset: str,
    done: tuple[int, int, int],
) -> None:
    """What the tracker says now stands in place of what it said then; what changed is counted."""
    do_import(now, write_drip(file, MAY))
    assert counts(do_import(now, write_drip(file, june))) == done
    assert onsets() == ["2026-04-25", last_onset] if last_onset < "2026-06" else True
    assert onsets()[-1] == last_onset
    assert counts(do_import(now, write_drip(file, june))) == (0, 0, 0)


def test_a_corrected_generic_file_corrects(home: Path, file: Path, now: datetime) -> None:
    """A file that holds most of an earlier one is a newer version of it."""
    rows = [f"2026-0{m}-05T08:00+01:00,onset,migraine," for m in range(1, 6)]
    rows += [f"2026-0{m}-05,severity,migraine,7" for m in range(1, 6)]
    do_import(now, write(file, *rows))
    rows[4] = "2026-05-04T21:00+01:00,onset,migraine,"
    rows[9] = "2026-05-05,severity,migraine,9"
    assert counts(do_import(now, write(file, *rows))) == (0, 2, 0)
    assert onsets("migraine")[-1] == "2026-05-04"


def test_another_generic_file_takes_nothing_out(home: Path, file: Path, now: datetime) -> None:
    """A file of other things is no version of the first."""
    do_import(now, write(file, *(f"2026-0{m}-05,onset,period," for m in range(1, 6))))
    extra = write(file, "2026-01-02,regimen_start,iron,none", "2026-05-20,note,,x")
    assert counts(do_import(now, extra)) == (2, 0, 0)
    assert len(onsets()) == 5


def test_an_older_export_takes_nothing_later_out(home: Path, file: Path, now: datetime) -> None:
    """It says nothing of the days after its last."""
    do_import(now, write_drip(file, MAY | {"2026-05-25": 3}))
    older = {day: n for day, n in MAY.items() if day <= "2026-05-23"}
    do_import(now, write_drip(file, older))
    assert onsets() == ["2026-04-25", "2026-05-23"]
    assert DiaryEntry.objects.filter(kind="severity", at="2026-05-25").exists()


def test_no_kind_of_entry_is_taken_out_on_a_day_that_a_file_does_not_tell_of(
    home: Path, file: Path, now: datetime
) -> None:
    """Temperatures before and after the days of an export stay; on its days it decides."""
    days = [f"2026-05-{n:02}" for n in range(1, 21)]

    def export(*told: str) -> Path:
        rows = "".join(f"{day},36.{day[-2:]},\n" for day in told)
        file.write_text(f"date,temperature.value,bleeding.value\n{rows}", encoding="utf-8")
        return file

    do_import(now, export(*days))
    assert do_import(now, export(*days[5:8], *days[9:12])).removed == 1
    kept = DiaryEntry.objects.filter(kind="temperature").values_list("at", flat=True)
    assert sorted(kept) == [day for day in days if day != days[8]]


def test_what_was_written_by_hand_is_kept_and_it_is_said(
    home: Path, file: Path, now: datetime
) -> None:
    """The owner's own onset inside an imported episode stands; the file's is left out."""
    do_log(datetime(2026, 5, 24, 9, tzinfo=UTC), "onset", "period")
    done = do_import(now, write_drip(file, MAY))
    assert onsets() == ["2026-04-25", "2026-05-24"]
    assert [note.code for note in done.notes if note.code.startswith("import")] == [
        "import.by-hand"
    ]
    hand = DiaryEntry.objects.get(source=None)
    assert hand.at.startswith("2026-05-24T11:00")
    assert counts(do_import(now, write_drip(file, MAY))) == (0, 0, 0)


def test_an_hour_written_by_hand_is_kept_and_it_is_said(
    home: Path, file: Path, now: datetime
) -> None:
    """The file knows the day of the same onset only; what was written says more, and stays."""
    do_log(datetime(2026, 5, 23, 9, tzinfo=UTC), "onset", "period")
    done = do_import(now, write_drip(file, MAY))
    assert onsets() == ["2026-04-25", "2026-05-23"]
    assert "import.by-hand" in [note.code for note in done.notes]
    assert DiaryEntry.objects.get(source=None).at.startswith("2026-05-23T11:00")


def test_a_removed_entry_of_ones_own_stays_removed_by_no_import(
    home: Path, file: Path, now: datetime
) -> None:
    """An import takes out only what an import brought."""
    entry = do_log(datetime(2026, 5, 2, 9, tzinfo=UTC), "onset", "migraine").step
    do_import(now, write_drip(file, MAY))
    do_import(now, write_drip(file, MAY | {"2026-05-27": 0}))
    assert entry is not None
    assert DiaryEntry.objects.filter(pk=entry).exists()
    do_undo(now, entry)


def test_an_end_of_what_the_diary_holds_is_no_loose_end(
    home: Path, file: Path, now: datetime
) -> None:
    """Rows are judged with the diary, not alone."""
    do_log(datetime(2026, 5, 2, 9, tzinfo=UTC), "onset", "migraine")
    done = do_import(now, write(file, "2026-05-03,end,migraine,", "2026-05-09,end,migraine,"))
    assert [(note.code, note.row) for note in done.notes] == [("diary.end-without-onset", 3)]
    assert read_diary().episodes()[0].duration_days == 2


def test_the_diary_is_open_while_a_file_is_compared_with_it(
    home: Path, file: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tap in between lands at once; the file is then compared anew, with the tap in the diary."""
    write(file, "2026-05-03,onset,migraine,")
    compare, compared = importing._plan, 0

    def tap() -> None:
        try:
            do_log(now, "onset", "migraine")
        finally:
            connections.close_all()

    def compare_while_somebody_taps(*arguments: Any) -> Any:
        nonlocal compared
        compared += 1
        if compared == 1:
            hand = threading.Thread(target=tap, daemon=True)
            hand.start()
            hand.join(10)
            assert not hand.is_alive(), "the tap waits for the comparison"
        return compare(*arguments)

    monkeypatch.setattr(importing, "_plan", compare_while_somebody_taps)
    assert do_import(now, file).added == 1
    assert compared == 2
    assert len(read_diary().episodes()) == 2


def test_many_entries_are_written_in_few_statements(home: Path, file: Path, now: datetime) -> None:
    """Taps wait while a file is written: three times the entries take hardly more statements."""
    counts = []
    for rows, added in ((100, 100), (1_300, 1_200)):
        write(file, *(f"2026-01-{1 + n % 28:02},note,,note {n}" for n in range(rows)))
        with CaptureQueriesContext(connection) as statements:
            assert do_import(now, file).added == added
        counts.append(len(statements))
    assert counts[1] < counts[0] + 20


def test_the_sources_can_be_taken_back_and_made_again(
    home: Path, file: Path, now: datetime
) -> None:
    """The migration is reversible; what came from files before it is of one early source."""
    do_import(now, file)
    do_log(now, "onset")
    before = read_diary()
    call_command("migrate", "pad", "0004", verbosity=0)
    call_command("migrate", verbosity=0)
    assert read_diary() == before
    assert list(DiarySource.objects.values_list("form", flat=True)) == [""]
    assert DiaryEntry.objects.filter(source=None).count() == 1
    assert do_import(now, file).added == 0


def test_rows_imported_one_by_one_are_kept(home: Path, file: Path, now: datetime) -> None:
    """An attack two days after another, in a file of its own, is another attack."""
    for day in ("2026-11-18", "2026-11-20", "2026-11-22"):
        assert counts(do_import(now, write(file, f"{day},onset,migraine,"))) == (1, 0, 0)
    assert len(onsets("migraine")) == 3


def test_a_file_that_is_a_day_off_is_set_right(home: Path, file: Path, now: datetime) -> None:
    """Where all of a file moved by a day, as a wrong zone makes it, it is the same file."""
    days = [datetime(2026, 1, 3, tzinfo=UTC) + timedelta(days=28 * n) for n in range(6)]
    for off in (0, 1):
        rows = [f"{(day + timedelta(days=off)).date()},onset,period," for day in days]
        done = do_import(now, write(file, *rows))
    assert counts(done) == (0, 6, 0)
    assert onsets()[0] == "2026-01-04"


def test_one_file_may_correct_what_several_brought(home: Path, file: Path, now: datetime) -> None:
    """Parts that came one by one are put right by the whole."""
    first = ["2026-01-12,onset,period,", "2026-02-12,onset,period,"]
    second = ["2026-03-14,onset,period,", "2026-04-14,onset,period,"]
    for part in (first, second):
        do_import(now, write(file, *part))
    whole = [*first, second[0], "2026-04-13,onset,period,", "2026-05-09,onset,period,"]
    assert counts(do_import(now, write(file, *whole))) == (1, 1, 0)
    assert onsets()[3:] == ["2026-04-13", "2026-05-09"]
