"""ovumcy: a record a day, as JSON or as a table."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Any

from offwatch.diary.formulas import original
from offwatch.diary.readers.apps.entries import (
    NOTHING,
    Entries,
    dict_of,
    float_of,
    list_of,
    need_day,
    need_list,
    text_of,
    words_in,
)
from offwatch.diary.readers.apps.tables import day_in, each_row, several
from offwatch.diary.readers.apps.words import LEVELS, is_nothing, plain
from offwatch.diary.readers.cells import DateReader, ReadAs, yes_or_no
from offwatch.diary.readers.table import Table
from offwatch.diary.reading import Reading

_SYMPTOMS = (
    "cramps", "headache", "acne", "mood", "bloating", "fatigue", "breast tenderness", "back pain",
    "nausea", "spotting", "irritability", "insomnia", "food cravings", "diarrhea", "constipation",
    "swelling",
)  # fmt: skip

_NOT_TAKEN = frozenset(("", "none", "not taken"))


def is_ovumcy(data: Any) -> bool:
    """Say whether parsed JSON is an export of ovumcy."""
    first = [dict_of(one) for one in list_of(dict_of(data).get("entries"))[:50]]
    return any("date" in one and ("period" in one or "flow" in one) for one in first)


def is_ovumcy_table(table: Table) -> bool:
    """Say whether a table has the columns of ovumcy."""
    return table.has("date", "period", "flow", "mood rating")


def parse_ovumcy(data: Any, zone: tzinfo, now: datetime | None = None) -> Reading:
    """Read ovumcy's JSON.

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

    Raises
    ------
    BadInput
        ``diary.bad-json`` where the list of entries is none.
    """
    entries = Entries(zone, now)
    for one in need_list(data["entries"], "ovumcy"):
        row, found = entries.count_row(), dict_of(one)
        day = need_day(entries, row, found.get("date"))
        if day is None:
            continue
        flags = dict_of(found.get("symptoms"))
        said = {
            "period": found.get("period") is True,
            "start": found.get("cycle_start") is True,
            "uncertain": found.get("is_uncertain") is True,
            "symptoms": [
                *(plain(key) for key, value in flags.items() if value is True),
                *words_in(list_of(found.get("other_symptoms"))),
            ],
            "factors": words_in(list_of(found.get("cycle_factors"))),
            "bbt": float_of(found.get("bbt")),
        }
        for key in (
            "flow",
            "lh_test",
            "pregnancy_test",
            "notes",
            "mood_rating",
            "sex_activity",
            "cervical_mucus",
        ):
            said[key] = text_of(found.get(key))
        _take(entries, row, day, said)
    return entries.finish()


def parse_ovumcy_table(
    table: Table, zone: tzinfo, now: datetime | None = None, read_as: ReadAs | None = None
) -> Reading:
    """Read ovumcy's table.

    Parameters
    ----------
    table : Table
        The export.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.
    read_as : ReadAs, optional
        What the owner says of dates.

    Returns
    -------
    Reading

    Raises
    ------
    BadInput
        ``diary.date-order``; and as `Table.rows`.
    """
    entries = Entries(zone, now)
    dates = DateReader(zone, lambda: table.column("date"), read_as or ReadAs())
    for row, found in each_row(table, entries):
        day = day_in(entries, row, found["date"], dates)
        if day is None:
            continue
        said: dict[str, Any] = {
            "period": yes_or_no(found["period"]) is True,
            "start": yes_or_no(found.get("cycle start", "")) is True,
            "uncertain": yes_or_no(found.get("uncertain", "")) is True,
            "symptoms": [
                *(name for name in _SYMPTOMS if yes_or_no(found.get(name, "")) is True),
                *several(original(found.get("other", "").strip())),
            ],
            "factors": [
                plain(one) for one in several(original(found.get("cycle factors", "").strip()))
            ],
            "bbt": float_of(found.get("bbt (c)", "")),
            "notes": original(found.get("notes", "").strip()),
        }
        for key in (
            "flow",
            "lh test",
            "pregnancy test",
            "mood rating",
            "sex activity",
            "cervical mucus",
        ):
            said[key.replace(" ", "_")] = found.get(key, "").strip()
        _take(entries, row, day, said)
    return entries.finish(dates.notes())


def _take(entries: Entries, row: int, day: date, said: dict[str, Any]) -> None:
    flow = plain(said["flow"])
    if flow == "spotting":
        entries.add(row, day, "symptom", "spotting")
    elif said["period"] or said["start"]:
        entries.bleeding(row, day, LEVELS.get(flow))
    elif flow and not is_nothing(flow):
        entries.leave_out(row, "flow on days that are no period")
    for name in said["symptoms"]:
        if not (name == "spotting" and flow == "spotting"):
            entries.symptom(row, day, "mood swings" if name == "mood" else name)
    for name in said["factors"]:
        if is_nothing(name):
            entries.leave_out(row, NOTHING)
        else:
            entries.add(row, day, "exposure", name)
    if said["bbt"]:
        entries.temperature(row, day, said["bbt"])
    if plain(said["lh_test"]) in ("high", "peak", "positive"):
        entries.add(row, day, "precursor", "LH test", plain(said["lh_test"]))
    elif plain(said["lh_test"]) not in _NOT_TAKEN:
        entries.leave_out(row, "tests that were not positive")
    if plain(said["pregnancy_test"]) == "positive":
        entries.add(row, day, "note", value="pregnancy test: positive")
    elif plain(said["pregnancy_test"]) not in _NOT_TAKEN:
        entries.leave_out(row, "tests that were not positive")
    if said["notes"]:
        entries.add(row, day, "note", value=said["notes"])
    if said["uncertain"]:
        entries.leave_out(row, "marks that a day is uncertain")
    for key in ("mood_rating", "sex_activity", "cervical_mucus"):
        if not is_nothing(plain(said[key])):
            entries.leave_out(row, plain(key))
