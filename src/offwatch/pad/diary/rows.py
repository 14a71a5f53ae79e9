"""The diary between its rows in the vault and the pure core."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from django.db import OperationalError, connection, transaction

from offwatch.diary import Diary, Event, Kind
from offwatch.diary.event import UNUSED
from offwatch.diary.reading import parse_at
from offwatch.errors import Refused
from offwatch.pad.models import DiaryEntry, DiarySource, Setup
from offwatch.spans import DaySpan
from offwatch.vault.session import OpenVault, opened
from offwatch.vault.writable import why_not_written

AROUND = timedelta(days=400)  # no episode is so long: what is further away is another matter
_EVENT = ("at", "kind", "name", "value")
_AT_ONCE = 1_000  # rows in one statement


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """An event in the vault: its row, and the source it came from, if not by hand."""

    pk: int
    event: Event
    source: int | None


def setup() -> Setup:
    """The one row about this pad."""
    row = Setup.objects.first()
    if row is None:
        raise Refused("pad.not-set-up", "This vault has no pad yet; `offwatch pad init` makes one.")
    return row


@contextmanager
def writing() -> Iterator[None]:
    """One transaction; where the vault cannot be written to now, a refusal that says why."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        refusal = why_not_written(error)
        if refusal is None:
            raise
        raise refusal from None


def read_diary(zone: ZoneInfo | None = None, *, notes: bool = True) -> Diary:
    """Everything written so far; without notes and the like where no forecast needs them."""
    return Diary(zone or setup().tz, (held.event for held in held_events(notes=notes)))


@dataclass(frozen=True, slots=True)
class _ReadDiary:
    """What a diary was read from, and the diary."""

    zone: ZoneInfo
    rows: list[tuple[str, Kind, str, str]]
    events: list[Event]
    diary: Diary


_last: WeakKeyDictionary[OpenVault, _ReadDiary] = (
    WeakKeyDictionary()
)  # gone when the vault is locked


def read_forecast_diary(zone: ZoneInfo | None = None) -> Diary:
    """Everything that a forecast looks at.

    It is put in order anew only where its rows are others than last time, by whatever way they
    came there; it lasts no longer than the vault is open.
    """
    zone = zone or setup().tz
    found = DiaryEntry.objects.exclude(kind__in=UNUSED).values_list(*_EVENT)
    rows, vault = list(found), opened()
    last = _last.get(vault)
    if last is not None and last.zone == zone and last.rows == rows:
        return last.diary
    events = _events_of(rows, last)
    diary = Diary(zone, events)
    _last[vault] = _ReadDiary(zone, rows, events, diary)
    return diary


def _events_of(rows: list[tuple[str, Kind, str, str]], last: _ReadDiary | None) -> list[Event]:
    """The events that rows tell of; those that were read before are not read again."""
    known = {} if last is None else dict(zip(last.rows, last.events, strict=True))
    return [known.get(row) or Event(parse_at(row[0]), *row[1:]) for row in rows]


def held_events(
    *, notes: bool = True, kinds: Iterable[Kind] = (), near: DaySpan | None = None
) -> Iterator[HeldEvent]:
    """Each event in the vault with its row; or each of some kinds, or on some days and around."""
    rows = DiaryEntry.objects.all() if notes else DiaryEntry.objects.exclude(kind__in=UNUSED)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if near is not None:
        first, end = near.start_day - AROUND, near.end_day + AROUND
        rows = rows.filter(sort_at__gte=_midnight(first), sort_at__lt=_midnight(end))
    fields = ("pk", "at", "kind", "name", "value", "source_id")
    for pk, at, kind, name, value, source in rows.values_list(*fields).iterator():
        yield HeldEvent(pk, Event(parse_at(at), kind, name, value), source)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def event_of(entry: DiaryEntry) -> Event:
    return Event(parse_at(entry.at), entry.kind, entry.name, entry.value)  # type: ignore[arg-type]


def add_event(event: Event, zone: ZoneInfo, logged_at: datetime) -> DiaryEntry:
    """Write what its owner notes by hand; the caller holds the transaction."""
    return DiaryEntry.objects.create(
        at=event.at.isoformat(),
        kind=event.kind,
        name=event.name,
        value=event.value,
        sort_at=event.instant(zone),
        logged_at=logged_at,
    )


Row = tuple[str, str, str, str, str | None, str | None]


def rows_of(
    events: Iterable[Event], zone: ZoneInfo, logged_at: datetime | None = None
) -> list[Row]:
    """Events as they stand in the vault: made ready before the vault is locked."""
    adapt = connection.ops.adapt_datetimefield_value
    logged = None if logged_at is None else adapt(logged_at)
    return [
        (e.at.isoformat(), e.kind, e.name, e.value, adapt(e.instant(zone)), logged) for e in events
    ]


def add_rows(rows: Iterable[Row], source: DiarySource | None = None) -> None:
    """Write rows that are not in the vault yet; the caller holds the transaction.

    Django's own way of writing many rows takes many times as long, and nobody else can write
    meanwhile.
    """
    columns = ("at", "kind", "name", "value", "sort_at", "logged_at", "source_id")
    statement = (
        f"INSERT INTO {DiaryEntry._meta.db_table} ({', '.join(columns)}) "  # noqa: S608
        f"VALUES ({', '.join(['%s'] * len(columns))})"
    )
    of = None if source is None else source.pk
    left = iter(rows)
    with connection.cursor() as cursor:
        while batch := [(*row, of) for row in islice(left, _AT_ONCE)]:
            cursor.executemany(statement, batch)


def remove_events(held: Iterable[HeldEvent]) -> None:
    """Take rows out; the caller holds the transaction."""
    pks = [one.pk for one in held]
    for start in range(0, len(pks), _AT_ONCE):
        DiaryEntry.objects.filter(pk__in=pks[start : start + _AT_ONCE]).delete()
