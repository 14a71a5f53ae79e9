"""A diary file of any form that can be read, ours or another tracker's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from offwatch.diary.readers.apps.apple_health import is_health, parse_health
from offwatch.diary.readers.apps.daylio import is_daylio, parse_daylio
from offwatch.diary.readers.apps.drip import is_drip, parse_drip
from offwatch.diary.readers.apps.migraine_buddy import is_migraine_buddy, parse_migraine_buddy
from offwatch.diary.readers.apps.natural_cycles import is_natural_cycles, parse_natural_cycles
from offwatch.diary.readers.apps.ovumcy import is_ovumcy_table, parse_ovumcy_table
from offwatch.diary.readers.archive import MAGIC, unpacked
from offwatch.diary.readers.cells import ReadAs
from offwatch.diary.readers.generic import is_generic, parse_generic
from offwatch.diary.readers.mapped import is_spans, parse_mapped, parse_spans
from offwatch.diary.readers.source import Source, on_disk
from offwatch.diary.readers.structured import is_structured, parse_structured
from offwatch.diary.readers.table import Progress, Table, read_table
from offwatch.diary.readers.text import text_in
from offwatch.diary.reading import Reading
from offwatch.errors import BadInput
from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later

_MOST_PEEKED, _MOST_TRIED = 500, 30  # files of a ZIP file
# What the owner has to know of a packed file, whatever else is in the ZIP file.
_FATAL = frozenset(
    ("diary.needs-password", "diary.bad-password", "diary.zip-bomb", "diary.bad-zip")
)
_FORMS = (
    ("generic", is_generic, parse_generic),
    ("drip", is_drip, parse_drip),
    ("natural-cycles", is_natural_cycles, parse_natural_cycles),
    ("migraine-buddy", is_migraine_buddy, parse_migraine_buddy),
    ("ovumcy", is_ovumcy_table, parse_ovumcy_table),
    ("daylio", is_daylio, parse_daylio),
    ("spans", is_spans, parse_spans),
)
# How the files of others begin, or what columns they have; they are named when they are refused.
_BEGINNINGS = (
    ("<?xml", later("an XML export, and none of Apple Health")),
    ("com.samsung.", later("an export of Samsung Health")),
    ("begin:vcalendar", later("a calendar")),
    ("<!doctype html", later("a web page")),
)
# Our columns as people who write in other languages head them.
_OUR_COLUMNS = {
    "at": ("datum", "tag", "zeit", "zeitpunkt", "date", "jour", "fecha", "data", "giorno"),
    "kind": ("art", "typ", "ereignis", "was", "type", "tipo", "genre", "soort"),
    "name": ("bezeichnung", "nom", "nombre", "nome", "naam"),
    "value": ("wert", "stärke", "menge", "valeur", "valor", "valore", "waarde"),
}


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
        The file. Its form is told from what it holds, not from its name.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.
    read_as : ReadAs, optional
        What the owner says of dates and times, of a ZIP file's password and of columns.
    progress : callable, optional
        Called with what is done and what there is in all, in rows or bytes, now and then.

    Returns
    -------
    (str, Reading)
        The form of the file, such as ``generic``, ``drip`` or ``clue``, and what was read.

    Raises
    ------
    BadInput
        Where the file is no such file, holds nothing, or is too large; see docs/errors.md.
    """
    return read_source(on_disk(path), zone, now, read_as, progress)


def read_source(
    source: Source,
    zone: tzinfo,
    now: datetime | None = None,
    read_as: ReadAs | None = None,
    progress: Progress | None = None,
) -> tuple[str, Reading]:
    """Read a diary file that need not be on disk, as `read_diary_file` does.

    Parameters
    ----------
    source : Source
        The file.
    zone, now, read_as, progress
        As for `read_diary_file`.

    Returns
    -------
    (str, Reading)
        As `read_diary_file`.

    Raises
    ------
    BadInput
        As `read_diary_file`.
    """
    try:
        said = read_as or ReadAs()
        head = source.head()
        if head.startswith(MAGIC):
            form, reading = _read_packed(source, zone, now, said, progress)
        else:
            form, reading = _read_plain(source, head, zone, now, said, progress)
        return form, _named(reading, said.name) if said.name else reading
    except OSError as error:
        raise BadInput("diary.no-file", "The file cannot be read; check its name.") from error


def _read_plain(
    source: Source,
    head: bytes,
    zone: tzinfo,
    now: datetime | None,
    read_as: ReadAs,
    progress: Progress | None,
) -> tuple[str, Reading]:
    if is_health(head):
        return "apple-health", parse_health(source, zone, now, progress)
    text, notes = text_in(source)
    if is_structured(text):
        form, reading = parse_structured(text, zone, now)
        return form, reading.with_notes(notes)
    table = read_table(text, progress)
    if read_as.columns:
        return "mapped", parse_mapped(table, zone, now, read_as).with_notes(notes)
    for form, is_it, parse in _FORMS:
        if is_it(table):
            reading = parse(table, zone, now, read_as)
            return form, reading.with_notes(notes)
    raise _unknown(table)


def _read_packed(
    source: Source,
    zone: tzinfo,
    now: datetime | None,
    read_as: ReadAs,
    progress: Progress | None,
) -> tuple[str, Reading]:
    """The largest file in a ZIP file that has a known form."""
    with unpacked(source, read_as.password) as members:
        refusal: BadInput | None = None
        empty: BadInput | None = None
        tried = 0
        for member in members[:_MOST_PEEKED]:
            head = member.head()
            if tried < _MOST_TRIED and _may_be_read(head):
                tried += 1
                try:
                    return _read_plain(member, head, zone, now, read_as, progress)
                except BadInput as error:
                    if error.code in _FATAL:
                        raise
                    refusal = refusal or error
                    if error.code == "diary.empty":
                        empty = error
        if refusal is not None and refusal.code not in ("diary.unknown-format", "diary.empty"):
            raise refusal
        if empty is not None:
            raise empty
        raise BadInput(
            "diary.zip-unknown",
            "No file in this ZIP file has a form that can be read; docs/diary.md lists them. A "
            "workbook or a ZIP file in it has to be opened first and its table saved as CSV.",
        )


def _named(reading: Reading, name: str) -> Reading:
    """The same with a name for the episodes that have none."""
    events = (
        replace(event, name=name)
        if not event.name and event.kind in ("onset", "end", "severity")
        else event
        for event in reading.events
    )
    return replace(reading, events=tuple(events))


def _may_be_read(head: bytes) -> bool:
    """Whether a packed file is worth reading: maps, pictures and packed files are not."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return is_health(head)
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return bool(start) and not head.startswith(MAGIC) and (utf16 or b"\0" not in head)


def _unknown(table: Table) -> BadInput:
    start = table.text[:200].lstrip().lower()
    keys = set(table.keys)
    what = next((name for begin, name in _BEGINNINGS if start.startswith(begin)), None)
    said = [_("This is neither a diary (at,kind,name,value) nor an export that is known here.")]
    if what:
        said.append(_("It looks like {what}, which cannot be read yet.").format(what=_(what)))
    else:
        said += _in_english(keys)
    said.append(
        _("docs/diary.md lists what can be read; for another table, say what its columns mean.")
    )
    return BadInput("diary.unknown-format", " ".join(said))


def _in_english(keys: set[str]) -> list[str]:
    """What to write in place of columns of our own that are headed in another language."""
    found = {
        ours: word
        for ours, words in _OUR_COLUMNS.items()
        if ours not in keys and (word := next((w for w in words if w in keys), None))
    }
    if not {"at", "kind"} <= set(found) | keys:
        return []
    heads = (_("{ours} for {word}").format(ours=ours, word=word) for ours, word in found.items())
    said = _(
        "If it is a diary, head its columns in English ({said}) and write the kinds so too: onset "
        "where an episode began, end on its last day."
    )
    return [said.format(said=", ".join(heads))]
