"""Daylio: a row an entry, with a mood, activities of the owner's own and a note."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from offwatch.diary.conditions import condition_of
from offwatch.diary.readers.apps.entries import NOTHING, Entries
from offwatch.diary.readers.apps.tables import day_in, each_row
from offwatch.diary.readers.apps.words import SPOTTING, is_nothing, is_well
from offwatch.diary.readers.cells import DateReader, ReadAs
from offwatch.diary.readers.table import Table
from offwatch.diary.reading import Reading
from offwatch.names import name_key

_COMPLAINTS = frozenset(
    (
        "aura", "ache", "aches", "acne", "anxiety", "back pain", "backache", "bad sleep",
        "bloating", "brain fog", "constipation", "cramps", "diarrhea", "dizziness", "dizzy",
        "fatigue", "fever", "insomnia", "nausea", "pain", "period cramps", "pms", "sick",
        "sore breasts", "stomach ache", "tired", "tired eyes", "vomiting",
    )
)  # fmt: skip
_MEDICINES = frozenset(
    ("ibuprofen", "paracetamol", "aspirin", "naproxen", "painkiller", "painkillers", "triptan",
     "sumatriptan", "rizatriptan", "medication", "medicine")
)  # fmt: skip


def is_daylio(table: Table) -> bool:
    """Say whether a table has the columns of Daylio."""
    return table.has("full_date", "mood", "activities")


def parse_daylio(
    table: Table, zone: tzinfo, now: datetime | None = None, read_as: ReadAs | None = None
) -> Reading:
    """Read Daylio's export.

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
        An activity that is called like a condition is a day of an episode; a few others are
        symptoms or medicines. The rest is counted by name.

    Raises
    ------
    BadInput
        ``diary.date-order``; and as `Table.rows`.
    """
    entries = Entries(zone, now)
    dates = DateReader(zone, lambda: table.column("full_date"), read_as or ReadAs())
    begun: set[tuple[str, date]] = set()
    for row, found in each_row(table, entries):
        day = day_in(entries, row, found["full_date"], dates)
        if day is None:
            continue
        for name in found["activities"].split("|"):
            _activity(entries, row, day, " ".join(name.split()), begun)
        mood = " ".join(found["mood"].split())
        if mood and not is_well(mood.lower()):
            entries.add(row, day, "symptom", "mood", mood)
        elif mood:
            entries.leave_out(row, "moods that are no complaint")
        text = ": ".join(
            part for key in ("note_title", "note") if (part := found.get(key, "").strip())
        )
        if text:
            entries.add(row, day, "note", value=text)
        if found.get("scales", "").strip():
            entries.leave_out(row, "scales")
    return entries.finish(dates.notes())


def _activity(
    entries: Entries, row: int, day: date, name: str, begun: set[tuple[str, date]]
) -> None:
    key = name_key(name)
    if not key:
        return
    if is_nothing(key):
        entries.leave_out(row, NOTHING)
    elif key in SPOTTING:
        entries.add(row, day, "symptom", "spotting")
    elif key in _COMPLAINTS:
        entries.add(row, day, "symptom", name)
    elif (condition := condition_of(name)) == "menstrual":
        entries.bleeding(row, day)
    elif condition is not None:
        if (key, day) not in begun:
            begun.add((key, day))
            entries.add(row, day, "onset", name)
    elif key in _MEDICINES:
        entries.add(row, day, "medicine", name)
    else:
        entries.leave_out(row, name)
