"""Entries by their words: every word has to stand in an entry's name, value or kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from offwatch.names import name_key
from offwatch.pad.models import DiaryEntry

MOST_WORDS = 12
_FIELDS = ("pk", "name", "value")


@dataclass(frozen=True, slots=True)
class SearchPage:
    """So many entries of all that were found, newest first."""

    rows: list[DiaryEntry]
    total: int


def find_entries(
    zone: ZoneInfo,
    words: str = "",
    *,
    kinds: Sequence[str] = (),
    first: date | None = None,
    last: date | None = None,
    limit: int = 50,
    offset: int = 0,
) -> SearchPage:
    """The entries that hold all the words, of some kinds and days."""
    rows = DiaryEntry.objects.order_by("-sort_at", "-id")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if first is not None:
        rows = rows.filter(sort_at__gte=_midnight(first, zone))
    if last is not None and last < date.max:
        rows = rows.filter(sort_at__lt=_midnight(last + timedelta(days=1), zone))
    wanted = name_key(words).split()[:MOST_WORDS]
    if not wanted:
        return SearchPage(list(rows[offset : offset + limit]), rows.count())
    keys = [
        pk
        for pk, name, value in rows.values_list(*_FIELDS).iterator()
        if _holds(name_key(f"{name} {value}"), wanted)
    ]
    shown = keys[offset : offset + limit]
    by_pk = DiaryEntry.objects.in_bulk(shown)
    return SearchPage([by_pk[pk] for pk in shown], len(keys))


def _holds(text: str, wanted: Sequence[str]) -> bool:
    return all(word in text for word in wanted)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
