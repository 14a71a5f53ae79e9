"""Where a diary contradicts itself, and what in it belongs to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from offwatch.diary.event import Event
from offwatch.diary.order import in_order, rhythm_keys

# What each code asks of the person; never what they wrote.
ADVICE = {
    "diary.bad-date": (
        "the date is not one from 1900 to 2199; write it like 2026-03-01 or 2026-03-01T08:00+01:00"
    ),
    "diary.no-zone": (
        "the time has no zone; write it like 2026-03-01T08:00+01:00, or add --local-times "
        "if all times are those of a clock in your own zone"
    ),
    "diary.unknown-kind": (
        "the kind is not one of onset, end, severity, symptom, medicine, temperature, "
        "regimen_start, regimen_stop, life_start, life_end, dose, missed_dose, exposure, "
        "precursor, note, attribute, told, away"
    ),
    "diary.bad-value": "the value is not a number from the range it needs",
    "diary.bad-row": (
        "the row does not have as many cells as the first row; put quotes around a text or number "
        "that holds the separator"
    ),
    "diary.bad-character": "it holds a NUL or half a character, which no text does; take it out",
    "diary.long-name": "the name has more than 200 characters; shorten it",
    "diary.long-value": "the text has more than 131072 characters; shorten it",
    "diary.day-twice": "this day is written in an earlier row too; keep one of the two",
    "diary.end-before-onset": "the episode ends before it begins; correct one of the two dates",
    "diary.regimen-started-twice": (
        "the regimen runs already; write a regimen_stop before it is started again"
    ),
    "diary.regimen-not-started": (
        "the regimen is stopped while it does not run; write a regimen_start before it"
    ),
    "diary.life-started-twice": (
        "this life event goes on already; write its life_end before it starts again"
    ),
    "diary.life-not-started": (
        "this life event ends while it does not go on; write a life_start before it"
    ),
    "diary.future": "it lies after now; correct its date",
}

_CHECKED = frozenset(
    ("onset", "end", "severity", "regimen_start", "regimen_stop", "life_start", "life_end")
)


@dataclass(slots=True)
class Findings:
    """What was found, by place in the events.

    ``refused`` says what cannot stand and why. ``loose_ends`` are ends with nothing to end,
    ``same_day`` onsets on a day that has one of the same rhythm already.
    """

    refused: dict[int, str] = field(default_factory=dict)
    loose_ends: list[int] = field(default_factory=list)
    same_day: list[int] = field(default_factory=list)


def contradictions(
    events: Sequence[Event], zone: tzinfo, now: datetime | None = None
) -> list[tuple[int, str]]:
    """Find the events that cannot stand.

    Parameters
    ----------
    events : sequence of Event
        In the order in which they were written.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, onsets, ends and severities after its day are refused: a diary tells what was.

    Returns
    -------
    list of (int, str)
        Place in ``events`` and code, by place. Of two events that contradict each other the later
        one is named.
    """
    return sorted(look_over(events, zone, now).refused.items())


def look_over(events: Sequence[Event], zone: tzinfo, now: datetime | None = None) -> Findings:
    """Walk through a diary and find what contradicts itself or belongs to nothing.

    Parameters
    ----------
    events : sequence of Event
        In the order in which they were written.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, onsets, ends and severities after its day are refused.

    Returns
    -------
    Findings
    """
    found = Findings()
    places = [place for place, event in enumerate(events) if event.kind in _CHECKED]
    checked = [events[place] for place in places]
    keys = rhythm_keys(checked)
    last_day = None if now is None else now.astimezone(zone).date()
    onset_days: dict[str, date] = {}
    open_keys: set[str] = set()
    regimens: set[str] = set()
    lives: set[str] = set()
    for nth in in_order(checked, zone):
        event, key, place = checked[nth], keys[nth], places[nth]
        if (
            last_day is not None
            and event.kind in ("onset", "end", "severity")
            and event.day(zone) > last_day
        ):
            found.refused[place] = "diary.future"
        elif event.kind == "onset":
            day = event.day(zone)
            if onset_days.get(key) == day:
                found.same_day.append(place)
            onset_days[key] = day
            open_keys.add(key)
        elif event.kind == "end":
            ended = ended_by(key, open_keys)
            if not ended:
                found.loose_ends.append(place)
            open_keys.difference_update(ended)
        elif event.kind == "regimen_start":
            if key in regimens:
                found.refused[place] = "diary.regimen-started-twice"
            regimens.add(key)
        elif event.kind == "regimen_stop":
            if key not in regimens:
                found.refused[place] = "diary.regimen-not-started"
            regimens.discard(key)
        elif event.kind == "life_start":
            if key in lives:
                found.refused[place] = "diary.life-started-twice"
            lives.add(key)
        elif event.kind == "life_end":
            if key not in lives:
                found.refused[place] = "diary.life-not-started"
            lives.discard(key)
    _refuse_reversed(checked, places, keys, zone, found)
    return found


def ended_by(key: str, open_keys: set[str]) -> list[str]:
    """Give the running rhythms that an end of the rhythm ``key`` ends.

    Parameters
    ----------
    key : str
        The end's rhythm; "" where it has no name.
    open_keys : set of str
        The rhythms of which an episode runs.

    Returns
    -------
    list of str
        Its own rhythm; else the one without a name. An end without a name ends all that run.
    """
    if not key:
        return list(open_keys)
    if key in open_keys:
        return [key]
    return [""] if "" in open_keys else []


def _refuse_reversed(
    events: Sequence[Event],
    places: Sequence[int],
    keys: Sequence[str],
    zone: tzinfo,
    found: Findings,
) -> None:
    """Refuse loose ends that were written after an onset and are dated before it."""
    loose = set(found.loose_ends)
    if not loose:
        return
    awaiting: dict[str, Event] = {}  # the last onset written, by rhythm, until an end is written
    newest: Event | None = None
    for event, place, key in zip(events, places, keys, strict=True):
        if event.kind == "onset":
            awaiting[key] = newest = event
        elif event.kind == "end":
            begun = awaiting.pop(key, awaiting.get("")) if key else newest
            newest = None
            if place in loose and begun is not None and _is_before(event, begun, zone):
                found.refused[place] = "diary.end-before-onset"
    found.loose_ends = [place for place in found.loose_ends if place not in found.refused]


def _is_before(event: Event, other: Event, zone: tzinfo) -> bool:
    if event.is_timed and other.is_timed:
        return event.instant(zone) < other.instant(zone)
    return event.day(zone) < other.day(zone)
