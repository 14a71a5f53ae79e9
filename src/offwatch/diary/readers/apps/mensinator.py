"""Mensinator: its database's tables as lists, every value a text."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import Any

from offwatch.diary.readers.apps.entries import (
    Entries,
    dict_of,
    list_of,
    need_day,
    need_list,
    text_of,
)
from offwatch.diary.readers.apps.words import LEVELS, plain
from offwatch.diary.reading import Reading

_FLOW = re.compile(r"(very heavy|heavy|medium|light)( (flow|bleeding|period))$", re.I)


def is_mensinator(data: Any) -> bool:
    """Say whether parsed JSON is an export of Mensinator."""
    return (
        isinstance(data, dict)
        and "periods" in data
        and not {"symptom_date", "ovulations", "app_settings"}.isdisjoint(data)
    )


def parse_mensinator(data: Any, zone: tzinfo, now: datetime | None = None) -> Reading:
    """Read Mensinator's export.

    Parameters
    ----------
    data : object
        The parsed JSON.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.

    Returns
    -------
    Reading
        A symptom such as “Heavy flow” says how heavy a day of a period was.

    Raises
    ------
    BadInput
        ``diary.bad-json`` where the list of periods is none.
    """
    entries = Entries(zone, now)
    symptoms = [dict_of(one) for one in list_of(data.get("symptoms"))]
    names = {
        text_of(one.get("id")): plain(text_of(one.get("symptom_name")))
        for one in symptoms
        if text_of(one.get("symptom_name"))
    }
    period_days = set()
    for one in need_list(data["periods"], "Mensinator"):
        row = entries.count_row()
        day = need_day(entries, row, dict_of(one).get("date"))
        if day is not None:
            entries.bleeding(row, day)
            period_days.add(day)
    for one in list_of(data.get("symptom_date")):
        row, found = entries.count_row(), dict_of(one)
        day = need_day(entries, row, found.get("symptom_date"))
        name = names.get(text_of(found.get("symptom_id")), "")
        if day is None:
            continue
        if not name:
            entries.leave_out(row, "symptoms without a name")
        elif (flow := _FLOW.match(name)) and day in period_days:
            entries.bleeding(row, day, LEVELS[flow[1].lower()])
        else:
            entries.symptom(row, day, name)
    for one in list_of(data.get("ovulations")):
        row = entries.count_row()
        day = need_day(entries, row, dict_of(one).get("date"))
        if day is not None:
            entries.add(row, day, "precursor", "ovulation")
    for one in list_of(data.get("notes")):
        row, found = entries.count_row(), dict_of(one)
        day = need_day(entries, row, found.get("date"))
        if day is not None and (text := text_of(found.get("note") or found.get("text"))):
            entries.add(row, day, "note", value=text)
    return entries.finish()
