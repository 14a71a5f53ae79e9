"""XLSX workbooks, read within bounds and written without formulas."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from offwatch.desk.grids.table import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    GridTable,
    as_table,
    too_large,
)
from offwatch.errors import BadInput

MOST_UNPACKED = 96 * 1024 * 1024
MOST_MEMBERS = 1000
SIGNATURE = b"PK\x03\x04"


def read_xlsx(data: bytes) -> GridTable:
    """Read the sheet that was open when the workbook was saved; merged cells all say the same.

    **Raises**: `BadInput` ``grid.too-large``, ``grid.unreadable``, ``grid.empty``.
    """
    _check_archive(data)
    sheet = _sheet(data, values=False)
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise too_large()
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    formulas = [
        (r, c)
        for r, row in enumerate(sheet.iter_rows())
        for c, cell in enumerate(row)
        if cell.data_type == "f"
    ]
    unread = []
    if formulas:  # what a formula came to when it was saved stands in the file beside it
        values = _sheet(data, values=True)
        for r, c in formulas:
            cells[r][c] = values.cell(r + 1, c + 1).value
            if cells[r][c] is None:
                unread.append((r, c))
    for merged in sheet.merged_cells.ranges:
        top, left = merged.min_row - 1, merged.min_col - 1
        for r in range(top, min(merged.max_row, len(cells))):
            for c in range(left, min(merged.max_col, len(cells[r]))):
                cells[r][c] = cells[top][left]
    return as_table([[_text(value) for value in row] for row in cells], unread)


def write_xlsx(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """A workbook of these rows, the first one its heads; every cell is text."""
    # openpyxl loads NumPy, which the web server does without until somebody brings a workbook
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "".join(c for c in title if c not in r"[]:*?/\\'")[:31] or "Roster"
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            if not value:
                continue
            cell = sheet.cell(r, c)
            cell.value = value
            cell.data_type = "s"
            cell.number_format = "@"
            if r == 1:
                cell.font = Font(bold=True)
                cell.alignment = Alignment(text_rotation=90 if c > 2 else 0)
    sheet.freeze_panes = "C2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _check_archive(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
                raise too_large()
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as file:
                        if b"<!DOCTYPE" in file.read(4096).upper():
                            raise _unreadable()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise _unreadable() from None


def _sheet(data: bytes, *, values: bool) -> Any:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
        sheet = book.active
    except (
        InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError,
        zipfile.BadZipFile, SyntaxError, EOFError, OverflowError,
    ):  # fmt: skip
        raise _unreadable() from None
    if sheet is None or not hasattr(sheet, "iter_rows"):
        raise _unreadable()
    return sheet


def _unreadable() -> BadInput:
    return BadInput(
        "grid.unreadable", "This workbook cannot be read; save it anew as XLSX, or as CSV."
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
