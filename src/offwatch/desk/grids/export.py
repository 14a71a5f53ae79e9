"""A version of a roster as a file: the grid as CSV or XLSX, the form as JSON, a calendar."""

from __future__ import annotations

import json
from dataclasses import dataclass

from offwatch.calendars.write import Entry, write_calendar
from offwatch.desk.grids.load_grid import codes_of
from offwatch.desk.grids.write_grid import grid_rows, write_csv
from offwatch.desk.grids.xlsx import write_xlsx
from offwatch.desk.models import RosterVersion
from offwatch.desk.rosters.current import roster_of
from offwatch.desk.rosters.duties import held_duties
from offwatch.errors import BadInput

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Export:
    """A file, and what to call it."""

    name: str
    content_type: str
    data: bytes


def export(version: RosterVersion, kind: str) -> Export:
    """Write a version as a file of one of `KINDS`.

    **Raises**: `BadInput` ``roster.format`` for another one.
    """
    if kind not in KINDS:
        raise BadInput("roster.format", "A roster is written as csv, xlsx, json or ics.")
    name = f"roster-{version.first_day.isoformat()}"
    return Export(f"{name}.{kind}", KINDS[kind], _data(version, kind, name))


def _data(version: RosterVersion, kind: str, name: str) -> bytes:
    if kind == "json":
        return (json.dumps(version.form, indent=1, ensure_ascii=False) + "\n").encode()
    if kind == "ics":
        return write_calendar(version.team.name, _entries(version))
    roster = roster_of(version)
    rows = grid_rows(roster, codes_of(version.team, roster))
    return write_csv(rows) if kind == "csv" else write_xlsx(rows, name)


def _entries(version: RosterVersion) -> list[Entry]:
    """Every duty of everybody, with whose it is."""
    roster = roster_of(version)
    return [
        Entry(
            uid=f"{version.team_id}-{held.person}-{held.duty_id}@offwatch",
            summary=f"{roster.person[held.person].name}: {held.name}",
            starts_at=held.starts_at,
            ends_at=held.ends_at,
            sequence=version.number,
            made_at=version.published_at or version.made_at,
            place=held.place,
            notes=held.notes,
        )
        for held in held_duties(roster)
    ]
