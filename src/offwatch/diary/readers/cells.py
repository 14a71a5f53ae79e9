"""Numbers, words and days as spreadsheets of several countries write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from offwatch.diary.notes import Note
from offwatch.diary.reading import YEARS, parse_iso
from offwatch.errors import BadInput
from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later
from offwatch.names import name_key

Order = Literal["dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy")
_ORDER_WORDS = {
    "dmy": later("Dates were read as day, month, year."),
    "mdy": later("Dates were read as month, day, year."),
}
_DAY_AND_TIME = re.compile(r"(\S+?)(?:(?:,?\s+|T)(\d.*))?$")
_THREE = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\.?$")
# 3 January 2026, 3. Jan 2026, Jan 3, 2026; with a weekday before it and a time after it.
_NAMED = re.compile(
    r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
    r"(?:(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?[\s-]+(?:de\s+)?(?P<month>[^\W\d_]{3,10})\.?"
    r"|(?P<month_first>[^\W\d_]{3,10})\.?\s+(?P<day_last>\d{1,2})(?:st|nd|rd|th)?)"
    r"[\s,-]+(?:de\s+)?(?P<year>\d{4})(?:,?\s+(?:(?:at|um|à|a las)\s+)?(?P<time>\d.*))?$",
    re.I,
)
_LONGEST_NAMED = 60
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen", "feb fév fev", "mar mär mrt", "apr abr avr", "may mai mag mei",
            "jun giu juin", "jul lug juil", "aug ago aoû aou", "sep set", "oct okt ott out", "nov",
            "dec dez dic déc",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ZONE_APART = re.compile(r"\s+([+-]\d{2}:?\d{2}|Z|UTC)$", re.I)
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?$")
_SERIALS = range(20_000, 80_000)  # 1954 to 2119, as Excel counts days
_EXCEL_DAY_0 = date(1899, 12, 30)
_EPOCH = re.compile(r"\d{9,16}(?:[.,]0+)?$")
_EPOCH_FROM, _EPOCH_UNTIL = 1e8, 7.3e9  # 1973 to 2201, in seconds
_EPOCH_UNITS = (1, 1e3, 1e6)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?(?:m\.?)?$", re.I)
# As the spreadsheets of several countries write true and false.
_YES = frozenset(
    ("true", "yes", "y", "1", "x", "wahr", "ja", "vrai", "oui", "verdadero", "sí", "vero", "waar")
)
_NO = frozenset(
    ("", "false", "no", "n", "0", "falsch", "nein", "faux", "non", "falso", "onwaar", "nee")
)


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a file's owner says that it is to be read.

    Parameters
    ----------
    dates : {"dmy", "mdy"}, optional
        The order of day and month in dates such as 3/4/2026.
    local_times : bool
        Whether times without a zone are those of a clock in the diary's zone.
    password : str
        Of a ZIP file.
    name : str
        What episodes are called that the file gives no name.
    columns : tuple of (str, str)
        What columns mean, by the name in the first row, where the file is in no known form.
    """

    dates: Order | None = None
    local_times: bool = False
    password: str = field(default="", repr=False)
    name: str = ""
    columns: tuple[tuple[str, str], ...] = ()


def number_of(text: str) -> float | None:
    """Read a number with a point or a comma before its decimals.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    float or None
        None where it is no finite number.

    Examples
    --------
    >>> number_of(" 2,5 ")
    2.5
    """
    text = text.strip()
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if float("-inf") < number < float("inf") else None


def epoch_of(number: float) -> date | datetime | None:
    """Read a moment that is counted from 1970, in seconds, milliseconds or microseconds.

    Parameters
    ----------
    number : float
        What stands in the file.

    Returns
    -------
    date or datetime or None
        Midnight of UTC is a day, for so days are written; else the instant. None where it is no
        moment from 1973 on.

    Examples
    --------
    >>> epoch_of(1767225600), epoch_of(1767225600000)
    (datetime.date(2026, 1, 1), datetime.date(2026, 1, 1))
    """
    for unit in _EPOCH_UNITS:
        if _EPOCH_FROM <= number / unit < _EPOCH_UNTIL:
            at = datetime.fromtimestamp(number / unit, UTC)
            return at.date() if at.time() == time.min else at
    return None


def whole_of(text: str) -> int | None:
    """Read a whole number, also where it is written as 2.0 or 2,0.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    int or None
        None where it is no whole number.
    """
    number = number_of(text)
    return int(number) if number is not None and number == int(number) else None


def yes_or_no(text: str) -> bool | None:
    """Read true or false in the words of spreadsheets; a blank cell is false.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    bool or None
        None where it is neither.
    """
    word = name_key(text)
    if word in _YES:
        return True
    return False if word in _NO else None


@dataclass(slots=True)
class DateReader:
    """Reads the dates of one column, and remembers how they were written.

    Parameters
    ----------
    zone : tzinfo
        Where days are counted.
    cells : callable
        Gives all cells of the column: the order of day and month is the one that fits them all.
    read_as : ReadAs
        What the owner says of it.
    """

    zone: tzinfo
    cells: Callable[[], Iterable[str]]
    read_as: ReadAs = field(default_factory=ReadAs)
    _order: Order | None = None
    _midnights: bool | None = None
    _serial: date | None = None
    _local: bool = False
    _stamped: bool = False

    def read(self, text: str) -> date | datetime:
        """Read a day or an instant with a zone.

        Parameters
        ----------
        text : str
            A cell: ISO 8601, or a day as spreadsheets write it. Midnight without a zone is a day;
            so is midnight with a zone where all times of the column are midnights.

        Returns
        -------
        date or datetime

        Raises
        ------
        BadInput
            ``diary.bad-date`` and ``diary.no-zone``, for this cell; ``diary.date-order``, where
            the whole column does not tell whether the day or the month comes first.
        """
        text = text.strip()
        at = parse_iso(text) if len(text) >= 8 else None
        if at is None:
            at = self._other(text)
        if at is None or at.year not in YEARS:
            raise BadInput("diary.bad-date", "")
        if not isinstance(at, datetime):
            return at
        if at.timetz().replace(tzinfo=None) == time.min and (
            at.tzinfo is None or self._all_midnights()
        ):
            self._stamped = True
            return at.date()
        if at.tzinfo is None:
            if not self.read_as.local_times:
                raise BadInput("diary.no-zone", "")
            self._local = True
            at = at.replace(tzinfo=self.zone)
        try:
            at.astimezone(UTC)
        except OverflowError:
            raise BadInput("diary.bad-date", "") from None
        return at

    def notes(self) -> tuple[Note, ...]:
        """Say how dates were read that could be read otherwise."""
        found = []
        if self._order is not None:
            found.append(Note("diary.date-order", _(_ORDER_WORDS[self._order])))
        if self._serial is not None:
            text = _("Dates written as numbers were read as Excel's; the first is {day}.").format(
                day=self._serial
            )
            found.append(Note("diary.excel-dates", text))
        if self._stamped:
            text = _("Dates with the time 00:00 were read as days.")
            found.append(Note("diary.midnights", text))
        if self._local:
            text = _("Times without a zone were read as those of a clock in the diary's zone.")
            found.append(Note("diary.local-times", text))
        return tuple(found)

    def _other(self, text: str) -> date | datetime | None:
        """A day or a local time as spreadsheets write it, or an instant with its zone set apart."""
        if _EPOCH.match(text):
            return epoch_of(float(text.replace(",", ".")))
        named = _NAMED.match(text) if len(text) <= _LONGEST_NAMED else None
        if named is not None:
            return _named_day(named)
        apart = _ZONE_APART.search(text)
        if apart is not None:
            return parse_iso(text[: apart.start()] + apart[1].upper().replace("UTC", "Z"))
        parts = _DAY_AND_TIME.match(text)
        if parts is None:
            return None
        day = self._serial_day(parts[1]) or self._three_day(parts[1])
        if day is None:
            return None
        if isinstance(day, datetime) or not parts[2]:
            return day
        clock = _clock_of(parts[2])
        return datetime.combine(day, clock) if clock is not None else None

    def _serial_day(self, text: str) -> date | datetime | None:
        match = _SERIAL.match(text)
        if match is None or int(match[1]) not in _SERIALS:
            return None
        day = _EXCEL_DAY_0 + timedelta(days=int(match[1]))
        self._serial = self._serial or day
        if not match[2]:
            return day
        minutes = round(float(f"0.{match[2]}") * 24 * 60)
        return datetime.combine(day, time.min) + timedelta(minutes=minutes)

    def _three_day(self, text: str) -> date | None:
        match = _THREE.match(text)
        if match is None:
            return None
        a, mark, b, c = match.groups()
        if len(a) == 4:
            return _day(int(a), int(b), int(c)) if len(c) <= 2 else None
        if len(a) > 2 or len(c) not in (2, 4):
            return None
        year = int(c) if len(c) == 4 else 2000 + int(c)
        order = self._order_of(mark)
        if order == "dmy":
            return _day(year, int(b), int(a))
        return _day(year, int(a), int(b))

    def _order_of(self, mark: str) -> Order:
        """Which of day and month comes first; with points between them it is the day."""
        if self._order is None:
            self._order = self.read_as.dates or ("dmy" if mark == "." else self._find_order())
        return self._order

    def _find_order(self) -> Order:
        days_first = months_first = False
        for cell in self.cells():
            parts = _DAY_AND_TIME.match(cell)
            match = _THREE.match(parts[1]) if parts else None
            if match is not None and len(match[1]) <= 2:
                days_first |= int(match[1]) > 12
                months_first |= int(match[3]) > 12
        if days_first == months_first:
            why = (
                _("some dates can only be day and month, some only month and day")
                if days_first
                else _("3/4/2026 may be 3 April or March 4")
            )
            said = _(
                "The order of day and month is not clear: {why}. Say which comes first (on a "
                "command line with --dates dmy or --dates mdy), or write dates like 2026-03-01."
            )
            raise BadInput("diary.date-order", said.format(why=why))
        return "dmy" if days_first else "mdy"

    def _all_midnights(self) -> bool:
        """Whether at least two of the column's cells have a time, and every time is 00:00."""
        if self._midnights is None:
            times = []
            for cell in self.cells():
                at = parse_iso(cell)
                if isinstance(at, datetime):
                    times.append(at.timetz().replace(tzinfo=None))
                    if times[-1] != time.min:
                        break
            self._midnights = len(times) > 1 and times[-1] == time.min
        return self._midnights


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _named_day(found: re.Match[str]) -> date | datetime | None:
    name = (found["month"] or found["month_first"]).lower()
    number = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
    if number is None:
        return None
    day = _day(int(found["year"]), number, int(found["day"] or found["day_last"]))
    if day is None or not found["time"]:
        return day
    clock = _clock_of(found["time"])
    return datetime.combine(day, clock) if clock is not None else None


def _clock_of(text: str) -> time | None:
    match = _TIME.match(text.strip())
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
