"""Cycles of many people, in the two forms that ``offwatch backtest`` reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from offwatch.diary.readers.cells import DateReader, ReadAs, whole_of
from offwatch.diary.readers.table import Table, read_table
from offwatch.diary.readers.text import read_text
from offwatch.errors import BadInput

NUMBERED = ("person", "cycle_number", "length_days")
DATED = ("person", "start", "last_day")


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle: from an onset to the day before the next.

    Parameters
    ----------
    number : int
        Its place among the person's cycles.
    length_days, menses_days : int, days
        How long it and its bleeding lasted.
    ovulation_day : int, optional
        The day of the cycle, from 1, on which ovulation was marked.
    follows_break : bool
        Whether logging stopped for a while before it.
    """

    number: int
    length_days: int
    menses_days: int | None = None
    ovulation_day: int | None = None
    follows_break: bool = False


@dataclass(frozen=True, slots=True)
class PersonCycles:
    """One person's cycles.

    Parameters
    ----------
    person : str
        As the file names them.
    cycles : tuple of Cycle
        Oldest first.
    """

    person: str
    cycles: tuple[Cycle, ...]


def read_cycles(path: Path, read_as: ReadAs | None = None) -> list[PersonCycles]:
    """Read a file of cycles in either form.

    Parameters
    ----------
    path : Path
        The file; separators, dates and encodings of spreadsheets are understood.
    read_as : ReadAs, optional
        What is said of its dates.

    Returns
    -------
    list of PersonCycles
        People in file order.

    Raises
    ------
    BadInput
        Naming the first bad row by number, never what it says.
    """
    text, _ = read_text(path)
    try:
        return parse_cycles(read_table(text), read_as)
    except BadInput as error:
        if error.code == "diary.empty":
            raise BadInput("cycles.empty", "The file holds no cycles.") from None
        raise


def parse_cycles(table: Table, read_as: ReadAs | None = None) -> list[PersonCycles]:
    """Read cycles from a table, in whichever form its first row names.

    Parameters
    ----------
    table : Table
        With the columns ``person,cycle_number,length_days`` or ``person,start,last_day``.
    read_as : ReadAs, optional
        What is said of its dates.

    Returns
    -------
    list of PersonCycles
        People in file order, their cycles oldest first.

    Raises
    ------
    BadInput
        ``cycles.columns``, ``cycles.empty`` and, by row, ``cycles.bad-row``, ``cycles.bad-number``,
        ``cycles.bad-date`` and ``cycles.overlap``; ``diary.date-order``.
    """
    if table.has(*NUMBERED):
        people = _collect(table, _numbered_cycle)
    elif table.has(*DATED):
        dates = DateReader(
            UTC,
            lambda: (cell for name in DATED[1:] for cell in table.column(name)),
            read_as or ReadAs(),
        )
        people = _collect(table, lambda row, cells: _dated_cycle(row, cells, dates))
    else:
        raise BadInput(
            "cycles.columns",
            "The first row must name person,cycle_number,length_days or person,start,last_day.",
        )
    if not people:
        raise BadInput("cycles.empty", "The file holds no cycles.")
    return people


@dataclass(frozen=True, slots=True)
class _Row:
    """A cycle and where it stands; places of one person's cycles must not overlap."""

    row: int
    start: int  # a cycle number, or a day
    after: int  # where the next one starts when there is no break
    cycle: Cycle


def _collect(table: Table, parse: Callable[[int, dict[str, str]], _Row]) -> list[PersonCycles]:
    rows: dict[str, list[_Row]] = {}
    for number, found in table.rows():
        cells = dict(zip(table.keys, found, strict=False))
        if not cells or not cells["person"].strip():
            raise _refuse("cycles.bad-row", number, "it has not the columns of the first row")
        rows.setdefault(cells["person"].strip(), []).append(parse(number, cells))
    return [PersonCycles(person, _in_order(found)) for person, found in rows.items()]


def _in_order(found: Iterable[_Row]) -> tuple[Cycle, ...]:
    """Cycles by place, with breaks marked; dated ones are numbered from 1."""
    ordered = sorted(found, key=lambda r: r.start)
    for before, here in pairwise(ordered):
        if here.start < before.after:
            raise _refuse("cycles.overlap", max(before.row, here.row), "it overlaps another cycle")
    cycles: list[Cycle] = []
    for i, r in enumerate(ordered):
        c, broken = r.cycle, i > 0 and r.start > ordered[i - 1].after
        cycles.append(
            Cycle(c.number or i + 1, c.length_days, c.menses_days, c.ovulation_day, broken)
        )
    return tuple(cycles)


def _numbered_cycle(row: int, cells: dict[str, str]) -> _Row:
    number = _whole(cells["cycle_number"], row, 1, 100_000)
    length = _whole(cells["length_days"], row, 1, 100_000)
    menses = _optional(cells.get("menses_days", ""), row, length)
    ovulation = _optional(cells.get("ovulation_day", ""), row, length)
    return _Row(row, number, number + 1, Cycle(number, length, menses, ovulation))


def _dated_cycle(row: int, cells: dict[str, str], dates: DateReader) -> _Row:
    try:
        start, last = (_day(dates.read(cells[name])) for name in DATED[1:])
        after = last + timedelta(days=1)
    except BadInput as error:
        if error.code == "diary.date-order":
            raise
        raise _refuse("cycles.bad-date", row, "a date is not a day like 2026-03-01") from None
    if last < start:
        raise _refuse("cycles.bad-date", row, "the cycle ends before it begins")
    return _Row(row, start.toordinal(), after.toordinal(), Cycle(0, (after - start).days))


def _day(at: date | datetime) -> date:
    if isinstance(at, datetime):
        raise BadInput("diary.bad-date", "")
    return at


def _whole(text: str, row: int, least: int, most: int) -> int:
    number = whole_of(text)
    if number is None or not least <= number <= most:
        raise _refuse("cycles.bad-number", row, f"a number is not a whole one from {least} up")
    return number


def _optional(text: str, row: int, length: int) -> int | None:
    """A day of the cycle, or none; what it says and how long the cycle is stay untold."""
    if not text.strip():
        return None
    number = whole_of(text)
    if number is None or not 1 <= number <= length:
        raise _refuse("cycles.bad-number", row, "a day is not a whole number within its cycle")
    return number


def _refuse(code: str, row: int, what: str) -> BadInput:
    return BadInput(code, f"Row {row}: {what}. Nothing was read.")
