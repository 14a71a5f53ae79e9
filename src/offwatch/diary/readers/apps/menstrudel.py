"""Menstrudel: its database's tables as lists, each export a part of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
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
    words_in,
)
from offwatch.diary.readers.apps.words import plain
from offwatch.diary.reading import Reading

_TABLES = (
    "period_logs",
    "pill_regimen",
    "pill_intake",
    "larc_logs",
    "reversible_contraceptive_logs",
    "sanitary_product_logs",
    "sexual_activity_logs",
    "user",
)
_OTHERS = {
    "sanitary_product_logs": "sanitary products",
    "sexual_activity_logs": "sex",
    "pill_reminder": "reminders",
}
_NO_SPOTTING = 6  # the version of its database in which spotting came between none and light


def is_menstrudel(data: Any) -> bool:
    """Say whether parsed JSON is an export of Menstrudel."""
    return isinstance(data, dict) and (
        "period_logs" in data or ("db_version" in data and not set(_TABLES).isdisjoint(data))
    )


def parse_menstrudel(data: Any, zone: tzinfo, now: datetime | None = None) -> Reading:
    """Read one of Menstrudel's exports.

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
    """
    entries = Entries(zone, now)
    version = float_of(data.get("db_version")) or 99
    days: dict[str, date] = {}
    logged: set[date] = set()
    for one in list_of(data.get("period_logs")):
        row, found = entries.count_row(), dict_of(one)
        day = need_day(entries, row, found.get("date"))
        if day is not None:
            days[text_of(found.get("id"))] = day
            logged.add(day)
            _log(entries, row, day, found, version)
    for one in list_of(data.get("log_symptoms")):
        row, found = entries.count_row(), dict_of(one)
        known = days.get(text_of(found.get("log_id_fk")))
        if known is None:
            entries.reject(row, "diary.bad-date")
        else:
            entries.symptom(row, known, plain(text_of(found.get("symptom"))))
    for one in list_of(data.get("periods")):
        _period(entries, entries.count_row(), dict_of(one), logged)
    _pills(entries, data)
    for table in ("larc_logs", "reversible_contraceptive_logs"):
        for one in list_of(data.get(table)):
            row, found = entries.count_row(), dict_of(one)
            day = need_day(entries, row, found.get("date"))
            if day is not None:
                what = plain(text_of(found.get("type"))) or "contraceptive"
                said = text_of(found.get("note"))
                entries.add(row, day, "note", value=f"{what}{': ' if said else ''}{said}")
    for table, what in _OTHERS.items():
        for _ in list_of(data.get(table)):
            entries.leave_out(entries.count_row(), what)
    return entries.finish()


def _log(entries: Entries, row: int, day: date, found: dict[str, Any], version: float) -> None:
    flow = float_of(found.get("flow"))
    if flow is None:
        entries.leave_out(row, "days without a flow")
    else:
        if version < 5:
            flow += 1
        if version < _NO_SPOTTING and flow > 0:
            flow += 1
        if flow <= 0:
            entries.leave_out(row, NOTHING)
        elif flow < 2:
            entries.add(row, day, "symptom", "spotting")
        else:
            entries.bleeding(row, day, min(flow - 1, 4))
    pain = float_of(found.get("painLevel"))
    if pain:
        entries.add(row, day, "symptom", "pain", f"{pain:g}")
    for name in words_in(found.get("symptoms")):
        entries.symptom(row, day, name)
    if note := text_of(found.get("note") or found.get("notes")):
        entries.add(row, day, "note", value=note)


def _period(entries: Entries, row: int, found: dict[str, Any], logged: set[date]) -> None:
    """A period of which no day was logged; its days say more where there are any."""
    first, last = (
        _stamp(entries.zone, found.get("start_date")),
        _stamp(entries.zone, found.get("end_date")),
    )
    if first is None:
        entries.reject(row, "diary.bad-date")
    elif not any(first <= day <= (last or first) for day in logged):
        entries.episode(row, PERIOD, first, last)


def _stamp(zone: tzinfo, value: Any) -> date | None:
    """A day as text, or as milliseconds since 1970."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            at = datetime.fromtimestamp(value / 1000, UTC).astimezone(zone)
        except (ValueError, OverflowError, OSError):
            return None
        return day_of(at.date().isoformat())
    return day_of(value)


def _pills(entries: Entries, data: dict[str, Any]) -> None:
    names: dict[str, str] = {}
    for one in list_of(data.get("pill_regimen")):
        row, found = entries.count_row(), dict_of(one)
        day = need_day(entries, row, found.get("start_date"))
        name = text_of(found.get("name")) or "pill"
        names[text_of(found.get("id"))] = name
        if day is not None:
            entries.add(row, day, "regimen_start", name)
    for one in list_of(data.get("pill_intake")):
        row, found = entries.count_row(), dict_of(one)
        day = need_day(entries, row, found.get("scheduled_date") or found.get("taken_at"))
        if day is None:
            continue
        name = names.get(text_of(found.get("regimen_id")), "pill")
        if plain(text_of(found.get("status"))) in ("taken", "late"):
            entries.add(row, day, "dose", name)
        else:
            entries.add(row, day, "missed_dose", name)
