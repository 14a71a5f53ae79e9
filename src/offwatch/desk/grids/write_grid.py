"""A roster written as a grid; read again it is the same roster."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from offwatch.desk.grids.codes import ABSENT, Codes
from offwatch.desk.grids.table import guarded
from offwatch.plan import Roster

HEAD = ("person", "name")


def grid_rows(roster: Roster, codes: Codes) -> list[list[str]]:
    """The head, then a row a person: id, name, and a cell a day."""
    written = {
        what: codes.code_for(what) or what for what in (*roster.shift, *roster.mission, ABSENT)
    }
    days = [roster.day_at(i).isoformat() for i in range(roster.days)]
    rows: list[list[str]] = [[*HEAD, *days]]
    for person in roster.people:
        line = roster.line(person.id)
        cells = [
            written[what] if what is not None else written[ABSENT] if day in person.off else ""
            for day, what in enumerate(line)
        ]
        rows.append([guarded(person.id), guarded(person.name), *map(guarded, cells)])
    return rows


def write_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """CSV with commas, in UTF-8 with the mark by which a spreadsheet knows it."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")
