"""Reading drip's export."""

from datetime import UTC, date

from offwatch.diary.readers.drip import parse_drip

HEAD = "date,temperature.value,bleeding.value,bleeding.exclude\n"


def rows(*cells: tuple[str, str, str]) -> list[str]:
    return [HEAD, *(f"{day},36.5,{level},{exclude}\n" for day, level, exclude in cells)]


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
        (5, "diary.contradiction"),
    )
