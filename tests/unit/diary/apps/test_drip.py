"""Reading drip's export."""

from datetime import UTC, date, timedelta, tzinfo

import pytest

from offwatch.diary.joining import MOST_DRY_DAYS
from offwatch.diary.readers.apps.drip import parse_drip as parse_table
from offwatch.diary.readers.table import read_table
from offwatch.diary.reading import Reading

HEAD = "date,temperature.value,bleeding.value,bleeding.exclude\n"


def parse_drip(lines: list[str], zone: tzinfo) -> Reading:
    return parse_table(read_table("".join(lines)), zone)


def rows(*cells: tuple[str, str, str]) -> list[str]:
    return [HEAD, *(f"{day},,{level},{exclude}\n" for day, level, exclude in cells)]


def test_a_run_of_bleeding_is_an_episode() -> None:
    """Newest first, with a day left out inside the run."""
    reading = parse_drip(
        rows(
            ("2026-01-20", "", ""),
            ("2026-01-05", "1", "false"),
            ("2026-01-03", "3", "false"),
            ("2026-01-02", "2", "false"),
        ),
        UTC,
    )
    (episode,) = reading.diary.episodes()
    assert (episode.onset_day, episode.last_day) == (date(2026, 1, 2), date(2026, 1, 5))
    assert reading.rows == 4


def test_spotting_alone_is_no_onset() -> None:
    """Spotting before a run does not begin it, and alone it begins none."""
    reading = parse_drip(
        rows(
            ("2026-01-01", "0", "false"), ("2026-01-02", "2", "false"), ("2026-02-01", "0", "false")
        ),
        UTC,
    )
    assert reading.diary.onset_days() == (date(2026, 1, 2),)


def test_excluded_bleeding_does_not_count() -> None:
    """What the person excluded stays excluded."""
    assert parse_drip(rows(("2026-01-02", "3", "true")), UTC).diary.events == ()


def test_a_run_at_the_end_of_the_file_stays_open() -> None:
    """It may go on after the export was made."""
    reading = parse_drip(rows(("2026-01-03", "2", "false"), ("2026-01-02", "2", "false")), UTC)
    assert reading.diary.episodes()[0].last_day is None


def test_bad_rows_are_named() -> None:
    """A level that drip does not have, a day that does not exist, a day given twice."""
    reading = parse_drip(
        rows(
            ("2026-01-03", "9", "false"),
            ("2026-13-01", "1", "false"),
            ("2026-01-05", "1", "false"),
            ("2026-01-05", "2", "false"),
        ),
        UTC,
    )
    assert reading.rejected == (
        (2, "diary.bad-value"),
        (3, "diary.bad-date"),
        (5, "diary.day-twice"),
    )


@pytest.mark.parametrize("dry_days", [0, 1, 2, MOST_DRY_DAYS])
def test_a_few_dry_days_are_inside_an_episode(dry_days: int) -> None:
    """No new one begins so soon; the episode lasts to the last day of bleeding."""
    again = date(2026, 1, 4) + timedelta(days=dry_days + 1)
    reading = parse_drip(
        rows(("2026-02-01", "", ""), (f"{again}", "1", "false"), ("2026-01-04", "3", "false")), UTC
    )
    (episode,) = reading.diary.episodes()
    assert (episode.onset_day, episode.last_day) == (date(2026, 1, 4), again)


def test_more_dry_days_part_two_episodes() -> None:
    """One day more than the rule allows, and it is another episode."""
    again = date(2026, 1, 4) + timedelta(days=MOST_DRY_DAYS + 2)
    reading = parse_drip(rows((f"{again}", "1", "false"), ("2026-01-04", "3", "false")), UTC)
    assert len(reading.diary.episodes()) == 2


def test_what_else_a_day_says_is_kept_and_the_rest_is_counted() -> None:
    """Pains, moods, notes and temperatures have a place; mucus and a good mood have none."""
    head = (
        "date,temperature.value,temperature.exclude,bleeding.value,mucus.value,pain.cramps,"
        "pain.tenderBreasts,pain.note,note.value,mood.happy,mood.sad\n"
    )
    lines = [
        head,
        "2026-01-04,36.55,false,2,1,true,,,slept badly,false,true\n",
        "2026-01-05,36.9,true,0,,true,true,sharp,,true,\n",
    ]
    reading = parse_drip(lines, UTC)
    kept = [(e.kind, e.name, e.value) for e in reading.diary.events if e.kind != "severity"]
    assert kept == [
        ("onset", "period", ""),
        ("end", "period", ""),
        ("temperature", "", "36.55"),
        ("note", "", "slept badly"),
        ("symptom", "cramps", ""),
        ("symptom", "mood", "sad"),
        ("symptom", "spotting", ""),
        ("symptom", "cramps", ""),
        ("symptom", "tender breasts", ""),
        ("note", "", "pain: sharp"),
    ]
    assert dict(reading.left_out) == {
        "mucus": 1,
        "temperatures that you excluded": 1,
        "entries that say there was nothing": 1,
    }
    (note,) = reading.file_notes
    assert (note.code, note.row) == ("diary.left-out", 2)
    assert "slept" not in note.text


def test_a_day_may_be_written_as_its_midnight() -> None:
    """T00:00:00, with a zone or without, is the day itself."""
    for stamp in ("T00:00:00", "T00:00:00Z", " 00:00:00 +0100"):
        lines = rows((f"2026-01-04{stamp}", "2", "false"), ("2026-01-05", "", ""))
        assert parse_drip(lines, UTC).diary.onset_days() == (date(2026, 1, 4),)


@pytest.mark.parametrize("yes", ["true", "TRUE", "WAHR", "1", "VRAI"])
def test_excluded_is_read_in_a_spreadsheets_words(yes: str) -> None:
    """A spreadsheet writes true in its own language; what is neither is refused by row."""
    assert parse_drip(rows(("2026-01-02", "3", yes)), UTC).diary.events == ()
    assert parse_drip(rows(("2026-01-02", "3", "maybe")), UTC).rejected == ((2, "diary.bad-value"),)
