"""drip's export: a row a day, newest first; bleeding is 0 (spotting) to 3 (heavy)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, tzinfo

from offwatch.diary.readers.apps.entries import NOTHING, Entries
from offwatch.diary.readers.apps.words import is_well, plain
from offwatch.diary.readers.cells import DateReader, ReadAs, number_of, whole_of, yes_or_no
from offwatch.diary.readers.table import Table
from offwatch.diary.reading import Reading
from offwatch.errors import BadInput

# Column keys come without case.
_PAINS = {"ovulationpain": "ovulation pain", "tenderbreasts": "tender breasts"}
_LEFT_OUT = {
    "mucus.value": "mucus",
    "cervix.position": "cervix",
    "desire.value": "desire",
    "sex.": "sex",
}


def is_drip(table: Table) -> bool:
    """Say whether a table has drip's columns."""
    return table.has("date", "bleeding.value")


def parse_drip(
    table: Table, zone: tzinfo, now: datetime | None = None, read_as: ReadAs | None = None
) -> Reading:
    """Read what can be read: days of bleeding close together are an episode.

    Parameters
    ----------
    table : Table
        drip's export. Spotting begins no episode, and a few days without bleeding end none. An
        episode that lasts to the newest day of the file is left open: it may go on. Temperatures,
        pains, moods and notes are kept too.
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
        ``diary.columns`` where it is no drip export; ``diary.date-order``; and as `Table.rows`.
    """
    if not is_drip(table):
        raise BadInput("diary.columns", "The first row must name drip's date and bleeding.value.")
    entries = Entries(zone, now)
    dates = DateReader(zone, lambda: table.column("date"), read_as or ReadAs())
    seen: set[date] = set()
    for row, cells in table.rows():
        entries.count_row()
        if not cells:
            entries.reject(row, "diary.bad-row")
            continue
        found = dict(zip(table.keys, cells, strict=True))
        try:
            day = _day(dates.read(found["date"]))
            bleeding = _bleeding(found["bleeding.value"], found.get("bleeding.exclude", ""))
        except BadInput as error:
            if error.code == "diary.date-order":
                raise
            entries.reject(row, error.code)
            continue
        if day in seen:
            entries.reject(row, "diary.day-twice")
            continue
        seen.add(day)
        entries.tell_of(day)
        if bleeding == 0:
            entries.add(row, day, "symptom", "spotting")
        elif bleeding is not None:
            entries.bleeding(row, day, bleeding)
        _take_rest(entries, row, day, found)
    return replace(entries.finish(dates.notes()), skips_rejected=False)


def _take_rest(entries: Entries, row: int, day: date, found: dict[str, str]) -> None:
    """What a row says beside bleeding."""
    temperature = found.get("temperature.value", "").strip()
    if temperature and yes_or_no(found.get("temperature.exclude", "")):
        entries.leave_out(row, "temperatures that you excluded")
    elif temperature:
        entries.temperature(row, day, number_of(temperature))
    if note := found.get("note.value", "").strip():
        entries.add(row, day, "note", value=note)
    for key, cell in found.items():
        begin, _, what = key.partition(".")
        if begin not in ("pain", "mood") or not _says(cell):
            continue
        if what == "note":
            entries.add(row, day, "note", value=f"{begin}: {cell.strip()}")
        elif what == "other":
            entries.add(row, day, "symptom", f"other {begin}")
        elif begin == "pain":
            entries.symptom(row, day, _PAINS.get(what, plain(what)))
        elif is_well(plain(what)):
            entries.leave_out(row, NOTHING)
        else:
            entries.add(row, day, "symptom", "mood", plain(what))
    for begin, what in _LEFT_OUT.items():
        columns = (key for key in found if key == begin or (begin[-1] == "." and begin in key))
        if any(_says(found[key]) for key in columns):
            entries.leave_out(row, what)


def _day(at: date | datetime) -> date:
    """A day; also where it is written as its midnight."""
    if not isinstance(at, datetime):
        return at
    if at.timetz().replace(tzinfo=None) != time.min:
        raise BadInput("diary.bad-date", "")
    return at.date()


def _bleeding(text: str, excluded: str) -> int | None:
    """How much it was; none where nothing is written or the day is excluded."""
    level = whole_of(text) if text.strip() else None
    leave_out = yes_or_no(excluded)
    if leave_out is None or (text.strip() and level not in range(4)):
        raise BadInput("diary.bad-value", "")
    return None if leave_out else level


def _says(text: str) -> bool:
    """Whether a cell says something but no."""
    text = text.strip()
    return bool(text) and text.lower() not in ("false", "falsch", "faux", "falso")
