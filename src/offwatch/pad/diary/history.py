"""What the owner did in the diary, step by step: what was, what is, and when it changed."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from offwatch.diary import Event
from offwatch.diary.reading import parse_at
from offwatch.errors import Refused
from offwatch.pad.models import DiaryEntry, DiaryStep, EntryChange


class State(TypedDict):
    """An entry as a change keeps it."""

    at: str
    kind: str
    name: str
    value: str
    logged_at: str | None
    source: int | None


def state_of(entry: DiaryEntry) -> State:
    """What an entry says now."""
    return State(
        at=entry.at,
        kind=entry.kind,
        name=entry.name,
        value=entry.value,
        logged_at=entry.logged_at.isoformat() if entry.logged_at else None,
        source=entry.source_id,
    )


def event_in(state: State) -> Event:
    """The event that a kept state tells of."""
    return Event(parse_at(state["at"]), state["kind"], state["name"], state["value"])  # type: ignore[arg-type]


class Step:
    """A step while it is made; the caller holds the transaction."""

    def __init__(self, what: str, now: datetime, undoes: DiaryStep | None = None) -> None:
        self.row = DiaryStep.objects.create(what=what, done_at=now, undoes=undoes)
        self.entry: int | None = None

    def keep(self, pk: int, before: State | None, after: State | None) -> None:
        """Note what became of one entry."""
        if self.entry is None and after is not None:
            self.entry = pk
        EntryChange.objects.create(step=self.row, entry=pk, before=before, after=after)


def step_to_undo(pk: int) -> DiaryStep:
    """A step that has not been taken back yet."""
    row = DiaryStep.objects.filter(pk=pk).first()
    if row is None or row.is_undone:
        raise Refused("pad.no-step", "That has been taken back already.")
    return row


def put_back(step: Step, change: EntryChange, zone: ZoneInfo) -> None:
    """Make an entry what it was before a change."""
    row = DiaryEntry.objects.filter(pk=change.entry).first()
    there = state_of(row) if row else None
    if there != change.after:
        raise Refused(
            "pad.changed-since", "That entry was changed again since; correct it instead."
        )
    before: State | None = change.before
    if before is None:
        if row is not None:
            row.delete()
    else:
        DiaryEntry(
            pk=change.entry,
            at=before["at"],
            kind=before["kind"],
            name=before["name"],
            value=before["value"],
            logged_at=before["logged_at"] and datetime.fromisoformat(before["logged_at"]),
            source_id=before["source"],
            sort_at=event_in(before).instant(zone),
        ).save(force_insert=row is None)
    step.keep(change.entry, there, before)


def withdrawn() -> set[tuple[str, str, str, str]]:
    """What files brought and the owner took out or said otherwise: no import brings it again."""
    found = set()
    for change in EntryChange.objects.order_by("id"):
        was: State | None = change.before
        if was is not None and was["source"] is not None:
            found.add((was["at"], was["kind"], was["name"], was["value"]))
        now: State | None = change.after
        if now is not None:
            found.discard((now["at"], now["kind"], now["name"], now["value"]))
    return found
