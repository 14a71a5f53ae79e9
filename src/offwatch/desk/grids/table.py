"""A spreadsheet's cells as text, from CSV, from a pasted selection or from XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from offwatch.errors import BadInput
from offwatch.language import gettext

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 500
MOST_CELLS = 1_000_000
MOST_CHARACTERS = 300  # of one cell; more is no name and no code
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class GridTable:
    """Rows of text, without the blanks around it; ``unread`` are cells with no value to read.

    Rows and columns are counted from 0 here, and named as a spreadsheet names them to people.
    """

    rows: tuple[tuple[str, ...], ...]
    unread: frozenset[tuple[int, int]] = frozenset()

    def cell(self, row: int, column: int) -> str:
        line = self.rows[row]
        return line[column] if column < len(line) else ""


def read_text(data: bytes) -> GridTable:
    """Read CSV in whatever way a spreadsheet saved it, or cells that were pasted.

    **Raises**: `BadInput` ``grid.too-large``, ``grid.unreadable``, ``grid.empty``.
    """
    if len(data) > MOST_BYTES:
        raise too_large()
    text = _decode(data)
    if "\0" in text:
        raise BadInput("grid.unreadable", "This is no table; save it as CSV or XLSX, or paste it.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise too_large()
    except csv.Error:
        raise BadInput(
            "grid.unreadable", "This is no table; save it as CSV or XLSX, or paste it."
        ) from None
    return as_table(rows)


def as_table(rows: Iterable[Iterable[str]], unread: Iterable[tuple[int, int]] = ()) -> GridTable:
    """The cells as they are kept: trimmed, a guard against formulas taken off again."""
    found = [tuple(_clean(cell) for cell in row) for row in rows]
    while found and not any(found[-1]):
        found.pop()
    if not found:
        raise BadInput("grid.empty", "There is nothing in this table.")
    if sum(map(len, found)) > MOST_CELLS:
        raise too_large()
    return GridTable(tuple(found), frozenset(unread))


def too_large() -> BadInput:
    said = gettext(
        "The table has more than {rows} rows, {columns} columns or {mb} MB; leave out what is no "
        "roster."
    )
    most = said.format(rows=MOST_ROWS, columns=MOST_COLUMNS, mb=MOST_BYTES // 1024 // 1024)
    return BadInput("grid.too-large", most)


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `as_table` takes the guard off again.

    >>> guarded("=1+1"), guarded("Anna")
    ("'=1+1", 'Anna')
    """
    return f"'{text}" if text.startswith((*FORMULA, "'")) else text


def column_name(index: int) -> str:
    """What a spreadsheet calls a column.

    >>> column_name(0), column_name(27)
    ('A', 'AB')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _clean(cell: str) -> str:
    text = " ".join(cell.replace("\xa0", " ").split())[:MOST_CHARACTERS]
    if text.startswith("'") and text[1:].startswith((*FORMULA, "'")):
        return text[1:]
    return text


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what a German or English Excel saves


def _delimiter(text: str) -> str:
    """Whatever parts the cells of the most lines alike: a tab, a semicolon or a comma."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    first = text.lstrip("\ufeff").splitlines()[:1]
    if first and first[0].lower().startswith("sep=") and len(first[0]) == len("sep=x"):
        return first[0][-1]
    return max("\t;,|", key=lambda sign: (sum(line.count(sign) for line in lines), sign == ","))
