"""A team's history as the meter reads it: ``person,day,asked,duty,passed``, a row a day."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from offwatch.errors import BadInput
from offwatch.mask.attacks.observations.observations import Bools, Ints
from offwatch.names import name_key, same_name

COLUMNS = ("person", "day", "asked", "duty", "passed")
MOST_DAYS = 3660
SEPARATORS = (",", ";", "\t")
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class TeamHistory:
    """Everybody's days, counted from 0, the norm's first day.

    Parameters
    ----------
    names : tuple of n str
    asked, duty, passed : arrays of bool, shape (n, days)
    first, last : arrays of int, shape (n,)
        Each person's own span of days, half-open.
    """

    names: tuple[str, ...]
    asked: Bools
    duty: Bools
    passed: Bools
    first: Ints
    last: Ints

    def find(self, name: str) -> int:
        """The row of a person.

        Parameters
        ----------
        name : str

        Raises
        ------
        BadInput
            ``meter.person`` for somebody who is not in the history.
        """
        row = next((i for i, mine in enumerate(self.names) if same_name(mine, name)), None)
        if row is None:
            raise BadInput("meter.person", "Nobody in the history has the name of --me.")
        return row

    def with_pass(self, me: int, day: int) -> TeamHistory:
        """The history after one more pass of one's own.

        Parameters
        ----------
        me : int
            One's own row.
        day : int

        Raises
        ------
        BadInput
            ``meter.if-day`` for a day without a duty of one's own, or passed already.
        """
        inside = self.first[me] <= day < self.last[me]
        if not inside or not self.duty[me, day] or self.passed[me, day]:
            raise BadInput("meter.if-day", "--if takes a day on which a duty is still yours.")
        passed = self.passed.copy()
        passed[me, day] = True
        return TeamHistory(self.names, self.asked, self.duty, passed, self.first, self.last)


def read_team(lines: Iterable[str]) -> TeamHistory:
    """Read the table; columns besides the five are left unread.

    Parameters
    ----------
    lines : iterable of str
        Of a CSV file, the row of names first; parted by commas, semicolons or tabs, with a line
        such as ``sep=;`` before it or not.

    Returns
    -------
    TeamHistory

    Raises
    ------
    BadInput
        With a ``meter.*`` code; a faulty row is named by its number, the row of names being the
        first.
    """
    try:
        columns = _read_columns(lines)
    except csv.Error as error:
        raise BadInput("meter.columns", "The history is not a table of commas.") from error
    if not columns["day"]:
        raise BadInput("meter.empty", "The history holds no days.")
    names, people = _read_people(columns["person"])
    days = _read_days(columns["day"])
    flags = [_read_flags(columns[name]) for name in COLUMNS[2:]]
    wrong = np.flatnonzero(flags[2] & ~flags[1])
    if wrong.size:
        raise BadInput("meter.passed", f"Row {wrong[0] + 2} passes a duty that is none.")
    first, last = _spans(people, days, len(names))
    table = np.zeros((3, len(names), int(last.max())), dtype=np.bool_)
    for layer, flag in zip(table, flags, strict=True):
        layer[people, days] = flag
    return TeamHistory(names, table[0], table[1], table[2], first, last)


def _read_columns(lines: Iterable[str]) -> dict[str, list[str]]:
    rows = iter(lines)
    first = next(rows, "")
    named = first.strip().strip('"').lower()
    if named.startswith("sep="):  # as Excel writes it where a comma is a decimal point
        first = next(rows, "")
    separators = [mark for mark in SEPARATORS if named == f"sep={mark}"] or SEPARATORS
    separator = max(separators, key=first.count)
    reader = csv.reader(chain([first], rows), delimiter=separator)
    head = [name.strip() for name in next(reader, [])]
    if any(head.count(name) != 1 for name in COLUMNS):
        raise BadInput(
            "meter.columns", "The first row of the history must name person,day,asked,duty,passed."
        )
    places = [head.index(name) for name in COLUMNS]
    columns: dict[str, list[str]] = {name: [] for name in COLUMNS}
    while some := list(islice(reader, ROWS_AT_ONCE)):
        if set(map(len, some)) != {len(head)}:
            short = next(i for i, row in enumerate(some) if len(row) != len(head))
            row = len(columns["day"]) + short + 2
            raise BadInput("meter.row", f"Row {row} does not have the columns of the first row.")
        turned = list(zip(*some, strict=True))
        for name, place in zip(COLUMNS, places, strict=True):
            columns[name].extend(turned[place])
    return columns


def _read_people(column: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    keys = {text: name_key(text) for text in dict.fromkeys(column)}
    index = {key: i for i, key in enumerate(dict.fromkeys(keys.values()))}
    rows = {text: index[key] for text, key in keys.items()}
    names = {rows[text]: text.strip() for text in reversed(keys)}  # as first written
    people = np.fromiter(map(rows.__getitem__, column), dtype=np.int64, count=len(column))
    if "" in index:
        row = int(np.flatnonzero(people == index[""])[0])
        raise BadInput("meter.row", f"Row {row + 2} names no person.")
    return tuple(names[row] for row in range(len(index))), people


def _read_days(column: Sequence[str]) -> Ints:
    known = {text: _day(text) for text in set(column)}
    days = np.fromiter(map(known.__getitem__, column), dtype=np.int64, count=len(column))
    wrong = np.flatnonzero((days < 0) | (days >= MOST_DAYS))
    if wrong.size:
        raise BadInput(
            "meter.day", f"Row {wrong[0] + 2}: a day is a whole number from 0 to {MOST_DAYS - 1}."
        )
    return days


def _day(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


def _read_flags(column: Sequence[str]) -> Bools:
    if not set(column) <= {"0", "1"}:
        row = next(i for i, text in enumerate(column) if text not in ("0", "1"))
        raise BadInput("meter.flag", f"Row {row + 2}: asked, duty and passed are 0 or 1.")
    return np.fromiter(map("1".__eq__, column), dtype=np.bool_, count=len(column))


def _spans(people: Ints, days: Ints, n: int) -> tuple[Ints, Ints]:
    """Each person's first day and the day after the last; every day between is there once."""
    order = np.lexsort((days, people))
    step = np.diff(days[order])
    same = np.diff(people[order]) == 0
    for wrong, code, words in (
        (same & (step == 0), "meter.twice", "is a day that this person has already"),
        (same & (step > 1), "meter.gap", "comes after a gap; every day of a person is written"),
    ):
        places = order[1:][wrong]
        if places.size:
            raise BadInput(code, f"Row {places.min() + 2} {words}.")
    first, last = np.full(n, MOST_DAYS), np.zeros(n, dtype=np.int64)
    np.minimum.at(first, people, days)
    np.maximum.at(last, people, days + 1)
    return first, last
