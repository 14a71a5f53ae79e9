"""The episodes in the diary with the entries that make them, and what cannot stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from offwatch.diary import Event, Kind
from offwatch.diary.check import ended_by
from offwatch.diary.order import in_order, rhythm_keys
from offwatch.errors import BadInput
from offwatch.pad.diary.rows import HeldEvent

OF_EPISODES: tuple[Kind, ...] = ("onset", "end")
_PAST: frozenset[Kind] = frozenset(
    (
        "onset",
        "end",
        "severity",
        "symptom",
        "medicine",
        "temperature",
        "dose",
        "missed_dose",
        "precursor",
        "told",
    )
)


@dataclass(frozen=True, slots=True)
class Course:
    """An episode as it was written: where it began and, if that is written too, where it ended."""

    key: str
    onset: HeldEvent
    end: HeldEvent | None = None
    shares_end: bool = False  # an end without a name ended several

    def first_day(self, zone: ZoneInfo) -> date:
        return self.onset.event.day(zone)

    def last_day(self, zone: ZoneInfo) -> date:
        """The last day that is written of it."""
        return (self.end or self.onset).event.day(zone)


def courses_of(held: Sequence[HeldEvent], zone: ZoneInfo) -> list[Course]:
    """Put onsets and ends together, in order of time; ends with nothing to end are left out."""
    steps = [one for one in held if one.event.kind in OF_EPISODES]
    events = [one.event for one in steps]
    keys = rhythm_keys(events)
    found: list[Course] = []
    running: dict[str, int] = {}
    for place in in_order(events, zone):
        key = keys[place]
        if events[place].kind == "onset":
            running[key] = len(found)
            found.append(Course(key, steps[place]))
            continue
        ended = ended_by(key, set(running))
        for each in ended:
            nth = running.pop(each)
            found[nth] = replace(found[nth], end=steps[place], shares_end=len(ended) > 1)
    return found


def refuse_future(event: Event, zone: ZoneInfo, now: datetime) -> None:
    """A diary tells what was; only regimens, exposures and notes may be of days to come."""
    late = event.at > now if isinstance(event.at, datetime) else event.at > _today(now, zone)
    if late and event.kind in _PAST:
        raise BadInput("diary.future", "That is still to come. Choose a time that has been.")


def refuse_reversed(onset: Event, end: Event, zone: ZoneInfo) -> None:
    """An episode cannot end before it begins."""
    if onset.is_timed and end.is_timed:
        wrong = end.instant(zone) < onset.instant(zone)
    else:
        wrong = end.day(zone) < onset.day(zone)
    if wrong:
        raise BadInput("diary.end-before-onset", "It cannot end before it starts.")


def refuse_overlap(
    onset: Event, end: Event | None, others: Sequence[Course], zone: ZoneInfo
) -> None:
    """Refuse an episode that shares time with another of its rhythm."""
    for other in others:
        if not _overlaps(onset, end, other, zone):
            continue
        if other.first_day(zone) == onset.day(zone):
            raise BadInput(
                "diary.started-already",
                "This day has a start already. Change that one, or write its end first.",
            )
        raise BadInput(
            "diary.overlap", "Another one is written for these days. Change that one instead."
        )


def to_be_ended(end: Event, courses: Sequence[Course], key: str, zone: ZoneInfo) -> Course:
    """The episode that an end would be of: the last to begin before it."""
    keys = {key, ""} if key else {course.key for course in courses}
    begun = [c for c in courses if c.key in keys and _is_by(c.onset.event, end, zone)]
    if not begun or begun[-1].end is not None:
        raise BadInput("diary.end-without-onset", "Nothing is under way, so nothing can end.")
    return begun[-1]


def _overlaps(onset: Event, end: Event | None, other: Course, zone: ZoneInfo) -> bool:
    """Whether they share a moment, or a day where a moment is not known."""
    theirs = other.onset.event
    last, their_last = end or onset, (other.end or other.onset).event
    same_day = onset.day(zone) == theirs.day(zone)
    if other.end is None and same_day:
        return True
    if all(event.is_timed for event in (onset, last, theirs, their_last)):
        begun, their_begun = onset.instant(zone), theirs.instant(zone)
        if begun == their_begun:
            return True
        return begun < their_last.instant(zone) and their_begun < last.instant(zone)
    return onset.day(zone) <= their_last.day(zone) and theirs.day(zone) <= last.day(zone)


def _is_by(onset: Event, end: Event, zone: ZoneInfo) -> bool:
    if onset.is_timed and end.is_timed:
        return onset.instant(zone) <= end.instant(zone)
    return onset.day(zone) <= end.day(zone)


def _today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()
