"""Migraine Buddy: two tables in one file, the second a row an attack."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from offwatch.diary.conditions import condition_of
from offwatch.diary.readers.apps.entries import NOTHING, Entries
from offwatch.diary.readers.apps.tables import each_row, moment_in, several
from offwatch.diary.readers.apps.words import is_nothing
from offwatch.diary.readers.cells import DateReader, ReadAs, number_of, whole_of
from offwatch.diary.readers.table import Table, find_table
from offwatch.diary.reading import Reading
from offwatch.errors import BadInput

COLUMNS = ("started", "lasted")
_DURATION = re.compile(
    r"(?:(\d{1,4})\s*d(?:ays?)?)?\s*(?:(\d{1,4})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*m(?:in)?\w*)?$",
    re.I,
)
_LONGEST = timedelta(days=366)
_MEDICINES = {
    "helpful medication": "helpful",
    "somewhat helpful medication": "somewhat helpful",
    "unhelpful medication": "not helpful",
    "unsure medication": "",
}
_RELIEFS = (
    "helpful non drug relief methods",
    "somewhat helpful non drug relief methods",
    "unhelpful non drug relief methods",
    "unsure non drug relief methods",
)
_LEFT_OUT = {
    "geohash": "places",
    "attack location": "places",
    "affected activities": "affected activities",
    **dict.fromkeys(_RELIEFS, "relief without medicine"),
}


def is_migraine_buddy(table: Table) -> bool:
    """Say whether a table, or the one beneath it, has the columns of Migraine Buddy."""
    return table.has(*COLUMNS) or (
        table.has("date", "time period") and find_table(table, COLUMNS) is not None
    )


def parse_migraine_buddy(
    table: Table, zone: tzinfo, now: datetime | None = None, read_as: ReadAs | None = None
) -> Reading:
    """Read Migraine Buddy's export.

    Parameters
    ----------
    table : Table
        The export. The table above the attacks tells of what went on meanwhile; it is left out.
    zone : tzinfo
        Where days are counted, and where times are that have no offset of their own.
    now : datetime, optional
        With it, episodes after its day are rejected.
    read_as : ReadAs, optional
        What the owner says of dates.

    Returns
    -------
    Reading
        Where an attack was is not kept. “No medication” and the like are no medicine.

    Raises
    ------
    BadInput
        ``diary.date-order``; and as `Table.rows`.
    """
    attacks = table if table.has(*COLUMNS) else find_table(table, COLUMNS)
    if attacks is None:
        raise BadInput("diary.columns", "The table of attacks is missing.")
    entries = Entries(zone, now)
    said = read_as or ReadAs()
    dates = DateReader(
        zone, lambda: attacks.column("started"), ReadAs(dates=said.dates, local_times=True)
    )
    for row, found in each_row(attacks, entries):
        begun = moment_in(entries, row, found["started"], dates)
        if begun is not None:
            _attack(entries, row, _in_its_zone(begun, found), found)
    if attacks is not table:
        for row, cells in table.rows(until=attacks.head_row):
            if cells and not " ".join(cells).lower().startswith("no ongoing events"):
                entries.leave_out(row, "events beside attacks")
    return entries.finish(tuple(note for note in dates.notes() if note.code != "diary.local-times"))


def _in_its_zone(begun: date | datetime, found: dict[str, str]) -> date | datetime:
    """The moment by the offset that the row gives, in minutes."""
    minutes = whole_of(found.get("start utc offset (min)", ""))
    if isinstance(begun, datetime) and minutes is not None and abs(minutes) < 24 * 60:
        return begun.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    return begun


def _attack(entries: Entries, row: int, begun: date | datetime, found: dict[str, str]) -> None:
    name = _name(found.get("attack types", ""))
    ended, is_known = _ended(begun, found["lasted"])
    if not is_known:
        entries.reject(row, "diary.bad-value")
        return
    if not entries.episode(row, name, begun, ended):
        return
    day = begun.date() if isinstance(begun, datetime) else begun
    if level := found.get("pain level", "").strip():
        number = number_of(level)
        if number is None:
            entries.leave_out(row, "pain levels that are no number")
        else:
            entries.add(row, begun, "severity", name, f"{number:g}")
    main = found.get("most bothersome symptom", "")
    for symptom in dict.fromkeys([*several(found.get("symptoms", "")), *several(main)]):
        entries.symptom(row, begun, symptom)
    for sign in several(found.get("premonitory symptoms", "")):
        if is_nothing(sign):
            entries.leave_out(row, NOTHING)
        else:
            entries.add(row, day, "precursor", sign)
    for trigger in several(found.get("potential triggers", "")):
        if is_nothing(trigger):
            entries.leave_out(row, NOTHING)
        else:
            entries.add(row, day, "exposure", trigger)
    for column, helped in _MEDICINES.items():
        for medicine in several(found.get(column, "")):
            if is_nothing(medicine.lower()):
                entries.leave_out(row, NOTHING)
            else:
                entries.add(row, begun, "medicine", medicine, helped)
    if positions := found.get("pain positions", "").strip():
        entries.add(row, begun, "note", value=f"pain: {positions}")
    if note := found.get("notes", "").strip():
        entries.add(row, begun, "note", value=note)
    for column, what in _LEFT_OUT.items():
        if found.get(column, "").strip():
            entries.leave_out(row, what)


def _name(types: str) -> str:
    """What an attack is called: the first of its types that is known, else a migraine."""
    named = several(types)
    return next((one for one in named if condition_of(one)), "migraine")


def _ended(begun: date | datetime, lasted: str) -> tuple[date | datetime | None, bool]:
    """When an attack ended, and whether the cell can be read; blank means that it goes on."""
    lasted = lasted.strip()
    if not lasted or lasted.lower() in ("ongoing", "-"):
        return None, True
    match = _DURATION.match(lasted)
    if match is None or not any(match.groups()):
        return None, False
    days, hours, minutes = (int(part or 0) for part in match.groups())
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if length > _LONGEST:
        return None, False
    if isinstance(begun, datetime):  # in UTC, so that a change of the clock is no hour of pain
        return (begun.astimezone(UTC) + length).astimezone(begun.tzinfo), True
    return begun + length, True
