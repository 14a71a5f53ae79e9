"""The complete export of a pad as JSON: the diary and what stands beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from offwatch.diary.event import KINDS, Event
from offwatch.diary.reading import Draft, Reading, parse_at
from offwatch.errors import BadInput

VERSION = 1


class ExportedPart(msgspec.Struct, forbid_unknown_fields=True):
    """A part of an export; fields that are not known are refused."""


class ExportedCondition(ExportedPart):
    """What is kept, with the place of its mark."""

    name: str
    kind: str
    mark: int
    shown: bool


class ExportedOrigin(ExportedPart):
    """A file that entries came from."""

    id: int
    form: str
    imported_at: str


class ExportedEntry(ExportedPart):
    """One entry of the diary; without a source it was written by hand."""

    id: int
    at: str
    kind: str
    name: str
    value: str
    logged_at: str | None = None
    source: int | None = None


class Was(ExportedPart):
    """What an entry said before or after a change."""

    at: str
    kind: str
    name: str
    value: str
    logged_at: str | None
    source: int | None


class ExportedChange(ExportedPart):
    """What became of one entry in a step."""

    entry: int
    before: Was | None
    after: Was | None


class ExportedStep(ExportedPart):
    """One thing that was done by hand, and the step that it took back, if any."""

    id: int
    what: str
    done_at: str
    undoes: int | None
    changes: list[ExportedChange]


class Whole(ExportedPart):
    """A complete export."""

    offwatch_diary: int
    zone: str
    conditions: list[ExportedCondition]
    sources: list[ExportedOrigin]
    entries: list[ExportedEntry]
    history: list[ExportedStep]


def is_whole(data: Any) -> bool:
    """Say whether parsed JSON is a complete export of a pad."""
    return isinstance(data, dict) and "offwatch_diary" in data


def parse_whole(data: Any, zone: tzinfo, now: datetime | None = None) -> Reading:
    """Read a complete export.

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
        With the whole export beside the events.

    Raises
    ------
    BadInput
        ``diary.bad-export``: a field is missing, of another kind or unknown, or the export is of a
        newer version.
    """
    version = data["offwatch_diary"]
    if isinstance(version, int) and version > VERSION:
        raise BadInput(
            "diary.bad-export", "This export was made by a newer version; update and try again."
        )
    try:
        whole = msgspec.convert(data, Whole)
    except (msgspec.ValidationError, ValueError, RecursionError):
        raise bad_export() from None
    draft = Draft(zone, now)
    for entry in whole.entries:
        draft.rows += 1
        try:
            kind = next((one for one in KINDS if one == entry.kind), None)
            if kind is None:
                raise BadInput("diary.unknown-kind", "")
            draft.add(draft.rows, Event(parse_at(entry.at), kind, entry.name, entry.value))
        except BadInput as error:
            if error.code not in ("diary.unknown-kind", "diary.bad-date", "diary.no-zone"):
                raise
            draft.reject(draft.rows, error.code)
    return replace(draft.finish(), whole=whole)


def bad_export() -> BadInput:
    """The refusal of an export that is none."""
    return BadInput(
        "diary.bad-export", "This is not a complete export as a pad writes it; export it again."
    )
