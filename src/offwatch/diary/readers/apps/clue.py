"""Clue: its old ``.cluedata``, a list of days, and the list of measurements that followed it."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Any

from offwatch.diary.conditions import condition_of
from offwatch.diary.event import Kind
from offwatch.diary.readers.apps.entries import (
    NOTHING,
    Entries,
    dict_of,
    float_of,
    list_of,
    names_in,
    need_day,
    need_list,
    text_of,
    words_in,
)
from offwatch.diary.readers.apps.words import LEVELS, SPOTTING, is_nothing, is_well, plain
from offwatch.diary.reading import Reading

_COMPLAINTS = frozenset(
    (
        "ailment", "ailments", "breasts", "cramps", "craving", "cravings", "digestion", "hair",
        "headache", "headaches", "hot_flashes", "pain", "skin", "stool", "urine", "vaginal_dryness",
    )
)  # fmt: skip
_STATES = frozenset(
    ("emotion", "emotions", "energy", "feelings", "mental", "mind", "mood", "motivation", "sleep",
     "sleep_quality", "stress")
)  # fmt: skip
_PILLS = frozenset(("birth_control_pill", "pill_hbc", "pill"))
_TESTS = frozenset(("tests", "test", "ovulation_test", "pregnancy_test"))
_NOTES = frozenset(("note", "notes", "journal"))
_MEDICINES = frozenset(("medication", "medications", "medicine"))


def is_clue(data: Any) -> bool:
    """Say whether parsed JSON is an export of Clue, old or new."""
    if isinstance(data, dict):
        return any("day" in dict_of(one) for one in list_of(data.get("data"))[:50])
    first = [dict_of(one) for one in list_of(data)[:50]]
    return any("type" in one and "date" in one for one in first)


def parse_clue(data: Any, zone: tzinfo, now: datetime | None = None) -> Reading:
    """Read Clue's export.

    Parameters
    ----------
    data : object
        The parsed JSON: an object with the list ``data``, or a list of measurements.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.

    Returns
    -------
    Reading

    Raises
    ------
    BadInput
        ``diary.bad-json`` where a list is none.
    """
    entries = Entries(zone, now)
    old = isinstance(data, dict)
    for one in need_list(data["data"] if old else data, "Clue"):
        row = entries.count_row()
        measured = dict_of(one)
        day = need_day(entries, row, measured.get("day" if old else "date"))
        if day is None:
            continue
        if old:
            for kind, value in measured.items():
                if kind != "day":
                    _take(entries, row, day, kind, value)
        elif dict_of(measured.get("value")).get("excluded") is True:
            entries.leave_out(row, "excluded by you")
        else:
            _take(entries, row, day, text_of(measured.get("type")), measured.get("value"))
    return entries.finish()


def _take(entries: Entries, row: int, day: date, kind: str, value: Any) -> None:
    """One thing of one day: ``kind`` is Clue's category, ``value`` what was chosen of it."""
    words = words_in(value)
    if kind == "period":
        for one in words:
            _bleed(entries, row, day, one)
    elif kind == "spotting":
        _spot(entries, row, day, words)
    elif kind in _COMPLAINTS:
        for one in words:
            entries.symptom(row, day, one)
    elif kind in _STATES:
        for one in words:
            if is_well(one):
                entries.leave_out(row, NOTHING)
            else:
                entries.add(row, day, "symptom", plain(kind), one)
    elif kind == "pms":
        entries.symptom(
            row, day, "none" if value is False or is_nothing(words[0] if words else "") else "PMS"
        )
    elif kind in ("bbt", "basal_body_temperature", "temperature"):
        entries.temperature(row, day, _degrees(value))
    elif kind in _TESTS:
        _test(entries, row, day, kind, words)
    elif kind in _PILLS:
        _pill(entries, row, day, words)
    elif kind in _MEDICINES:
        for one in words:
            entries.add(row, day, "medicine", one) if not is_nothing(one) else entries.leave_out(
                row, NOTHING
            )
    elif kind in _NOTES:
        for text in names_in(value):
            entries.add(row, day, "note", value=text)
    elif kind in ("tags", "tag", "custom_tags"):
        for text in names_in(value):
            known: Kind = "symptom" if condition_of(text) else "note"
            entries.add(row, day, known, *((text, "") if known == "symptom" else ("", text)))
    else:
        entries.leave_out(row, plain(kind) or "entries without a kind")


def _bleed(entries: Entries, row: int, day: date, words: str) -> None:
    if words in SPOTTING:
        entries.symptom(row, day, "spotting")
    elif is_nothing(words) and words not in LEVELS:
        entries.leave_out(row, NOTHING)
    else:
        entries.bleeding(row, day, LEVELS.get(words))


def _spot(entries: Entries, row: int, day: date, words: list[str]) -> None:
    for one in words or ["yes"]:
        if is_nothing(one):
            entries.leave_out(row, NOTHING)
        else:
            entries.add(
                row, day, "symptom", "spotting", one if one not in ("yes", "spotting") else ""
            )


def _degrees(value: Any) -> float | None:
    found = dict_of(value)
    for key in ("celsius", "fahrenheit", "temperature", "value", "degrees"):
        if key in found:
            return float_of(found[key])
    return float_of(value)


def _test(entries: Entries, row: int, day: date, kind: str, words: list[str]) -> None:
    for one in words:
        what = f"{plain(kind)} {one}"
        if "positive" in one or "peak" in one or "surge" in one:
            if "pregnan" in what:
                entries.add(row, day, "note", value="pregnancy test: positive")
            else:
                entries.add(row, day, "precursor", "LH test", "positive")
        else:
            entries.leave_out(row, "tests that were not positive")


def _pill(entries: Entries, row: int, day: date, words: list[str]) -> None:
    for one in words or ["taken"]:
        if one in ("missed", "forgot", "skipped", "not taken"):
            entries.add(row, day, "missed_dose", "pill")
        elif is_nothing(one):
            entries.leave_out(row, NOTHING)
        else:
            entries.add(row, day, "dose", "pill", "" if one in ("taken", "yes") else one)
