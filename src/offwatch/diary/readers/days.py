"""Days of many people with and without an episode, in the two forms of ``backtest --daily``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from offwatch.diary.readers.cells import DateReader, ReadAs, whole_of
from offwatch.diary.readers.cycles import Cycle, PersonCycles
from offwatch.diary.readers.table import Table, read_table
from offwatch.diary.readers.text import read_text
from offwatch.errors import BadInput

DAYS = ("person", "day", "episode")
SPANS = ("start",)
_FARTHEST = 10_000_000  # days from zero
_LONGEST = 80_000  # days of one person's record where all of them count


@dataclass(frozen=True, slots=True)
class PersonDays:
    """One person's recorded days.

    Parameters
    ----------
    person : str
        As the file names them; empty where it names nobody.
    days : tuple of int
        Ascending; from any zero, or as ``date.toordinal``.
    states : tuple of int
        1 on a day with any part of an episode, else 0.
    dated : bool
        Whether the days are dates.
    """

    person: str
    days: tuple[int, ...]
    states: tuple[int, ...]
    dated: bool = False


def read_days(path: Path, read_as: ReadAs | None = None) -> list[PersonDays]:
    """Read a file of days in either form.

    Parameters
    ----------
    path : Path
        The file; separators, dates and encodings of spreadsheets are understood.
    read_as : ReadAs, optional
        What is said of its dates.

    Returns
    -------
    list of PersonDays
        People in file order.

    Raises
    ------
    BadInput
        Naming the first bad row by number, never what it says.
    """
    text, _ = read_text(path)
    try:
        return parse_days(read_table(text), read_as)
    except BadInput as error:
        if error.code == "diary.empty":
            raise BadInput("days.empty", "The file holds no days.") from None
        raise


def parse_days(table: Table, read_as: ReadAs | None = None) -> list[PersonDays]:
    """Read days from a table, in whichever form its first row names.

    Parameters
    ----------
    table : Table
        With the columns ``person,day,episode``, or ``start`` and perhaps ``person`` and ``end``;
        others are left alone. A day that is there twice is an episode day if either row says so.
    read_as : ReadAs, optional
        What is said of its dates.

    Returns
    -------
    list of PersonDays
        People in file order.

    Raises
    ------
    BadInput
        ``days.columns``, ``days.empty``, ``days.too-long`` and, by row, ``days.bad-row``,
        ``days.bad-number`` and ``days.bad-date``; ``diary.date-order``.
    """
    if table.has(*DAYS):
        people = _numbered(table)
    elif table.has(*SPANS):
        people = _spans(table, read_as or ReadAs())
    else:
        raise BadInput(
            "days.columns", "The first row must name person,day,episode or [person,]start[,end]."
        )
    if not people:
        raise BadInput("days.empty", "The file holds no days.")
    return people


def _numbered(table: Table) -> list[PersonDays]:
    found: dict[str, dict[int, int]] = {}
    for row, cells in _rows(table):
        person = cells["person"].strip()
        if not person:
            raise _refuse("days.bad-row", row, "it names nobody")
        day, state = whole_of(cells["day"]), whole_of(cells["episode"])
        if day is None or abs(day) > _FARTHEST:
            raise _refuse("days.bad-number", row, "its day is not a whole number")
        if state not in (0, 1):
            raise _refuse("days.bad-number", row, "its episode is neither 0 nor 1")
        days = found.setdefault(person, {})
        days[day] = max(state, days.get(day, 0))  # rows of one day: any with an episode counts
    return [
        PersonDays(person, tuple(sorted(days)), tuple(days[day] for day in sorted(days)))
        for person, days in found.items()
    ]


def _spans(table: Table, read_as: ReadAs) -> list[PersonDays]:
    columns = [name for name in ("start", "end") if table.has(name)]
    dates = DateReader(
        UTC,
        lambda: (cell for name in columns for cell in table.column(name)),
        ReadAs(read_as.dates, local_times=True),
    )
    found: dict[str, list[tuple[int, int | None]]] = {}
    for row, cells in _rows(table):
        try:
            start = dates.read(cells["start"])
            end = dates.read(cells["end"]) if cells.get("end", "").strip() else None
        except BadInput as error:
            if error.code == "diary.date-order":
                raise
            raise _refuse("days.bad-date", row, "it has no date like 2026-03-01") from None
        first, last = start.toordinal(), _last_day(start, end)
        if last is not None and (last < first or _ends_before(start, end)):
            raise _refuse("days.bad-date", row, "the episode ends before it begins")
        found.setdefault(cells.get("person", "").strip(), []).append((first, last))
    return [_filled(person, spans) for person, spans in found.items()]


def _filled(person: str, spans: list[tuple[int, int | None]]) -> PersonDays:
    """Every day from the first start to the last start or end."""
    first = min(start for start, _ in spans)
    last = max(start if end is None else max(start, end) for start, end in spans)
    if last - first >= _LONGEST:
        raise BadInput("days.too-long", "A record spans more than two centuries; mend its dates.")
    ill = set(episode_days(spans))
    days = tuple(range(first, last + 1))
    return PersonDays(person, days, tuple(int(day in ill) for day in days), dated=True)


def cycles_of(people: Iterable[PersonDays]) -> list[PersonCycles]:
    """Read cycles, from one onset to the next, off recorded days.

    Parameters
    ----------
    people : iterable of PersonDays
        Everyone's days.

    Returns
    -------
    list of PersonCycles
        In the same order. An episode begins where a day without one was recorded before it, or
        where a file of starts says so; days that are not recorded hide the cycle they lie in.
    """
    return [PersonCycles(one.person, tuple(_cycles(one))) for one in people]


def _cycles(one: PersonDays) -> Iterable[Cycle]:
    number, before, state, begun = 0, None, 0, None
    broken = False
    for day, ill in zip(one.days, one.states, strict=True):
        if before is not None and day > before + 1:
            broken, begun, state = True, None, 1  # whether it began then, nobody knows
        elif before is None:
            state = 0 if one.dated else 1
        if ill and not state:
            if begun is not None:
                number += 1
                yield Cycle(number, day - begun, follows_break=broken and number > 1)
                broken = False
            begun = day
        before, state = day, ill


def episode_days(spans: Iterable[tuple[int, int | None]]) -> list[int]:
    """The days of some episodes, those without an end as long as the middle one of the others.

    Parameters
    ----------
    spans : iterable of (int, int or None)
        The first and the last day of each episode.

    Returns
    -------
    list of int
        Ascending, each once. An episode without an end is over when the next begins, and lasts a
        day where no end is known at all.
    """
    ordered = sorted(spans, key=lambda span: span[0])
    known = sorted(end - start + 1 for start, end in ordered if end is not None)
    usual = known[(len(known) - 1) // 2] if known else 1
    found: set[int] = set()
    for i, (start, end) in enumerate(ordered):
        last = start + usual - 1 if end is None else end
        if end is None and i + 1 < len(ordered):
            last = max(start, min(last, ordered[i + 1][0] - 1))
        found.update(range(start, last + 1))
    return sorted(found)


def _rows(table: Table) -> Iterable[tuple[int, dict[str, str]]]:
    for number, found in table.rows():
        if not found:
            raise _refuse("days.bad-row", number, "it has not the columns of the first row")
        yield number, dict(zip(table.keys, found, strict=False))


def _last_day(start: date | datetime, end: date | datetime | None) -> int | None:
    """The last day with a part of the episode: one that ends at midnight has none of the next."""
    if end is None:
        return None
    if isinstance(end, datetime) and end.timetz().replace(tzinfo=None) == time.min:
        before = (end - timedelta(days=1)).toordinal()
        return max(before, start.toordinal()) if end.toordinal() >= start.toordinal() else before
    return end.toordinal()


def _ends_before(start: date | datetime, end: date | datetime | None) -> bool:
    return isinstance(start, datetime) and isinstance(end, datetime) and end < start


def _refuse(code: str, row: int, what: str) -> BadInput:
    return BadInput(code, f"Row {row}: {what}. Nothing was read.")
