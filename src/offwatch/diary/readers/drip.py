"""drip's export: a row a day, newest first; bleeding is 0 (spotting) to 3 (heavy)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from offwatch.diary.diary import Diary
from offwatch.diary.event import Event
from offwatch.diary.reading import Draft, Reading, columns, numbered, parse_at, read_lines
from offwatch.errors import BadInput

NAME = "period"
_JOIN = timedelta(days=2)  # one day without bleeding does not end an episode


def is_drip(lines: Sequence[str]) -> bool:
    """Whether the first line names drip's columns."""
    return {"date", "bleeding.value"} <= set(columns(lines))


def parse_drip(lines: Sequence[str], zone: tzinfo, now: datetime | None = None) -> Reading:
    """Read what can be read: a run of bleeding days is an episode; spotting alone begins none.

    A run that lasts to the newest day of the file is left open: it may go on.
    **Raises** BadInput ``diary.columns`` when it is no drip export.
    """
    if not is_drip(lines):
        raise BadInput("diary.columns", "The first row must name drip's date and bleeding.value.")
    draft = Draft(zone, now)
    days: dict[date, tuple[int, int]] = {}
    seen: set[date] = set()
    for row, cells in numbered(lines):
        draft.rows += 1
        try:
            day, level = _day_and_level(cells)
        except BadInput as error:
            draft.reject(row, error.code)
            continue
        if day in seen:
            draft.reject(row, "diary.contradiction")
        elif level >= 0:
            days[day] = (level, row)
        seen.add(day)
    _add_runs(draft, days, max(seen, default=None))
    return draft.finish()


def read_drip(path: Path, zone: tzinfo, now: datetime | None = None) -> Diary:
    """Read a drip export, all of it or none. **Raises** BadInput naming the first bad row."""
    return parse_drip(read_lines(path), zone, now).strict()


def _day_and_level(cells: dict[str, str]) -> tuple[date, int]:
    """The day and its bleeding; -1 where there is none or it is excluded."""
    if not cells:
        raise BadInput("diary.bad-row", "")
    day = parse_at(cells["date"])
    if isinstance(day, datetime):
        raise BadInput("diary.bad-date", "")
    text = cells["bleeding.value"].strip()
    if text not in ("", "0", "1", "2", "3"):
        raise BadInput("diary.bad-value", "")
    excluded = cells.get("bleeding.exclude", "").strip().lower() == "true"
    return day, -1 if excluded or not text else int(text)


def _add_runs(draft: Draft, days: dict[date, tuple[int, int]], newest: date | None) -> None:
    bleeding = sorted(day for day, (level, _) in days.items() if level >= 1)
    for i, day in enumerate(bleeding):
        level, row = days[day]
        if i == 0 or day - bleeding[i - 1] > _JOIN:
            draft.add(row, Event(day, "onset", NAME))
        draft.add(row, Event(day, "severity", NAME, str(level)))
        last = i + 1 == len(bleeding) or bleeding[i + 1] - day > _JOIN
        if last and day != newest:
            draft.add(row, Event(day, "end", NAME))
