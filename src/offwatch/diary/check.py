"""Where a diary contradicts itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from offwatch.diary.event import Event

# What each code asks of the person; never what they wrote.
ADVICE = {
    "diary.bad-date": "the date is not a day (2026-03-01) or an instant between 1900 and 2200",
    "diary.no-zone": "the instant has no zone; write e.g. 2026-03-01T08:00+01:00",
    "diary.unknown-kind": "the kind is not one that a diary knows; see docs/diary.md",
    "diary.bad-value": "the value is not a number from the range it needs",
    "diary.bad-row": "the row has not the columns that the first row names",
    "diary.end-before-onset": "the episode ends before it begins",
    "diary.contradiction": (
        "it contradicts another row: two onsets on a day, an end without an onset, "
        "a regimen started twice or stopped without a start"
    ),
    "diary.future": "it lies after now",
}


def contradictions(
    events: Sequence[Event], zone: tzinfo, now: datetime | None = None
) -> list[tuple[int, str]]:
    """The events that cannot stand, as (place in ``events``, code), in that order.

    Of two that contradict each other the later one is named. With ``now``, onsets and ends after
    its day are refused: a diary tells what was.
    """
    found: dict[int, str] = {}
    last_day = None if now is None else now.astimezone(zone).date()
    order = sorted(range(len(events)), key=lambda i: events[i].sort_key(zone))
    onset_days: set[tuple[str, date]] = set()
    running: set[str] = set()
    starts = {(e.name, e.day(zone)) for e in events if e.kind == "regimen_start"}
    tried: set[str] = set()  # stopped on the day they were started
    open_names: set[str] = set()
    for i in order:
        event = events[i]
        day = event.day(zone)
        if event.kind in ("onset", "end", "severity") and last_day is not None and day > last_day:
            found[i] = "diary.future"
        elif event.kind == "onset":
            if (event.name, day) in onset_days:
                found[i] = "diary.contradiction"
            onset_days.add((event.name, day))
            open_names.add(event.name)
        elif event.kind == "end":
            ended = {event.name, ""} & open_names if event.name else set(open_names)
            if not ended:
                found[i] = _why_no_onset(events, i, zone)
            open_names -= ended
        elif event.kind == "regimen_start":
            if event.name in running:
                found[i] = "diary.contradiction"
            if event.name in tried:
                tried.discard(event.name)
            else:
                running.add(event.name)
        elif event.kind == "regimen_stop":
            if event.name in running:
                running.discard(event.name)
            elif (event.name, day) in starts and event.name not in tried:
                tried.add(event.name)
            else:
                found[i] = "diary.contradiction"
    return sorted(found.items())


def _why_no_onset(events: Sequence[Event], place: int, zone: tzinfo) -> str:
    """An end written after its onset but dated before it, or one with no onset at all."""
    for event in reversed(events[:place]):
        if event.kind == "end":
            break
        if event.kind == "onset":
            before = event.sort_key(zone) > events[place].sort_key(zone)
            return "diary.end-before-onset" if before else "diary.contradiction"
    return "diary.contradiction"
