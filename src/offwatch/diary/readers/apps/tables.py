"""What the readers of apps' tables share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from offwatch.diary.readers.apps.entries import Entries
from offwatch.diary.readers.cells import DateReader
from offwatch.diary.readers.table import Table
from offwatch.errors import BadInput

_PARTS = re.compile(r"[,;|\n]")


def each_row(table: Table, entries: Entries) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row as cells by column; one with too few or too many is named.

    Parameters
    ----------
    table : Table
        The table.
    entries : Entries
        Where rows are counted and named.

    Yields
    ------
    (int, dict)
        The row's number, and its cells by the compared name of their column.
    """
    for row, cells in table.rows():
        entries.count_row()
        if cells:
            yield row, dict(zip(table.keys, cells, strict=True))
        else:
            entries.reject(row, "diary.bad-row")


def moment_in(entries: Entries, row: int, text: str, dates: DateReader) -> date | datetime | None:
    """Give when a row was; name the row where it does not say."""
    try:
        return dates.read(text)
    except BadInput as error:
        if error.code == "diary.date-order":
            raise
        entries.reject(row, error.code)
        return None


def day_in(entries: Entries, row: int, text: str, dates: DateReader) -> date | None:
    """Give the day of a row; name the row where it has none."""
    at = moment_in(entries, row, text, dates)
    if isinstance(at, datetime):
        at = at.astimezone(entries.zone).date()
    if at is not None:
        entries.tell_of(at)
    return at


def several(text: str) -> list[str]:
    """Give what is listed in a cell, parted by commas, semicolons, bars or lines."""
    return [" ".join(part.split()) for part in _PARTS.split(text) if part.strip()]
