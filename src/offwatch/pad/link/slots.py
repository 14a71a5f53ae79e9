"""When envelopes leave: one a tick, at a phase drawn once, whatever there is to say."""

from __future__ import annotations

from datetime import datetime, timedelta

AHEAD = timedelta(days=14)
MOST = 1344
"""Slots sealed ahead at most: 14 days of a quarter of an hour each."""


def next_slot(now: datetime, every_s: int, phase: float) -> datetime:
    """The first instant after ``now`` that lies ``phase`` of a tick past a whole one.

    >>> next_slot(datetime(2026, 1, 1, tzinfo=UTC), 900, 0.5).isoformat()
    '2026-01-01T00:07:30+00:00'
    """
    since = (now.timestamp() - phase * every_s) % every_s
    wait = timedelta(seconds=every_s - since)  # less than a microsecond would be no wait at all
    return now + (wait or timedelta(seconds=every_s))


def slots_ahead(now: datetime, every_s: int, phase: float) -> list[datetime]:
    """The slots of the next fourteen days, at most `MOST`."""
    first = next_slot(now, every_s, phase)
    count = min(MOST, int(AHEAD.total_seconds() // every_s))
    return [first + timedelta(seconds=every_s * n) for n in range(count)]
