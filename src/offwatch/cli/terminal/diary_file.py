"""What the commands that read a diary file share: their options, and a bar for large files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from offwatch.cli.terminal.asking import ask_passphrase
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
T = TypeVar("T")


def dates_option(f: AnyFunction) -> AnyFunction:
    """Add ``--dates``, the order of day and month."""
    text = "The order of day and month in dates like 3/4/2026, where the file does not tell."
    return click.option("--dates", type=click.Choice(ORDERS), default=None, help=text)(f)


def local_times_option(f: AnyFunction) -> AnyFunction:
    """Add ``--local-times``, which allows times without a zone."""
    text = "Times without a zone are those of a clock in the diary's zone."
    return click.option("--local-times", is_flag=True, help=text)(f)


def file_options(f: AnyFunction) -> AnyFunction:
    """Add what else may be said of a file: its password, a name, columns, rows to leave out."""
    text = "Read a ZIP file's password from the first line of this file; - is standard input."
    password = click.option("--password-file", type=click.Path(path_type=Path), help=text)
    text = "What episodes are called that the file gives no name."
    name = click.option("--name", default="", help=text)
    text = "What a column of another table means; may be given more than once."
    column = click.option("--column", "columns", multiple=True, metavar="NAME=MEANING", help=text)
    text = "Leave out rows that cannot be read, and take in the rest."
    skip = click.option("--skip-rejected", is_flag=True, help=text)
    return password(name(column(skip(f))))


def read_as(
    dates: str | None,
    local_times: bool,
    password_file: Path | None = None,
    name: str = "",
    columns: Sequence[str] = (),
) -> ReadAs:
    """Give what the options say of a file."""
    from offwatch.diary.readers.mapped import columns_of

    order: Order | None = next((one for one in ORDERS if one == dates), None)
    password = ask_passphrase(password_file) if password_file is not None else ""
    return ReadAs(order, local_times, password, name, columns_of(columns))


def with_password(said: ReadAs, read: Callable[[ReadAs], T]) -> T:
    """Read a file; where it has a password and somebody is there, ask for it."""
    try:
        return read(said)
    except BadInput as error:
        if error.code != "diary.needs-password" or not sys.stdin.isatty():
            raise
    password: str = click.prompt("Password of the ZIP file", hide_input=True, err=True)
    return read(replace(said, password=password))


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


def rejected_lines(rejected: Sequence[tuple[int, str]], what: str = "row") -> list[str]:
    """Give the rows that cannot be read as lines for a terminal, a line a reason."""
    by_code: dict[str, list[int]] = {}
    for row, code in rejected:
        by_code.setdefault(code, []).append(row)
    lines = []
    for code, rows in by_code.items():
        named = ", ".join(map(str, rows[:_MOST_ROWS]))
        more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
        which = what if len(rows) == 1 else {"row": "rows", "entry": "entries"}[what]
        lines.append(f"  {which} {named}{more}: {ADVICE[code]} [{code}]")
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
