"""Flo: one object with the cycles, the notes and the point events of each day."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from offwatch.diary.readers.apps.entries import (
    NOTHING,
    PERIOD,
    Entries,
    day_of,
    dict_of,
    float_of,
    list_of,
    need_day,
    text_of,
)
from offwatch.diary.readers.apps.words import is_well, plain
from offwatch.diary.reading import Reading

_NAMES = {
    "DrawingPain": "cramps",
    "TenderBreasts": "tender breasts",
    "AbdominalPain": "abdominal pain",
    "VaginalItching": "vaginal itching",
}
_EXPOSURES = {"Alcohol": "alcohol", "Stress": "stress", "Travel": "travel"}
_PILLS = {"Taken": "dose", "Missed": "missed_dose"}


def is_flo(data: Any) -> bool:
    """Say whether parsed JSON is an export of Flo."""
    return isinstance(data, dict) and not {"operationalData", "pointEventsManualData"}.isdisjoint(
        data
    )


def parse_flo(data: Any, zone: tzinfo, now: datetime | None = None) -> Reading:
    """Read Flo's export.

    Parameters
    ----------
    data : object
        The parsed JSON.
    zone : tzinfo
        Where days are counted. The times behind Flo's dates are none that anybody chose.
    now : datetime, optional
        With it, episodes after its day are rejected.

    Returns
    -------
    Reading
        A cycle that is marked as a pregnancy is one, to the day before the next cycle, and no
        period. A period without an end goes on.
    """
    entries = Entries(zone, now)
    operational = dict_of(data.get("operationalData"))
    cycles = [dict_of(one) for one in list_of(operational.get("cycles"))]
    starts = sorted(day for one in cycles if (day := day_of(one.get("period_start_date"), zone)))
    for cycle in cycles:
        _cycle(entries, entries.count_row(), cycle, starts)
    for one in list_of(operational.get("notes")):
        row, note = entries.count_row(), dict_of(one)
        day = need_day(entries, row, note.get("date"))
        if day is not None and (text := text_of(note.get("text"))):
            entries.add(row, day, "note", value=text)
    manual = dict_of(data.get("pointEventsManualData"))
    for events in (*_events_in(operational), *_events_in(manual)):
        for one in list_of(events):
            _event(entries, entries.count_row(), dict_of(one))
    return entries.finish()


def _events_in(found: dict[str, Any]) -> list[Any]:
    return [value for key, value in found.items() if key.startswith("point_events_manual")]


def _cycle(entries: Entries, row: int, cycle: dict[str, Any], starts: list[date]) -> None:
    first = need_day(entries, row, cycle.get("period_start_date"))
    if first is None:
        return
    if cycle.get("pregnant") is True or cycle.get("pregnancy") is True:
        after = next((day for day in starts if day > first), None)
        entries.life(row, "pregnancy", first, after - timedelta(days=1) if after else None)
        return
    last: date | None = None
    if cycle.get("period_end_date"):
        last = need_day(entries, row, cycle["period_end_date"])
        if last is None:
            return
    if entries.episode(row, PERIOD, first, last):
        for day, level in _levels(cycle.get("period_intensity"), first):
            if last is None or day <= last:
                entries.add(row, day, "severity", PERIOD, f"{level:g}")
            else:
                entries.leave_out(row, "how heavy it was after the end of a period")


def _levels(text: Any, first: date) -> list[tuple[date, float]]:
    """How heavy each day was: an object by day from 0, written as text."""
    if isinstance(text, str) and len(text) < 10_000:
        try:
            text = json.loads(text)
        except (ValueError, RecursionError):
            return []
    found = []
    for place, level in sorted(dict_of(text).items(), key=lambda one: str(one[0])):
        number = float_of(level)
        if place.isdecimal() and len(place) < 4 and number is not None and number > 0:
            found.append((first + timedelta(days=int(place)), number))
    return found


def _event(entries: Entries, row: int, event: dict[str, Any]) -> None:
    day = need_day(entries, row, event.get("local_date") or event.get("date"))
    if day is None:
        return
    category, what = text_of(event.get("category")), text_of(event.get("subcategory"))
    words = _NAMES.get(what) or plain(what)
    if category in ("Symptom", "Pain", "Digestion", "Swelling"):
        entries.symptom(row, day, words)
    elif category == "Mood":
        if is_well(words):
            entries.leave_out(row, NOTHING)
        else:
            entries.add(row, day, "symptom", "mood", words)
    elif category in ("OvulationTest", "Ovulation"):
        if what in ("Positive", "OtherMethods"):
            name = "LH test" if category == "OvulationTest" else "ovulation"
            entries.add(row, day, "precursor", name, "positive" if name == "LH test" else "")
        else:
            entries.leave_out(row, "tests that were not positive")
    elif category == "PregnancyTest" and what == "Positive":
        entries.add(row, day, "note", value="pregnancy test: positive")
    elif category in ("Bbt", "BasalTemperature", "Temperature"):
        entries.temperature(row, day, float_of(event.get("value") or event.get("float_value")))
    elif category == "Disturber" and what in _EXPOSURES:
        entries.add(row, day, "exposure", _EXPOSURES[what])
    elif category in ("Pill", "OralContraceptive", "Medication") and what in _PILLS:
        if what == "Taken":
            entries.add(row, day, "dose", "pill")
        else:
            entries.add(row, day, "missed_dose", "pill")
    elif (category, what) == ("Fluid", "Spotting"):
        entries.add(row, day, "symptom", "spotting")
    else:
        entries.leave_out(row, f"{plain(category)}: {plain(what)}" if category else "events")
