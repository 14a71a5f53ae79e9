"""The generic diary: a table of ``at,kind,name,value``."""

from __future__ import annotations

from datetime import datetime, tzinfo

from offwatch.diary.event import KINDS, Event, Kind
from offwatch.diary.formulas import original
from offwatch.diary.notes import Note, short
from offwatch.diary.readers.cells import DateReader, ReadAs, number_of
from offwatch.diary.readers.table import Table
from offwatch.diary.reading import Draft, Reading
from offwatch.errors import BadInput
from offwatch.language import gettext as _
from offwatch.names import name_key

COLUMNS = ("at", "kind", "name", "value")
NUMBERS = frozenset(("severity", "temperature"))
_KINDS: dict[str, Kind] = {kind: kind for kind in KINDS}


def is_generic(table: Table) -> bool:
    """Say whether a table has our columns; ``name`` and ``value`` may be left out."""
    return table.has("at", "kind")


def parse_generic(
    table: Table, zone: tzinfo, now: datetime | None = None, read_as: ReadAs | None = None
) -> Reading:
    """Read what can be read of a diary.

    Parameters
    ----------
    table : Table
        The columns may stand in any order; others than ours are not read, and it is said.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.
    read_as : ReadAs, optional
        What the owner says of dates and times.

    Returns
    -------
    Reading

    Raises
    ------
    BadInput
        ``diary.columns`` where the first row does not name the columns, each once;
        ``diary.date-order``; and as `Table.rows`.
    """
    ours = [key for key in table.keys if key in COLUMNS]
    if not is_generic(table) or len(set(ours)) < len(ours):
        raise BadInput("diary.columns", "The first row must be: at,kind,name,value")
    draft = Draft(zone, now)
    dates = DateReader(zone, lambda: table.column("at"), read_as or ReadAs())
    at, kind = table.keys.index("at"), table.keys.index("kind")
    name, value = table.place("name"), table.place("value")
    for row, cells in table.rows():
        draft.rows += 1
        if not cells:
            draft.reject(row, "diary.bad-row")
            continue
        try:
            event = Event(
                dates.read(cells[at]),
                _kind(cells[kind]),
                "" if name is None else " ".join(original(cells[name].strip()).split()),
                "" if value is None else original(cells[value].strip()),
            )
            draft.add(row, _with_number(event) if event.kind in NUMBERS else event)
        except BadInput as error:
            if error.code == "diary.date-order":
                raise
            draft.reject(row, error.code)
    return draft.finish((*_unread_columns(table), *dates.notes()))


def _kind(text: str) -> Kind:
    """A kind, however its letters and blanks are written."""
    known = _KINDS.get(text) or _KINDS.get(name_key(text).replace(" ", "_").replace("-", "_"))
    if known is None:
        raise BadInput("diary.unknown-kind", "")
    return known


def _with_number(event: Event) -> Event:
    number = number_of(event.value)
    if number is None:
        raise BadInput("diary.bad-value", "")
    if "," not in event.value:
        return event
    return Event(event.at, event.kind, event.name, event.value.replace(",", "."))


def _unread_columns(table: Table) -> list[Note]:
    unread = [name for name, key in zip(table.names, table.keys, strict=True) if key not in COLUMNS]
    unread = [name for name in unread if name]
    if not unread:
        return []
    named = ", ".join(f"“{short(name)}”" for name in unread[:5])
    said = _("These columns were not read: {named}.")
    if len(unread) > 5:
        said = _("These columns were not read: {named} and {n} more.")
    text = said.format(named=named, n=len(unread) - 5)
    return [Note("diary.left-out", text, table.head_row)]
