"""The generic diary: a CSV of ``at,kind,name,value``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path

from offwatch.diary.diary import Diary
from offwatch.diary.event import KINDS, Event
from offwatch.diary.reading import Draft, Reading, columns, numbered, parse_at, read_lines
from offwatch.errors import BadInput

COLUMNS = ("at", "kind", "name", "value")


def is_generic(lines: Sequence[str]) -> bool:
    """Whether the first line names our columns; ``name`` and ``value`` may be left out."""
    return {"at", "kind"} <= set(columns(lines))


def parse_generic(lines: Sequence[str], zone: tzinfo, now: datetime | None = None) -> Reading:
    """Read what can be read; days are counted in ``zone``.

    **Raises** BadInput ``diary.columns`` when the first row does not name the columns.
    """
    names = columns(lines)
    if (
        not {"at", "kind"} <= set(names)
        or not set(names) <= set(COLUMNS)
        or len(set(names)) < len(names)
    ):
        raise BadInput("diary.columns", "The first row must be: at,kind,name,value")
    draft = Draft(zone, now)
    for row, cells in numbered(lines):
        draft.rows += 1
        try:
            draft.add(row, _event(cells))
        except BadInput as error:
            draft.reject(row, error.code)
    return draft.finish()


def read_generic(path: Path, zone: tzinfo, now: datetime | None = None) -> Diary:
    """Read a generic diary file, all of it or none.

    **Raises** BadInput naming the first bad row by number, never what it says.
    """
    return parse_generic(read_lines(path), zone, now).strict()


def _event(cells: dict[str, str]) -> Event:
    if not cells:
        raise BadInput("diary.bad-row", "")
    kind = cells["kind"].strip()
    for known in KINDS:
        if kind == known:
            break
    else:
        raise BadInput("diary.unknown-kind", "")
    value = cells.get("value", "").strip()
    if known == "severity" and not _is_number(value):
        raise BadInput("diary.bad-value", "")
    return Event(parse_at(cells["at"]), known, cells.get("name", "").strip(), value)


def _is_number(text: str) -> bool:
    try:
        return float("-inf") < float(text) < float("inf")
    except ValueError:
        return False
