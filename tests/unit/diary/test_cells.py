"""Numbers, words and days as spreadsheets write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from offwatch.diary.readers.cells import DateReader, ReadAs, number_of, whole_of, yes_or_no
from offwatch.errors import BadInput

BERLIN = ZoneInfo("Europe/Berlin")


def reader(*cells: str, read_as: ReadAs | None = None) -> DateReader:
    return DateReader(BERLIN, lambda: cells, read_as or ReadAs())


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), ("2.0", 2), ("2,0", 2), (" 3 ", 3), ("2.5", None), ("", None), ("1e999", None)],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    """2.0 and 2,0 are the whole number 2; halves are none."""
    assert whole_of(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("2,5", 2.5), ("2.5", 2.5), ("1,234.5", None), ("1_000", None), ("nan", None), ("x", None)],
)
def test_numbers(text: str, number: float | None) -> None:
    """A comma may stand for the point; what is unclear is no number."""
    assert number_of(text) == number


def test_words_for_true_and_false() -> None:
    """A blank cell is false; another word is neither."""
    assert [yes_or_no(text) for text in ("WAHR", "1", "", "Faux", "maybe")] == [
        True,
        True,
        False,
        False,
        None,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-03",
        "20260403",
        "2026/04/03",
        "2026-4-3",
        "2026.4.3",
        "3.4.2026",
        "03.04.2026",
        "3.4.26",
        "46115",
        "46115.0",
        "2026-04-03T00:00:00",
        "2026-04-03 00:00",
        "3.4.2026 0:00",
    ],
)
def test_a_day_in_many_forms(text: str) -> None:
    """Each is the third of April."""
    assert reader(text).read(text) == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("cells", "read_as", "day"),
    [
        (("3/4/2026", "13/4/2026"), ReadAs(), date(2026, 4, 3)),
        (("3/4/2026", "4/13/2026"), ReadAs(), date(2026, 3, 4)),
        (("3/4/2026",), ReadAs("dmy"), date(2026, 4, 3)),
        (("3/4/2026",), ReadAs("mdy"), date(2026, 3, 4)),
        (("3-4-2026", "28-4-2026"), ReadAs(), date(2026, 4, 3)),
    ],
)
def test_the_order_that_fits_all_dates(cells: tuple[str, ...], read_as: ReadAs, day: date) -> None:
    """One date that can be read in one way only shows the order; or the owner says it."""
    dates = reader(*cells, read_as=read_as)
    assert dates.read(cells[0]) == day
    assert [note.code for note in dates.notes()] == ["diary.date-order"]


@pytest.mark.parametrize("cells", [("3/4/2026", "5/6/2026"), ("13/4/2026", "4/13/2026")])
def test_an_order_that_cannot_be_told_is_refused(cells: tuple[str, ...]) -> None:
    """Never swapped: the message says how to say it."""
    with pytest.raises(BadInput, match="--dates dmy or --dates mdy") as refused:
        reader(*cells).read(cells[0])
    assert refused.value.code == "diary.date-order"


@pytest.mark.parametrize(
    "text",
    ["31/2/2026", "2026-02-30", "99.1.2026", "1.1.1", "soon", "9" * 8, "9" * 14, "1899-01-01"],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    """A day that does not exist, a number that counts nothing, a year out of range."""
    with pytest.raises(BadInput) as refused:
        reader(text, "13/1/2026").read(text)
    assert refused.value.code == "diary.bad-date"


def test_a_time_needs_a_zone_or_a_word_of_its_owner() -> None:
    """With --local-times a time without a zone is the clock's in the diary's zone."""
    with pytest.raises(BadInput) as refused:
        reader().read("2026-07-01 08:30")
    assert refused.value.code == "diary.no-zone"
    local = reader(read_as=ReadAs(local_times=True))
    for text in ("2026-07-01 08:30", "1.7.2026 8:30", "1.7.2026, 08:30:00"):
        assert local.read(text) == datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    evening = reader("7/1/2026 8:30 PM", "7/13/2026", read_as=ReadAs(local_times=True))
    assert evening.read("7/1/2026 8:30 PM") == datetime(2026, 7, 1, 18, 30, tzinfo=UTC)


def test_a_zone_may_stand_apart() -> None:
    """As phones write it."""
    at = datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=-8)))
    assert reader().read("2026-03-01 09:00:00 -0800") == at
    assert reader().read("2026-03-01 17:00:00 UTC") == at


def test_midnights_with_a_zone_are_days_only_where_all_times_are() -> None:
    """One true time in the column, and a midnight is a moment."""
    stamps = ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")
    assert reader(*stamps).read(stamps[0]) == date(2026, 3, 1)
    mixed = (*stamps, "2026-03-03T08:00:00Z")
    assert reader(*mixed).read(stamps[0]) == datetime(2026, 3, 1, tzinfo=UTC)
    assert reader(stamps[0]).read(stamps[0]) == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["3/13/2026 0:30 AM", "3/13/2026 13:30 PM", "3/13/2026 25:00", "3/13/2026 8:61"]
)
def test_what_is_no_time_of_a_clock_is_refused(text: str) -> None:
    """Half past twelve at night is 12:30 AM; there is no hour 25."""
    with pytest.raises(BadInput) as refused:
        reader(text, read_as=ReadAs(local_times=True)).read(text)
    assert refused.value.code == "diary.bad-date"


def test_an_instant_past_the_last_year_is_refused() -> None:
    """In UTC it would lie in the year 10000."""
    with pytest.raises(BadInput) as refused:
        reader().read("9999-12-31T23:00:00-05:00")
    assert refused.value.code == "diary.bad-date"


def test_how_dates_were_read_is_said() -> None:
    """Excel's numbers, midnights and clocks without a zone each have their note."""
    serial = reader("46115")
    assert serial.read("46115") == date(2026, 4, 3)
    assert [note.code for note in serial.notes()] == ["diary.excel-dates"]
    stamps = ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")
    stamped = reader(*stamps)
    stamped.read(stamps[0])
    assert [note.code for note in stamped.notes()] == ["diary.midnights"]
    local = reader(read_as=ReadAs(local_times=True))
    local.read("2026-07-01 08:30")
    assert [note.code for note in local.notes()] == ["diary.local-times"]


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("1767225600", date(2026, 1, 1)),
        ("1767225600000", date(2026, 1, 1)),
        ("1767268800", datetime(2026, 1, 1, 12, tzinfo=UTC)),
    ],
)
def test_moments_counted_from_1970(cell: str, at: date | datetime) -> None:
    """In seconds or in milliseconds."""
    assert DateReader(UTC, lambda: [cell]).read(cell) == at


@pytest.mark.parametrize(
    "text",
    [
        "3 Jan 2026",
        "3. Januar 2026",
        "03-Jan-2026",
        "Jan 3, 2026",
        "January 3rd, 2026",
        "Sat, Jan 3, 2026",
        "Samstag, 3. Jan. 2026",
        "3 janvier 2026",
        "3 de enero de 2026",
        "3 gen 2026",
    ],
)
def test_a_month_may_have_its_name(text: str) -> None:
    """As apps write it for people of several languages."""
    assert reader(text).read(text) == date(2026, 1, 3)


@pytest.mark.parametrize(
    ("text", "month"),
    [("1 mars 2026", 3), ("1 März 2026", 3), ("1 juin 2026", 6), ("1 juil. 2026", 7),
     ("1 août 2026", 8), ("1 ottobre 2026", 10), ("1. Dez 2026", 12)],
)  # fmt: skip
def test_months_that_begin_alike_are_told_apart(text: str, month: int) -> None:
    """And those that only another language has."""
    assert reader(text).read(text) == date(2026, month, 1)


def test_a_named_month_may_have_a_time() -> None:
    """It is of a clock without a zone, so its owner has to say so."""
    text = "Jan 3, 2026 at 8:30 PM"
    with pytest.raises(BadInput) as refused:
        reader(text).read(text)
    assert refused.value.code == "diary.no-zone"
    local = DateReader(UTC, lambda: [text], ReadAs(local_times=True))
    assert local.read(text) == datetime(2026, 1, 3, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["31 Feb 2026", "3 Smarch 2026", "Jan 2026", "3 Jan 26"])
def test_a_month_that_is_none_is_refused(text: str) -> None:
    """Nor is a year of two figures taken where a name stands."""
    with pytest.raises(BadInput) as refused:
        reader(text).read(text)
    assert refused.value.code == "diary.bad-date"
