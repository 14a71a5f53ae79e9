"""Life events in the vault: a pregnancy, breast-feeding, surgery, a pause or something else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from offwatch.diary import Diary, Event, Kind, LifeEvent
from offwatch.diary.life import NONE, usual_touch
from offwatch.errors import BadInput, Refused
from offwatch.names import clean_name, name_key, same_name
from offwatch.pad.diary.conditions import kept_conditions
from offwatch.pad.diary.record import do_note
from offwatch.pad.diary.rows import held_events, setup
from offwatch.pad.outcome import PadOutcome

KINDS: tuple[Kind, ...] = ("life_start", "life_end")


@dataclass(frozen=True, slots=True)
class WrittenLife:
    """A life event with the entries that make it."""

    event: LifeEvent
    start: int
    end: int | None


def written_lives() -> list[WrittenLife]:
    """Every life event, by start."""
    zone = setup().tz
    held = list(held_events(kinds=KINDS))
    events = Diary(zone, (one.event for one in held)).life_events()
    found = []
    for event in events:
        own = [one for one in held if same_name(one.event.name, event.name)]
        start = next(
            one.pk
            for one in own
            if one.event.kind == "life_start" and one.event.day(zone) == event.start_day
        )
        ends = (
            one.pk
            for one in own
            if one.event.kind == "life_end" and one.event.day(zone) == event.last_day
        )
        found.append(WrittenLife(event, start, next(ends, None)))
    return found


def paused_by(day: date) -> str:
    """The pause of everything that goes on: nobody is reminded meanwhile; "" if none does.

    One that names what it pauses leaves the rest as it is, reminders too.
    """
    events = Diary(setup().tz, (one.event for one in held_events(kinds=KINDS))).life_events()
    return next((e.name for e in events if e.is_pause and e.is_of_all and day in e.span), "")


def usually_suspended(name: str) -> list[str]:
    """Which of the owner's conditions a life event of that name usually suspends."""
    return [
        kept.name
        for kept in kept_conditions()
        if usual_touch(name, _condition(kept.name, kept.kind)) == "suspends"
    ]


def _condition(name: str, kind: str) -> str:
    """A condition is known by its name, or else by what its owner said that it is."""
    return "menstruation" if kind == "menstrual" else name


def do_write_life(
    now: datetime,
    name: str,
    first: date,
    last: date | None = None,
    suspends: Iterable[str] | None = None,
) -> PadOutcome:
    """Write a life event; ``suspends`` are conditions by name, or nothing for what is usual."""
    name = clean_name(name)
    if last is not None and last < first:
        raise BadInput("diary.end-before-onset", "It cannot end before it starts.")
    events = [Event(first, "life_start", name, _value(name, suspends))]
    if last is not None:
        events.append(Event(last, "life_end", name))
    return replace(do_note(now, events), said="Noted.")


def do_end_life(now: datetime, start: int) -> PadOutcome:
    """It is over: yesterday was its last day, or today if it began today."""
    zone = setup().tz
    one = next((each for each in written_lives() if each.start == start), None)
    if one is None or one.event.last_day is not None:
        raise Refused("pad.no-entry", "That entry is gone already.")
    today = now.astimezone(zone).date()
    last = max(today - timedelta(days=1), one.event.start_day)
    return do_note(now, [Event(last, "life_end", one.event.name)])


def _value(name: str, suspends: Iterable[str] | None) -> str:
    """What a life event's value says: nothing where it is what is usual by the names alone."""
    chosen = usually_suspended(name) if suspends is None else list(suspends)
    keys = {name_key(each) for each in chosen}
    usual = {
        name_key(kept.name)
        for kept in kept_conditions()
        if usual_touch(name, kept.name) == "suspends"
    }
    if keys == usual:
        return ""
    return "; ".join(chosen) or NONE
