"""The diary between its rows in the vault and the pure core."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from offwatch.diary import Diary, Event
from offwatch.diary.reading import parse_at
from offwatch.errors import Refused
from offwatch.pad.models import DiaryEntry, Setup


def setup() -> Setup:
    """The one row about this pad."""
    row = Setup.objects.first()
    if row is None:
        raise Refused("pad.not-set-up", "This vault has no pad yet; `offwatch pad init` makes one.")
    return row


def read_diary(zone: ZoneInfo | None = None) -> Diary:
    """Everything written so far."""
    return Diary(zone or setup().tz, map(event_of, DiaryEntry.objects.all()))


def event_of(entry: DiaryEntry) -> Event:
    return Event(parse_at(entry.at), entry.kind, entry.name, entry.value)  # type: ignore[arg-type]


def add_events(
    events: Iterable[Event], zone: ZoneInfo, logged_at: datetime | None
) -> list[DiaryEntry]:
    """Write events that are not in the vault yet; the caller holds the transaction."""
    rows = []
    for event in events:
        row, _ = DiaryEntry.objects.get_or_create(
            at=event.at.isoformat(),
            kind=event.kind,
            name=event.name,
            value=event.value,
            defaults={"sort_at": event.instant(zone), "logged_at": logged_at},
        )
        rows.append(row)
    return rows
