"""Reading the generic diary."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from offwatch.diary.readers.generic import parse_generic, read_generic
from offwatch.errors import BadInput

ROOT = Path(__file__).parents[3]
HEAD = "at,kind,name,value\n"


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
        (["2026-01-05,end,,"], 2, "diary.contradiction"),
        (["2026-01-05,onset,,", "2026-01-05T09:00Z,onset,,"], 3, "diary.contradiction"),
        (["2026-01-05,regimen_stop,pill,"], 2, "diary.contradiction"),
        (["2026-01-05,regimen_start,a,", "2026-01-06,regimen_start,a,"], 3, "diary.contradiction"),
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
        (b"", "diary.columns"),
        (b"when,what\n", "diary.columns"),
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
