"""Which column of a grid is which day, in whatever way the heads write it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from offwatch.desk.grids.table import GridTable
from offwatch.names import name_key

LEAST = 2  # days a head has, but for ISO dates; one number alone may be anything
SERIAL = (date(1899, 12, 30), range(36_000, 80_000))  # how a spreadsheet counts days
MOST_BETWEEN = timedelta(days=3)  # from a Friday to a Monday
HEAD_ROWS = 60  # a head stands among the first rows
MONTHS = (
    ("jan", "januar", "january", "jänner"),
    ("feb", "februar", "february"),
    ("mar", "mär", "mrz", "märz", "march", "maerz"),
    ("apr", "april"),
    ("may", "mai"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("oct", "okt", "october", "oktober"),
    ("nov", "november"),
    ("dec", "dez", "december", "dezember"),
)
MONTH_OF = {word: number for number, words in enumerate(MONTHS, 1) for word in words}
_WEEKDAYS = (
    "mo di mi do fr sa so mon tue wed thu fri sat sun montag dienstag mittwoch donnerstag freitag"
    " samstag sonnabend sonntag monday tuesday wednesday thursday friday saturday sunday tu we th"
    " su m t w f s die don mit sam son"
)
WEEKDAYS = frozenset(_WEEKDAYS.split())
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})?)?")
_NAMED = re.compile(r"(\d{1,2})\.?[ -]?([^\W\d]+)\.?(?:[ -](\d{4}))?")
_NAMED_FIRST = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:,? (\d{4}))?")
_NUMBER = re.compile(r"(\d{1,2})\.?")
_YEAR = re.compile(r"\b(20\d\d)\b")


@dataclass(frozen=True, slots=True)
class Heads:
    """The row with the days, and the day of each column that has one."""

    row: int
    days: Mapping[int, date]


Read = Callable[[str], date | None]


def find_heads(table: GridTable, near: date, month: date | None = None) -> Heads | None:
    """The row that has the most days, one after the other; None where there is none.

    Parameters
    ----------
    table : GridTable
        The grid.
    near : date
        A day near the ones that are meant: it settles the year where none is written.
    month : date, optional
        A day of the month in which numbers alone are counted, where the grid does not say it.
    """
    best: Heads | None = None
    for row in range(min(HEAD_ROWS, len(table.rows))):
        for read in _readers(table, row, near, month):
            days = _in_order({c: read(cell) for c, cell in enumerate(table.rows[row])})
            least = 1 if read is _iso else LEAST
            if len(days) >= least and (best is None or len(days) > len(best.days)):
                best = Heads(row, days)
    return best


def is_weekday(text: str) -> bool:
    return name_key(text).rstrip(".") in WEEKDAYS


def _readers(table: GridTable, row: int, near: date, month: date | None) -> list[Read]:
    stated = _stated_month(table, row, near) or month
    return [
        _iso,
        _serial,
        lambda text: _parts(text, near, day_first=True),
        lambda text: _parts(text, near, day_first=False),
        lambda text: _named(text, near),
        *([_Counting(stated)] if stated is not None else []),
    ]


class _Counting:
    """Numbers of days, from a month on; a smaller number begins the next month."""

    def __init__(self, month: date) -> None:
        self._month = month.replace(day=1)
        self._last = 0

    def __call__(self, text: str) -> date | None:
        found = _NUMBER.fullmatch(_without_weekday(text))
        if found is None:
            return None
        number = int(found[1])
        if number < self._last:
            self._month = (self._month + timedelta(days=32)).replace(day=1)
        self._last = number
        return _day(self._month.year, self._month.month, number)


def _in_order(days: Mapping[int, date | None]) -> dict[int, date]:
    """The longest run of columns whose days follow each other, with or without weekends."""
    best: dict[int, date] = {}
    run: dict[int, date] = {}
    last: date | None = None
    for column, day in days.items():
        if day is None:
            continue
        if last is not None and not timedelta() < day - last <= MOST_BETWEEN:
            run = {}
        run[column] = last = day
        if len(run) > len(best):
            best = run
    return best


def _iso(text: str) -> date | None:
    found = _ISO.fullmatch(_without_weekday(text))
    return _day(int(found[1]), int(found[2]), int(found[3])) if found is not None else None


def _serial(text: str) -> date | None:
    if text.isdecimal() and len(text) == len("46357") and int(text) in SERIAL[1]:
        return SERIAL[0] + timedelta(days=int(text))
    return None


def _parts(text: str, near: date, *, day_first: bool) -> date | None:
    found = _PARTS.fullmatch(_without_weekday(text))
    if found is None:
        return None
    day, month = (int(found[1]), int(found[3])) if day_first else (int(found[3]), int(found[1]))
    return _in_year(found[4], month, day, near)


def _named(text: str, near: date) -> date | None:
    text = _without_weekday(text)
    found = _NAMED.fullmatch(text)
    if found is not None:
        day, word, year = found[1], found[2], found[3]
    else:
        found = _NAMED_FIRST.fullmatch(text)
        if found is None:
            return None
        word, day, year = found[1], found[2], found[3]
    month = MONTH_OF.get(name_key(word))
    return _in_year(year, month, int(day), near) if month else None


def _in_year(year: str | None, month: int, day: int, near: date) -> date | None:
    if year:
        return _day(int(year) + (2000 if len(year) == len("26") else 0), month, day)
    near_ones = [_day(near.year + more, month, day) for more in (-1, 0, 1)]
    found = [each for each in near_ones if each is not None]
    return min(found, key=lambda each: abs((each - near).days), default=None)


def _without_weekday(text: str) -> str:
    """``Mo 30.11.`` and ``Mon, 30`` without the weekday before or after."""
    words = text.replace(",", " ").split()
    if len(words) > 1 and is_weekday(words[0]):
        words = words[1:]
    elif len(words) > 1 and is_weekday(words[-1]):
        words = words[:-1]
    return " ".join(words)


def _stated_month(table: GridTable, row: int, near: date) -> date | None:
    """The first month that is named in the head's row or above it."""
    for above in table.rows[: row + 1]:
        for text in above:
            for word in re.findall(r"[^\W\d]+", text):
                month = MONTH_OF.get(name_key(word))
                if month and len(word) > 2:
                    year = _YEAR.search(" ".join(above))
                    return _in_year(year[1] if year else None, month, 1, near)
            numbers = re.fullmatch(r"(\d{1,2})[./](20\d\d)", text)
            if numbers is not None and 1 <= int(numbers[1]) <= 12:
                return date(int(numbers[2]), int(numbers[1]), 1)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
