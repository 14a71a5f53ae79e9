"""A complete export into an empty pad: everything is as it was, marks and history too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError

from offwatch.diary import Event
from offwatch.diary.conditions import CONDITIONS
from offwatch.diary.event import KINDS
from offwatch.diary.readers.whole import ExportedEntry, Was, Whole, bad_export
from offwatch.diary.reading import parse_at
from offwatch.errors import BadInput
from offwatch.names import clean_name, name_key
from offwatch.pad.diary.begin import check_zone
from offwatch.pad.diary.history import State
from offwatch.pad.models import (
    DiaryEntry,
    DiarySource,
    DiaryStep,
    EntryChange,
    KeptCondition,
    Setup,
)

_LARGEST = 2**62
_AT_ONCE = 1_000


def is_empty() -> bool:
    """Whether nothing was ever written here: then a complete export is restored as it was."""
    return not (
        DiaryEntry.objects.exists() or DiaryStep.objects.exists() or DiarySource.objects.exists()
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    sources: list[DiarySource]
    entries: list[DiaryEntry]
    steps: list[DiaryStep]
    changes: list[EntryChange]


def restore(whole: Whole) -> int:
    """Write it all into the empty pad, whose days are then counted in the export's zone.

    The caller holds the transaction. Gives how many entries were written.
    """
    zone = check_zone(whole.zone)
    rows = _rows(whole, zone)
    try:
        Setup.objects.update(zone=whole.zone)
        DiarySource.objects.bulk_create(rows.sources, batch_size=_AT_ONCE)
        DiaryEntry.objects.bulk_create(rows.entries, batch_size=_AT_ONCE)
        DiaryStep.objects.bulk_create(rows.steps, batch_size=_AT_ONCE)
        EntryChange.objects.bulk_create(rows.changes, batch_size=_AT_ONCE)
    except IntegrityError:
        raise bad_export() from None
    keep_conditions(whole, marks=True)
    return len(rows.entries)


def keep_conditions(whole: Whole, *, marks: bool = False) -> None:
    """Keep what the export keeps and this pad does not; with the same marks where it is empty."""
    if marks:
        KeptCondition.objects.all().delete()
    known = {name_key(row.name) for row in KeptCondition.objects.all()}
    taken = set(KeptCondition.objects.values_list("mark", flat=True))
    for one in whole.conditions:
        name = clean_name(one.name)
        if name_key(name) in known:
            continue
        if one.kind and one.kind not in CONDITIONS:
            raise bad_export()
        mark = one.mark
        if mark in taken or not 0 <= mark < 10_000:
            mark = next(place for place in range(len(taken) + 1) if place not in taken)
        taken.add(mark)
        known.add(name_key(name))
        KeptCondition.objects.create(name=name, kind=one.kind, mark=mark, shown=one.shown)


def _rows(whole: Whole, zone: ZoneInfo) -> _Rows:
    """The rows of the database, checked: their numbers, and what points to what."""
    ids = {one.id for one in whole.sources}
    _check_ids([one.id for one in whole.sources])
    _check_ids([one.id for one in whole.entries])
    _check_ids([one.id for one in whole.history])
    sources = [
        DiarySource(pk=one.id, form=one.form[:20], imported_at=_at(one.imported_at))
        for one in whole.sources
    ]
    entries = [_entry(one, ids, zone) for one in whole.entries]
    done: set[int] = set()
    steps, changes = [], []
    for step in sorted(whole.history, key=lambda one: one.id):
        if step.undoes is not None and step.undoes not in done:
            raise bad_export()
        done.add(step.id)
        steps.append(
            DiaryStep(
                pk=step.id,
                what=step.what[:10],
                done_at=_at(step.done_at),
                undoes_id=step.undoes,
            )
        )
        for change in step.changes:
            if not 0 < change.entry < _LARGEST:
                raise bad_export()
            before, after = _state(change.before, ids), _state(change.after, ids)
            changes.append(
                EntryChange(step_id=step.id, entry=change.entry, before=before, after=after)
            )
    return _Rows(sources, entries, steps, changes)


def _check_ids(ids: list[int]) -> None:
    if len(set(ids)) < len(ids) or any(not 0 < one < _LARGEST for one in ids):
        raise bad_export()


def _entry(one: ExportedEntry, sources: set[int], zone: ZoneInfo) -> DiaryEntry:
    event = _event(one)
    if one.source is not None and one.source not in sources:
        raise bad_export()
    return DiaryEntry(
        pk=one.id,
        at=event.at.isoformat(),
        kind=event.kind,
        name=event.name,
        value=event.value,
        sort_at=event.instant(zone),
        logged_at=_at(one.logged_at) if one.logged_at is not None else None,
        source_id=one.source,
    )


def _event(one: ExportedEntry | Was) -> Event:
    kind = next((kind for kind in KINDS if kind == one.kind), None)
    if kind is None or len(one.name) > 200:
        raise bad_export()
    try:
        return Event(parse_at(one.at), kind, one.name, one.value)
    except BadInput:
        raise bad_export() from None


def _state(one: Was | None, sources: set[int]) -> State | None:
    if one is None:
        return None
    event = _event(one)
    if one.source is not None and one.source not in sources:
        raise bad_export()
    if one.logged_at is not None:
        _at(one.logged_at)
    return State(
        at=event.at.isoformat(),
        kind=event.kind,
        name=event.name,
        value=event.value,
        logged_at=one.logged_at,
        source=one.source,
    )


def _at(text: str) -> datetime:
    try:
        at = parse_at(text)
    except BadInput:
        raise bad_export() from None
    if not isinstance(at, datetime):
        raise bad_export()
    return at
