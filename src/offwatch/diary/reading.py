"""What a reader of a diary file gives back, and how a strict reader refuses."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from offwatch.diary.check import ADVICE, contradictions
from offwatch.diary.diary import Diary
from offwatch.diary.event import Event
from offwatch.errors import BadInput

_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as far as it can be read: for previews. ``rejected`` holds (row number, code)."""

    diary: Diary
    rows: int
    rejected: tuple[tuple[int, str], ...] = ()

    def strict(self) -> Diary:
        """The diary, if all of the file could be read.

        **Raises** BadInput naming the first bad row by number, or ``diary.empty``.
        """
        if self.rejected:
            row, code = self.rejected[0]
            others = len(self.rejected) - 1
            more = f" ({others} more rows cannot be read either)" if others else ""
            raise BadInput(code, f"Row {row}: {ADVICE[code]}{more}. Nothing was read.")
        if not self.diary.events:
            raise BadInput("diary.empty", "The file holds no events; see docs/diary.md for how.")
        return self.diary


@dataclass(slots=True)
class Draft:
    """Events as they are read, each with the row it came from."""

    zone: tzinfo
    now: datetime | None = None
    events: list[Event] = field(default_factory=list)
    event_rows: list[int] = field(default_factory=list)
    rejected: dict[int, str] = field(default_factory=dict)
    rows: int = 0

    def add(self, row: int, event: Event) -> None:
        self.events.append(event)
        self.event_rows.append(row)

    def reject(self, row: int, code: str) -> None:
        self.rejected.setdefault(row, code)

    def finish(self) -> Reading:
        bad = dict(contradictions(self.events, self.zone, self.now))
        for place, code in bad.items():
            self.reject(self.event_rows[place], code)
        kept = [event for i, event in enumerate(self.events) if i not in bad]
        return Reading(Diary(self.zone, kept), self.rows, tuple(sorted(self.rejected.items())))


def parse_at(text: str) -> date | datetime:
    """A day, or an instant with a zone, in ISO 8601.

    **Raises** BadInput ``diary.bad-date`` or ``diary.no-zone``.
    """
    text = text.strip()
    try:
        at: date | datetime = (
            date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        )
        if isinstance(at, datetime) and at.tzinfo is not None:
            at.astimezone(UTC)  # overflows at the ends of the calendar
    except (ValueError, OverflowError):
        raise BadInput("diary.bad-date", ADVICE["diary.bad-date"]) from None
    if at.year not in _YEARS:
        raise BadInput("diary.bad-date", ADVICE["diary.bad-date"])
    if isinstance(at, datetime) and at.tzinfo is None:
        raise BadInput("diary.no-zone", ADVICE["diary.no-zone"])
    return at


def read_lines(path: Path) -> list[str]:
    """A text file's lines.

    **Raises** BadInput when it cannot be opened, is not UTF-8 text, or is past 64 MB.
    """
    try:
        if not path.is_file():
            raise BadInput("diary.no-file", "The file cannot be opened; check its name.")
        if path.stat().st_size > 64 * 2**20:
            raise BadInput("diary.too-large", "The file is larger than 64 MB; split it by years.")
        return list(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    except OSError as error:
        raise BadInput("diary.no-file", "The file cannot be opened; check its name.") from error
    except UnicodeDecodeError as error:
        raise BadInput("diary.bad-encoding", "The file is not UTF-8 text.") from error


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV text by column name, numbered as a person counts them: the head is row 1.

    **Raises** BadInput when the text is no table.
    """
    reader = csv.reader(lines)
    try:
        head = [name.strip() for name in next(reader, [])]
        for number, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells):
                full = len(cells) == len(head)
                yield number, dict(zip(head, cells, strict=False)) if full else {}
    except csv.Error as error:
        raise BadInput("diary.not-a-table", "The file is not a table of commas.") from error


def columns(lines: Iterable[str]) -> list[str]:
    """The column names in the first line."""
    try:
        return [name.strip() for name in next(csv.reader(lines), [])]
    except csv.Error:
        return []
