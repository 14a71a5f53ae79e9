"""Reading the generic diary."""

import re
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from offwatch.diary import Diary
from offwatch.diary.readers.cells import ReadAs
from offwatch.diary.readers.file import read_diary_file
from offwatch.diary.readers.generic import parse_generic as parse_table
from offwatch.diary.readers.table import read_table
from offwatch.diary.reading import Reading
from offwatch.errors import BadInput

ROOT = Path(__file__).parents[3]
HEAD = "at,kind,name,value\n"


def parse_generic(
    lines: list[str], zone: tzinfo, now: datetime | None = None, read_as: ReadAs | None = None
) -> Reading:
    text = "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
    return parse_table(read_table(text), zone, now, read_as)


def read_generic(path: Path, zone: tzinfo) -> Diary:
    return read_diary_file(path, zone)[1].strict()


def lines(*rows: str) -> list[str]:
    return [HEAD, *(row + "\n" for row in rows)]


def test_the_documented_example_reads() -> None:
    """The example in docs/diary.md is a diary."""
    text = (ROOT / "docs" / "diary.md").read_text(encoding="utf-8")
    example = re.search(r"```csv\n(.*?)```", text, re.DOTALL)
    assert example
    reading = parse_generic(example[1].splitlines(keepends=True), UTC)
    assert reading.rejected == ()
    assert len(reading.diary.gaps()) >= 3
    assert reading.diary.regimens()


@pytest.mark.parametrize(
    ("rows", "row", "code"),
    [
        (["2026-02-30,onset,,"], 2, "diary.bad-date"),
        (["yesterday,onset,,"], 2, "diary.bad-date"),
        (["0001-01-01,onset,,"], 2, "diary.bad-date"),
        (["9999-12-31T23:59-12:00,onset,,"], 2, "diary.bad-date"),
        (["2026-01-01T08:00,onset,,"], 2, "diary.no-zone"),
        (["2026-01-01,mood,,"], 2, "diary.unknown-kind"),
        (["2026-01-01,onset"], 2, "diary.bad-row"),
        (["2026-01-01,severity,,much"], 2, "diary.bad-value"),
        (["2026-01-01,severity,,nan"], 2, "diary.bad-value"),
        (["2026-01-05,onset,,", "2026-01-03,end,,"], 3, "diary.end-before-onset"),
        (["2026-01-05T09:00Z,onset,,", "2026-01-05T08:00Z,end,,"], 3, "diary.end-before-onset"),
        (["2026-01-05,regimen_stop,pill,"], 2, "diary.regimen-not-started"),
        (
            ["2026-01-05,regimen_start,a,", "2026-01-06,regimen_start,A,"],
            3,
            "diary.regimen-started-twice",
        ),
        (["2026-01-05,exposure," + "x" * 201 + ","], 2, "diary.long-name"),
        (["2026-01-05,note,,a\0b"], 2, "diary.bad-character"),
        (["2027-01-05,onset,,"], 2, "diary.future"),
    ],
)
def test_it_names_the_row_and_the_fault(rows: list[str], row: int, code: str) -> None:
    """A bad row is named by its number and its fault, and nothing is half-read."""
    reading = parse_generic(lines(*rows), UTC, datetime(2026, 6, 1, tzinfo=UTC))
    assert reading.rejected == ((row, code),)
    with pytest.raises(BadInput, match=f"Row {row}") as refused:
        reading.strict()
    assert refused.value.code == code


def test_a_refusal_never_repeats_what_was_written() -> None:
    """The message tells the row, not its content."""
    reading = parse_generic(lines("2026-01-01,secretkind,secretname,secretvalue"), UTC)
    with pytest.raises(BadInput) as refused:
        reading.strict()
    assert "secret" not in refused.value.message


def test_a_preview_keeps_the_good_rows() -> None:
    """A preview shows what could be read beside what could not."""
    reading = parse_generic(lines("2026-01-01,onset,,", "oops,onset,,"), UTC)
    assert (reading.rows, reading.rejected) == (2, ((3, "diary.bad-date"),))
    assert reading.diary.onset_days() == (date(2026, 1, 1),)


def test_rows_may_be_in_any_order() -> None:
    """An end written above its onset is fine when its date is not before it."""
    reading = parse_generic(lines("2026-01-03,end,,", "2026-01-01,onset,,"), UTC)
    assert reading.rejected == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "diary.empty"),
        (b"\n \r\n\n", "diary.empty"),
        (b"\xef\xbb\xbf", "diary.empty"),
        (b"sep=;\n", "diary.empty"),
        (b"at,kind,at\n2026-01-01,onset,x\n", "diary.columns"),
        (b"when,what\n", "diary.unknown-format"),
        (b"PK\x03\x04rest", "diary.bad-zip"),
        (b"\x00\x01\xfe\x02", "diary.bad-encoding"),
        (HEAD.encode(), "diary.empty"),
        (b"\xff\xfe\x00", "diary.bad-encoding"),
    ],
)
def test_a_file_that_is_no_diary_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """Each kind of wrong file has its own code."""
    file = tmp_path / "diary.csv"
    file.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        read_generic(file, UTC)
    assert refused.value.code == code


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A name that leads nowhere is bad input, not a crash."""
    with pytest.raises(BadInput, match="opened"):
        read_generic(tmp_path / "none.csv", UTC)


def test_a_byte_order_mark_is_no_column(tmp_path: Path) -> None:
    """Files saved by spreadsheets begin with an invisible mark."""
    file = tmp_path / "diary.csv"
    file.write_text(HEAD + "2026-01-01,onset,,\n", encoding="utf-8-sig")
    assert len(read_generic(file, UTC).events) == 1


def test_two_rhythms_may_begin_on_one_day() -> None:
    """And the end of one leaves the other running."""
    rows = ["2026-01-03,onset,period,", "2026-01-03,onset,migraine,", "2026-01-04,end,migraine,"]
    read = parse_generic(["at,kind,name,value", *rows, "2026-01-07,end,period,"], UTC)
    assert read.rejected == ()


def test_a_regimen_may_be_given_up_on_its_first_day() -> None:
    """By days, a stop sorts before a start; it is read as it was meant, and was never in force."""
    rows = ["2026-01-03,regimen_start,pill,", "2026-01-03,regimen_stop,pill,"]
    read = parse_generic(["at,kind,name,value", *rows], UTC)
    assert read.rejected == ()
    assert read.diary.regimens() == ()


def test_a_device_is_no_diary() -> None:
    """Its size is nothing and its text has no end."""
    with pytest.raises(BadInput) as refused:
        read_generic(Path("/dev/zero"), UTC)
    assert refused.value.code == "diary.no-file"


@pytest.mark.parametrize(
    "other",
    ["Migraine", "  migraine ", "MIGRAINE", "mi\u00adgraine"],
)
def test_names_are_compared_in_one_way(other: str) -> None:
    """An onset and its end in another case, with blanks or hidden letters are of one rhythm."""
    rows = ["2026-01-03,onset,migraine,", f"2026-01-05,end,{other},", f"2026-02-01,onset,{other},"]
    reading = parse_generic(lines(*rows), UTC)
    assert (reading.rejected, reading.notes) == ((), ())
    assert [e.last_day for e in reading.diary.episodes()] == [date(2026, 1, 5), None]
    assert reading.diary.rhythms() == ("migraine",)


def test_the_first_spelling_is_shown() -> None:
    """Later spellings of a name take the one that was written first."""
    reading = parse_generic(lines("2026-01-03,onset,Period,", "2026-02-01,onset,period,"), UTC)
    assert {e.name for e in reading.diary.events} == {"Period"}


def test_a_day_ends_after_all_that_begins_on_it() -> None:
    """An end without a time, on the day of an onset with one, is the end of that day."""
    rows = [
        "2026-01-03T22:15+01:00,onset,migraine,",
        "2026-01-03,end,migraine,",
        "2026-01-20T21:00+01:00,onset,migraine,",
        "2026-01-20,end,migraine,",
    ]
    reading = parse_generic(lines(*rows), ZoneInfo("Europe/Berlin"))
    assert (reading.rejected, reading.notes) == ((), ())
    assert [e.duration_days for e in reading.diary.episodes()] == [1, 1]


@pytest.mark.parametrize("newest_first", [False, True])
def test_one_ends_and_the_next_begins_that_day(newest_first: bool) -> None:
    """The order of the rows, or the ends that follow, say which comes first."""
    rows = [
        "2026-01-03,onset,migraine,",
        "2026-01-05,end,migraine,",
        "2026-01-05,onset,migraine,",
        "2026-01-06,end,migraine,",
        "2026-01-09,onset,migraine,",
        "2026-01-10,end,migraine,",
        "2026-01-10,onset,migraine,",
    ]
    reading = parse_generic(lines(*(reversed(rows) if newest_first else rows)), UTC)
    assert (reading.rejected, reading.notes) == ((), ())
    got = [(e.onset_day.day, e.last_day and e.last_day.day) for e in reading.diary.episodes()]
    assert got == [(3, 5), (5, 6), (9, 10), (10, None)]


def test_several_episodes_of_a_day_are_read_and_it_is_said() -> None:
    """Each onset is kept; the day counts once; one note tells how many there are."""
    rows = [f"2026-01-0{d}T0{h}:21Z,onset,seizure," for d in (3, 8) for h in (3, 5, 6)]
    reading = parse_generic(lines(*rows), UTC)
    assert reading.rejected == ()
    assert len(reading.diary.events) == 6
    assert [gap.days for gap in reading.diary.gaps()] == [5]
    (note,) = reading.notes
    assert (note.code, note.row) == ("diary.same-day", 3)
    assert "4 onsets of “seizure”" in note.text


def test_days_of_one_episode_are_named() -> None:
    """Five days in a row are one period, and one note tells how many onsets begin none."""
    rows = [f"2026-0{m}-0{d},onset,period," for m in (1, 2) for d in range(1, 6)]
    reading = parse_generic(lines(*rows), UTC)
    assert [e.duration_days for e in reading.diary.episodes()] == [5, 5]
    (note,) = reading.notes
    assert (note.code, note.row) == ("diary.following-days", 3)
    assert note.text.startswith("8 onsets of “period” follow another")


def test_a_row_said_twice_counts_once() -> None:
    """In whichever spelling; and it is said."""
    rows = ["2026-01-03,onset,Period,", "2026-01-03,onset,period,", "2026-01-05,note,,x"] * 2
    reading = parse_generic(lines(*rows), UTC)
    assert len(reading.diary.events) == 2
    assert [(n.code, n.row) for n in reading.notes] == [("diary.repeated", 3)]


@pytest.mark.parametrize(
    ("rows", "code", "row"),
    [
        (["2026-01-05,end,period,"], "diary.end-without-onset", 2),
        (["2026-01-03,onset,x,", "2026-01-05,end,y,"], "diary.end-without-onset", 3),
        (["2026-01-05,dose,depot,150"], "diary.dose-without-regimen", 2),
        (["2026-01-05,missed_dose,pill,"], "diary.dose-without-regimen", 2),
        (
            ["2026-01-07,regimen_start,Pill,none", "2026-01-05,dose,pill,"],
            "diary.dose-outside-regimen",
            3,
        ),
        (["2026-01-05,severity,knee,3"], "diary.severity-without-onset", 2),
        (["2026-01-05,regimen_start,pill,supressant"], "diary.unknown-class", 2),
    ],
)
def test_rows_that_change_nothing_are_named(rows: list[str], code: str, row: int) -> None:
    """Nothing is swallowed without a word."""
    reading = parse_generic(lines(*rows), UTC)
    assert reading.rejected == ()
    assert [(note.code, note.row) for note in reading.notes] == [(code, row)]


def test_notes_repeat_only_a_short_piece() -> None:
    """Nor do they repeat what would move a cursor."""
    reading = parse_generic(lines(f"2026-01-05,dose,\x1b[2J{'x' * 190},"), UTC)
    (note,) = reading.notes
    assert "\x1b" not in note.text
    assert "x" * 61 not in note.text


def test_a_refusal_that_names_its_reason_names_no_other() -> None:
    """One reason a code."""
    reading = parse_generic(lines("2026-01-05,regimen_stop,pill,"), UTC)
    with pytest.raises(BadInput) as refused:
        reading.strict()
    assert "regimen_start" in refused.value.message
    assert "onset" not in refused.value.message
