"""Cycles of many people, in the two forms that ``offwatch backtest`` reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from offwatch.diary.reading import columns, numbered, read_lines
from offwatch.errors import BadInput

NUMBERED = ("person", "cycle_number", "length_days")
DATED = ("person", "start", "last_day")


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle: from an onset to the day before the next.

    ``follows_break`` says that logging stopped for a while before it.
    """

    number: int
    length_days: int
    menses_days: int | None = None
    ovulation_day: int | None = None
    follows_break: bool = False


@dataclass(frozen=True, slots=True)
class PersonCycles:
    """One person's cycles, oldest first."""

    person: str
    cycles: tuple[Cycle, ...]


def read_cycles(path: Path) -> list[PersonCycles]:
    """Read a file of cycles in either form; people in file order.

    **Raises** BadInput naming the first bad row by number, never what it says.
    """
    return parse_cycles(read_lines(path))


def parse_cycles(lines: Sequence[str]) -> list[PersonCycles]:
    """Read cycles from a file's lines, in whichever form its first line names."""
    names = set(columns(lines))
    if set(NUMBERED) <= names:
        people = _collect(lines, _numbered_cycle)
    elif set(DATED) <= names:
        people = _collect(lines, _dated_cycle)
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


def _collect(
    lines: Sequence[str], parse: Callable[[int, dict[str, str]], _Row]
) -> list[PersonCycles]:
    rows: dict[str, list[_Row]] = {}
    for number, cells in numbered(lines):
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


def _dated_cycle(row: int, cells: dict[str, str]) -> _Row:
    try:
        start = date.fromisoformat(cells["start"].strip())
        last = date.fromisoformat(cells["last_day"].strip())
        after = last + timedelta(days=1)
    except (ValueError, OverflowError):
        raise _refuse("cycles.bad-date", row, "a date is not a day like 2026-03-01") from None
    if last < start:
        raise _refuse("cycles.bad-date", row, "the cycle ends before it begins")
    return _Row(row, start.toordinal(), after.toordinal(), Cycle(0, (after - start).days))


def _whole(text: str, row: int, least: int, most: int) -> int:
    number = _number(text)
    if number is None or not least <= number <= most:
        raise _refuse("cycles.bad-number", row, f"a number is not a whole one from {least} up")
    return number


def _optional(text: str, row: int, length: int) -> int | None:
    """A day of the cycle, or none; what it says and how long the cycle is stay untold."""
    if not text.strip():
        return None
    number = _number(text)
    if number is None or not 1 <= number <= length:
        raise _refuse("cycles.bad-number", row, "a day is not a whole number within its cycle")
    return number


def _number(text: str) -> int | None:
    try:
        return int(text.strip())
    except ValueError:
        return None


def _refuse(code: str, row: int, what: str) -> BadInput:
    return BadInput(code, f"Row {row}: {what}. Nothing was read.")
