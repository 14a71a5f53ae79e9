"""What the commands that read a diary file share: their options, and a bar for large files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from offwatch.diary.check import ADVICE
from offwatch.diary.readers.cells import ORDERS, Order, ReadAs
from offwatch.errors import BadInput

if TYPE_CHECKING:
    from offwatch.diary.notes import Note
    from offwatch.diary.readers.table import Progress

_LARGE_BYTES = 2 * 2**20
_MOST_NOTES = 20
_MOST_ROWS = 10

AnyFunction = Callable[..., Any]


def dates_option(f: AnyFunction) -> AnyFunction:
    """Add ``--dates``, the order of day and month."""
    text = "The order of day and month in dates like 3/4/2026, where the file does not tell."
    return click.option("--dates", type=click.Choice(ORDERS), default=None, help=text)(f)


def local_times_option(f: AnyFunction) -> AnyFunction:
    """Add ``--local-times``, which allows times without a zone."""
    text = "Times without a zone are those of a clock in the diary's zone."
    return click.option("--local-times", is_flag=True, help=text)(f)


def read_as(dates: str | None, local_times: bool) -> ReadAs:
    """Give what the options say of a file."""
    order: Order | None = next((one for one in ORDERS if one == dates), None)
    return ReadAs(order, local_times)


def zone_of(name: str) -> tzinfo:
    """Find a zone by its name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise BadInput("forecast.bad-zone", "Name a zone like Europe/Berlin or UTC.") from None


@contextmanager
def reading_bar(path: Path) -> Iterator[Progress | None]:
    """Show how far a large file has been read, where a person is looking."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    try:
        large = path.stat().st_size > _LARGE_BYTES
    except OSError:
        large = False
    if not large or not console.is_terminal:
        yield None
        return
    with Bar(console=console, transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def rejected_lines(rejected: Sequence[tuple[int, str]]) -> list[str]:
    """Give the rows that cannot be read as lines for a terminal, a line a reason."""
    by_code: dict[str, list[int]] = {}
    for row, code in rejected:
        by_code.setdefault(code, []).append(row)
    lines = []
    for code, rows in by_code.items():
        named = ", ".join(map(str, rows[:_MOST_ROWS]))
        more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
        lines.append(f"  row{'s' if len(rows) > 1 else ''} {named}{more}: {ADVICE[code]} [{code}]")
    return lines


def note_lines(notes: Sequence[Note]) -> list[str]:
    """Give notes as lines for a terminal, the first few of many."""
    lines = [
        f"Note: {note.text}" + (f" (first: row {note.row})" if note.row is not None else "")
        for note in notes[:_MOST_NOTES]
    ]
    if len(notes) > _MOST_NOTES:
        lines.append(f"And {len(notes) - _MOST_NOTES} more notes; --json gives them all.")
    return lines
