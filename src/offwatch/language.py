"""What is said to people, in the language they read.

The cores say everything in English, through the functions here. A site tells once how a sentence
is looked up in the language of the page that is being made (:func:`translate_with`); a command
leaves it in English.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple


class Lookup(NamedTuple):
    """How sentences are translated: as :func:`gettext.gettext` and :func:`gettext.ngettext` do."""

    one: Callable[[str], str]
    counted: Callable[[str, str, int], str]


_ENGLISH = Lookup(lambda said: said, lambda one, many, n: one if n == 1 else many)
_lookup = _ENGLISH

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def translate_with(lookup: Lookup | None) -> None:
    """Look every sentence up with these from now on.

    Parameters
    ----------
    lookup : Lookup or None
        None for English as it stands in the source.
    """
    global _lookup  # noqa: PLW0603 - one process serves one site
    _lookup = lookup or _ENGLISH


def gettext(said: str) -> str:
    """Return a sentence in the reader's language.

    Parameters
    ----------
    said : str
        The sentence in English, which is its key.

    Returns
    -------
    str
        The translation, or the sentence itself where there is none.
    """
    return _lookup.one(said)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of a sentence that goes with a count.

    Parameters
    ----------
    one, many : str
        In English, of one thing and of several.
    count : int
        How many.

    Returns
    -------
    str
        The translation.
    """
    return _lookup.counted(one, many, count)


def gettext_noop(said: str) -> str:
    """Mark a sentence that is translated where it is shown.

    Parameters
    ----------
    said : str
        The sentence.

    Returns
    -------
    str
        The same.
    """
    return said


def weekday(day: date) -> str:
    """Return the day of the week.

    Parameters
    ----------
    day : date
        The day.

    Returns
    -------
    str
        As in ``Monday``.
    """
    return gettext(WEEKDAYS[day.weekday()])


def short_weekday(day: date) -> str:
    """Return the day of the week in short.

    Parameters
    ----------
    day : date
        The day.

    Returns
    -------
    str
        As in ``Mon``.
    """
    return gettext(SHORT_WEEKDAYS[day.weekday()])


def month_name(day: date) -> str:
    """Return the month without its year.

    Parameters
    ----------
    day : date
        A day of it.

    Returns
    -------
    str
        As in ``November``.
    """
    return gettext(MONTHS[day.month - 1])


def month(day: date) -> str:
    """Return the month and its year.

    Parameters
    ----------
    day : date
        A day of it.

    Returns
    -------
    str
        As in ``November 2026``.
    """
    return f"{month_name(day)} {day.year}"


def short_month(day: date) -> str:
    """Return the month in three letters or so.

    Parameters
    ----------
    day : date
        A day of it.

    Returns
    -------
    str
        As in ``Nov``.
    """
    return gettext(SHORT_MONTHS[day.month - 1])


def long_date(day: date, *, year: bool = False) -> str:
    """Return a date with its month in full.

    Parameters
    ----------
    day : date
        The day.
    year : bool
        Whether the year belongs to it.

    Returns
    -------
    str
        As in ``23 November`` or ``23 November 2026``.

    >>> long_date(date(2026, 11, 23), year=True)
    '23 November 2026'
    """
    said = gettext("{day} {month}").format(day=day.day, month=month_name(day))
    return f"{said} {day.year}" if year else said


def short_date(day: date) -> str:
    """Return a date with its month in short.

    Parameters
    ----------
    day : date
        The day.

    Returns
    -------
    str
        As in ``23 Nov``.
    """
    return gettext("{day} {month}").format(day=day.day, month=short_month(day))


def short_day(day: date) -> str:
    """Return a day of the week and its date, both in short.

    Parameters
    ----------
    day : date
        The day.

    Returns
    -------
    str
        As in ``Mon 23 Nov``.

    >>> short_day(date(2026, 11, 23))
    'Mon 23 Nov'
    """
    return f"{short_weekday(day)} {short_date(day)}"


def short_dates(first: date, last: date) -> str:
    """Return days in a row, with their months in short.

    Parameters
    ----------
    first, last : date
        The first and the last of them.

    Returns
    -------
    str
        As in ``Mon 23 Nov``, ``23–24 Nov`` or ``30 Nov – 1 Dec``.

    >>> short_dates(date(2026, 11, 23), date(2026, 11, 24))
    '23–24 Nov'
    >>> short_dates(date(2026, 11, 30), date(2026, 12, 1))
    '30 Nov – 1 Dec'
    """
    if first == last:
        return short_day(first)
    if (first.year, first.month) == (last.year, last.month):
        days = gettext("{first}–{last} {month}")
        return days.format(first=first.day, last=last.day, month=short_month(last))
    return f"{short_date(first)} – {short_date(last)}"
