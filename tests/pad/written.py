"""Diaries for tests, written without the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from offwatch.diary import Event
from offwatch.pad.diary.rows import add_rows, rows_of, writing


def add_events(events: Iterable[Event], zone: ZoneInfo, logged_at: datetime | None) -> None:
    """Write events that are not in the vault yet, in one transaction."""
    with writing():
        add_rows(rows_of(events, zone, logged_at))
