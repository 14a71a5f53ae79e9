"""A diary as a table of ``at,kind,name,value``, which `readers.generic` reads back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from offwatch.diary.event import Event
from offwatch.diary.formulas import neutralised
from offwatch.diary.readers.generic import COLUMNS


def generic_text(events: Iterable[Event]) -> str:
    """Write events as a generic diary.

    Parameters
    ----------
    events : iterable of Event
        In the order in which they are to stand.

    Returns
    -------
    str
        With a byte order mark, for spreadsheets; names and values neutralised against formulas.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for event in events:
        cells = (event.at.isoformat(), event.kind, event.name, event.value)
        writer.writerow([*cells[:2], *map(neutralised, cells[2:])])
    return f"\ufeff{out.getvalue()}"
