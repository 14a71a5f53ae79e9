"""Temperatures, LH tests and ovulation by hand; a rise that lasts is written as a marker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from offwatch.diary import Diary, Event
from offwatch.diary.conditions import condition_of
from offwatch.diary.temperatures import DISTURBED, Rise, Temperature, find_rises, temperatures_of
from offwatch.forecast.model.effects import load_effects
from offwatch.forecast.predict.precursor_update import marker_days
from offwatch.names import name_key
from offwatch.pad.diary.conditions import kept_conditions
from offwatch.pad.diary.record import do_note
from offwatch.pad.diary.rows import held_events, setup
from offwatch.pad.outcome import PadOutcome

MARKER = "temperature rise"
BY_RULE = "three over six"
NEAR = timedelta(days=5)  # a marker so near tells of the same ovulation
_LOOKED_BACK = timedelta(days=120)  # no cycle that temperatures are kept of is longer


@dataclass(frozen=True, slots=True)
class Measured:
    """The temperatures since a day, the rises in them, and the markers that are written."""

    temperatures: list[Temperature]
    rises: list[Rise]
    markers: tuple[date, ...]
    onsets: list[date]

    def is_written(self, rise: Rise) -> bool:
        """Whether a marker tells of this rise."""
        return any(abs(day - rise.ovulation_day) <= NEAR for day in self.markers)


def see_measured(first: date, extra: Event | None = None) -> Measured:
    """What was measured from a day on, with one more that is about to be written."""
    zone = setup().tz
    held = (one.event for one in held_events(kinds=("temperature", "precursor", "onset")))
    events = [event for event in held if event.day(zone) >= first]
    if extra is not None:
        events.append(extra)
    menstrual = {name_key(kept.name) for kept in kept_conditions() if kept.kind == "menstrual"}
    onsets = sorted(
        {
            event.day(zone)
            for event in events
            if event.kind == "onset"
            and (name_key(event.name) in menstrual or condition_of(event.name) == "menstrual")
        }
    )
    temperatures = temperatures_of(events, zone)
    signs = Diary(zone, (event for event in events if event.kind == "precursor"))
    markers = marker_days(signs, load_effects())
    return Measured(temperatures, find_rises(temperatures, onsets), markers, onsets)


def do_measure(
    now: datetime, degrees: str, at: date | datetime, *, disturbed: bool = False
) -> PadOutcome:
    """Write a temperature; where a rise has lasted with it, its marker too, in the same step."""
    event = Event(at, "temperature", DISTURBED if disturbed else "", degrees)
    day = event.day(setup().tz)
    before, after = see_measured(day - _LOOKED_BACK), see_measured(day - _LOOKED_BACK, event)
    new = [rise for rise in after.rises if rise not in before.rises]
    marks = [_marker(rise) for rise in new if not after.is_written(rise)]
    outcome = do_note(now, [event, *marks[-1:]])
    if not marks:
        return replace(outcome, said="Noted.")
    return replace(
        outcome, said="Noted. Three readings over six: the rise is saved as the ovulation day."
    )


def do_write_rise(now: datetime, first_day: date) -> PadOutcome:
    """Write the marker of a rise that stands in the temperatures."""
    measured = see_measured(first_day - _LOOKED_BACK)
    rises = [rise for rise in measured.rises if rise.first_day == first_day]
    return do_note(now, [_marker(rise) for rise in rises])


def _marker(rise: Rise) -> Event:
    return Event(rise.ovulation_day, "precursor", MARKER, BY_RULE)
