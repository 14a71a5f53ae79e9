"""A diary file of any form that can be read, ours or another tracker's."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path

from offwatch.diary.readers.cells import ReadAs
from offwatch.diary.readers.drip import is_drip, parse_drip
from offwatch.diary.readers.generic import is_generic, parse_generic
from offwatch.diary.readers.table import Progress, Table, read_table
from offwatch.diary.readers.text import read_text
from offwatch.diary.reading import Reading
from offwatch.errors import BadInput

_FORMS = (("generic", is_generic, parse_generic), ("drip", is_drip, parse_drip))
# How the files of others begin, or what columns they have; they are named when they are refused.
_BEGINNINGS = (
    ("<?xml", "an XML export such as Apple Health's"),
    ("<healthdata", "an export of Apple Health"),
    ("com.samsung.", "an export of Samsung Health"),
    ("begin:vcalendar", "a calendar"),
    ("<!doctype html", "a web page"),
    ("{", "a JSON export such as Clue's or Flo's"),
    ("[", "a JSON export such as Clue's"),
)
# Our columns as people who write in other languages head them.
_OUR_COLUMNS = {
    "at": ("datum", "tag", "zeit", "zeitpunkt", "date", "jour", "fecha", "data", "giorno"),
    "kind": ("art", "typ", "ereignis", "was", "type", "tipo", "genre", "soort"),
    "name": ("bezeichnung", "nom", "nombre", "nome", "naam"),
    "value": ("wert", "stärke", "menge", "valeur", "valor", "valore", "waarde"),
}
_COLUMNS = (
    ({"date", "menstruation"}, "an export of Natural Cycles"),
    ({"started", "lasted"}, "an export of Migraine Buddy"),
    ({"date", "time period"}, "an export of Migraine Buddy"),
)


def read_diary_file(
    path: Path,
    zone: tzinfo,
    now: datetime | None = None,
    read_as: ReadAs | None = None,
    progress: Progress | None = None,
) -> tuple[str, Reading]:
    """Read a diary file as far as it can be read; nothing is kept.

    Parameters
    ----------
    path : Path
        A generic diary or a drip export; separators, dates and encodings of spreadsheets are
        understood.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.
    read_as : ReadAs, optional
        What the owner says of dates and times.
    progress : callable, optional
        Called with the rows done and the rows in all, now and then.

    Returns
    -------
    (str, Reading)
        The form of the file, ``generic`` or ``drip``, and what was read.

    Raises
    ------
    BadInput
        Where the file is no such file, holds nothing, or is too large; see docs/errors.md.
    """
    text, notes = read_text(path)
    table = read_table(text, progress)
    for form, is_it, parse in _FORMS:
        if is_it(table):
            reading = parse(table, zone, now, read_as)
            return form, reading.with_notes(notes)
    raise _unknown(table)


def _unknown(table: Table) -> BadInput:
    start = table.text[:200].lstrip().lower()
    keys = set(table.keys)
    what = next((name for begin, name in _BEGINNINGS if start.startswith(begin)), None)
    what = what or next((name for columns, name in _COLUMNS if columns <= keys), None)
    it_is = f"It looks like {what}, which cannot be read yet. " if what else _in_english(keys)
    return BadInput(
        "diary.unknown-format",
        f"This is neither a diary (at,kind,name,value) nor a drip export. {it_is}"
        "See docs/diary.md for what its first row must be.",
    )


def _in_english(keys: set[str]) -> str:
    """What to write in place of columns of our own that are headed in another language."""
    found = {
        ours: word
        for ours, words in _OUR_COLUMNS.items()
        if ours not in keys and (word := next((w for w in words if w in keys), None))
    }
    if not {"at", "kind"} <= set(found) | keys:
        return ""
    said = ", ".join(f"{ours} for {word}" for ours, word in found.items())
    return (
        f"If it is a diary, head its columns in English ({said}) and write the kinds so too: onset "
        "where an episode began, end on its last day. "
    )
