"""A table in a text: which separator it uses, what its columns are called, its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from offwatch.errors import BadInput
from offwatch.names import name_key

MOST_ROWS = 500_000
_SEPARATORS = ",;\t|"
_PROGRESS_ROWS = 5_000

Progress = Callable[[int, int], None]  # rows done, rows in all


@dataclass(frozen=True, slots=True)
class Table:
    """A text whose first row names columns.

    Parameters
    ----------
    text : str
        The whole text.
    separator : str
        What stands between cells.
    names, keys : tuple of str
        The columns as they are written, and as they are compared: without case and blanks.
    head_row : int
        The number of the row that names the columns, as a spreadsheet counts rows.
    progress : callable, optional
        Called with the rows done and the rows in all, now and then.
    """

    text: str
    separator: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    head_row: int
    progress: Progress | None = None

    def has(self, *columns: str) -> bool:
        """Say whether it has all these columns."""
        return set(columns) <= set(self.keys)

    def place(self, column: str) -> int | None:
        """Give the place of a column, or none."""
        return self.keys.index(column) if column in self.keys else None

    def rows(self, until: int | None = None) -> Iterator[tuple[int, list[str]]]:
        """Give each row that is not blank, with its number.

        Parameters
        ----------
        until : int, optional
            The row before which to stop.

        Yields
        ------
        (int, list of str)
            As many cells as there are columns; none where the row has fewer, or more that are not
            blank.

        Raises
        ------
        BadInput
            ``diary.too-many-rows`` or ``diary.not-a-table``.
        """
        width, total = len(self.keys), self.text.count("\n")
        for number, cells in _records(self.text, self.separator):
            if self.progress is not None and number % _PROGRESS_ROWS == 0:
                self.progress(number, total)
            if until is not None and number >= until:
                return
            if number <= self.head_row or not "".join(cells).strip():
                continue
            if number > MOST_ROWS + self.head_row:
                raise BadInput(
                    "diary.too-many-rows",
                    "The file has more than 500000 rows; split it by years.",
                )
            if len(cells) != width:
                fits = len(cells) > width and not "".join(cells[width:]).strip()
                yield number, cells[:width] if fits else []
            else:
                yield number, cells

    def column(self, name: str) -> Iterator[str]:
        """Give the cells of one column that are not blank, without blanks around them."""
        place = self.keys.index(name)
        for _, cells in self.rows():
            if cells and (cell := cells[place].strip()):
                yield cell


def read_table(text: str, progress: Progress | None = None) -> Table:
    """Find the separator and the columns of a text.

    Parameters
    ----------
    text : str
        A file's text. A first line like ``sep=;`` names the separator; else it is the one of
        comma, semicolon, tab and bar that makes most cells of the first row.
    progress : callable, optional
        Called with the rows done and the rows in all as rows are read.

    Returns
    -------
    Table

    Raises
    ------
    BadInput
        ``diary.empty`` where there is nothing but blanks; ``diary.not-a-table``.
    """
    text = text.removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    named = ""
    if first.strip().strip('"').lower().startswith("sep="):
        named = first.strip("\r\n").strip('"')[4:5]
        text = rest
    if not text.strip("\ufeff\0 \t\r\n,;|"):
        raise BadInput(
            "diary.empty", "The file is empty; see docs/diary.md for what it should hold."
        )
    separator = named or max(_SEPARATORS, key=lambda s: len(_head(text, s)[1]))
    head_row, names = _head(text, separator)
    while len(names) > 1 and not names[-1].strip():
        names.pop()
    return Table(
        text=text,
        separator=separator,
        names=tuple(name.strip() for name in names),
        keys=tuple(name_key(name) for name in names),
        head_row=head_row,
        progress=progress,
    )


def find_table(table: Table, columns: Sequence[str]) -> Table | None:
    """Find a table beneath another in one text, by its columns.

    Parameters
    ----------
    table : Table
        The first table of the text.
    columns : sequence of str
        What its first row must name, as compared.

    Returns
    -------
    Table or None
        None where no row of the text names them.
    """
    for number, cells in _records(table.text, table.separator):
        if number > MOST_ROWS:
            return None
        keys = [name_key(cell) for cell in cells]
        if set(columns) <= set(keys):
            while len(keys) > 1 and not keys[-1]:
                keys.pop()
            names = tuple(cell.strip() for cell in cells[: len(keys)])
            return replace(table, names=names, keys=tuple(keys), head_row=number)
    return None


def _head(text: str, separator: str) -> tuple[int, list[str]]:
    """The first row that is not blank, and its number."""
    for number, cells in _records(text, separator):
        if any(cell.strip() for cell in cells):
            return number, cells
    return 1, [""]


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    lines = io.StringIO(text, newline="")  # line ends inside a cell stay as they are
    try:
        yield from enumerate(csv.reader(lines, delimiter=separator), start=1)
    except csv.Error as error:
        raise BadInput(
            "diary.not-a-table", "The file is not a table of commas; look for a quote left open."
        ) from error
