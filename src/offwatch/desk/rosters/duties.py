"""What a roster has for each person, as things with a start and an end; values in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from offwatch.language import gettext, short_dates, short_day
from offwatch.plan import Roster
from offwatch.spans import wall_instant

Kind = Literal["shift", "mission"]
DAY_MIN = 24 * 60
_PART = re.compile(r"-\d{4}-\d{4}$")


@dataclass(frozen=True, slots=True)
class HeldDuty:
    """One person's one duty; ``days`` are the roster days it takes, instants are in UTC.

    ``guarded``: its seat is at minimum cover, and no pad passes it. ``break_min`` is not worked;
    ``place`` and ``notes`` are for its crew.
    """

    person: str
    duty_id: str
    name: str
    kind: Kind
    starts_at: datetime
    ends_at: datetime
    owner: str
    days: tuple[date, ...]
    guarded: bool = False
    break_min: int = 0
    place: str = ""
    notes: str = ""

    @property
    def worked(self) -> timedelta:
        """How long it is, its break taken off."""
        return self.ends_at - self.starts_at - timedelta(minutes=self.break_min)


def held_duties(roster: Roster) -> tuple[HeldDuty, ...]:
    """Every duty of everybody, in the order of people and days."""
    return tuple(held for person in roster.people for held in duties_of(roster, person.id))


def duties_of(roster: Roster, person: str) -> tuple[HeldDuty, ...]:
    """One person's duties by day; a mission is one duty, however long."""
    found: list[HeldDuty] = []
    seen: set[str] = set()
    guarded = roster.once(_guarded)
    for index, what in sorted(roster.duties.get(person, {}).items()):
        if what in roster.mission:
            if what not in seen:
                found.append(_on_mission(roster, person, what))
            seen.add(what)
        else:
            found.append(_on_shift(roster, person, what, index, (index, what) in guarded))
    return tuple(found)


def changed_duties(
    before: Roster | None, after: Roster
) -> tuple[dict[str, tuple[HeldDuty, ...]], dict[str, tuple[HeldDuty, ...]]]:
    """What people had and have, of those alone whose duties may be others; by person."""
    everybody = {p.id for roster in (before, after) if roster is not None for p in roster.people}
    if before is not None and _frame(before) == _frame(after):
        everybody = {p for p in everybody if before.duties.get(p, {}) != after.duties.get(p, {})}
    return _held_by(before, everybody), _held_by(after, everybody)


def _held_by(roster: Roster | None, people: set[str]) -> dict[str, tuple[HeldDuty, ...]]:
    if roster is None:
        return {}
    return {p.id: duties_of(roster, p.id) for p in roster.people if p.id in people}


def _frame(roster: Roster) -> tuple[object, ...]:
    """What a duty's times, name, owner and minimum cover follow from."""
    return (roster.zone, roster.first_day, roster.shifts, roster.missions, roster.once(_guarded))


def _guarded(roster: Roster) -> frozenset[tuple[int, str]]:
    return frozenset((seat.day, seat.shift) for seat in roster.demand if seat.guarded)


def find_duty(roster: Roster, person: str, duty_id: str) -> HeldDuty | None:
    return next((h for h in duties_of(roster, person) if h.duty_id == duty_id), None)


def is_part(shift_id: str) -> bool:
    """Whether a shift is a part of one that was split on a day.

    >>> is_part("night-2200-0200"), is_part("night")
    (True, False)
    """
    return _PART.search(shift_id) is not None


@dataclass(frozen=True, slots=True)
class DutyChange:
    """What changed of one duty of one person; sentences are made of it where it is shown.

    ``was`` and ``now``: its start and end before and after; none where it was, or is, not theirs.
    """

    name: str
    whole_days: bool
    was: tuple[datetime, datetime] | None
    now: tuple[datetime, datetime] | None

    def as_dict(self) -> dict[str, Any]:
        """As a notice keeps it."""
        spans = {name: span and [at.isoformat() for at in span]
                 for name, span in (("was", self.was), ("now", self.now))}  # fmt: skip
        return {"code": "duty", "name": self.name, "whole_days": self.whole_days, **spans}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> DutyChange:
        """What a notice has kept."""
        was, now = (_read_span(kept[name]) for name in ("was", "now"))
        return cls(kept["name"], kept["whole_days"], was, now)

    def words(self, tz: ZoneInfo) -> str:
        """A sentence, in the reader's language."""
        was, now = (
            span and span_words(*span, self.whole_days, tz) for span in (self.was, self.now)
        )
        if was is None:
            return gettext("New for you: {duty}, {when}").format(duty=self.name, when=now)
        if now is None:
            return gettext("No longer yours: {duty}, {when}").format(duty=self.name, when=was)
        return gettext("{duty} moves: {was} → {now}").format(duty=self.name, was=was, now=now)


def _read_span(kept: Sequence[str] | None) -> tuple[datetime, datetime] | None:
    if kept is None:
        return None
    start, end = map(datetime.fromisoformat, kept)
    return start, end


def duty_changes(before: Iterable[HeldDuty], after: Iterable[HeldDuty]) -> list[DutyChange]:
    """What changed for one person; empty if nothing did.

    >>> duty_changes((), ())
    []
    """
    was = {h.duty_id: h for h in before}
    now = {h.duty_id: h for h in after}
    found = []
    for duty_id, old in was.items():
        new = now.get(duty_id)
        if new is None or (new.starts_at, new.ends_at) != (old.starts_at, old.ends_at):
            found.append(_change(old, old, new))
    found += [_change(new, None, new) for key, new in now.items() if key not in was]
    return found


def _change(named: HeldDuty, was: HeldDuty | None, now: HeldDuty | None) -> DutyChange:
    return DutyChange(named.name, named.kind == "mission", _span(was), _span(now))


def _span(held: HeldDuty | None) -> tuple[datetime, datetime] | None:
    return None if held is None else (held.starts_at, held.ends_at)


def when(held: HeldDuty, tz: ZoneInfo) -> str:
    """The time of a duty as people say it: ``Thu 26 Nov 20:00–04:00``, ``23–24 Nov``."""
    return span_words(held.starts_at, held.ends_at, held.kind == "mission", tz)


def span_words(starts_at: datetime, ends_at: datetime, whole_days: bool, tz: ZoneInfo) -> str:
    start, end = starts_at.astimezone(tz), ends_at.astimezone(tz)
    if not whole_days:
        until = f"{end:%H:%M}"
        if (ends_at - starts_at).days:  # longer than a day: the hour alone could be any day's
            until = f"{short_day(end)} {until}"
        return f"{short_day(start)} {start:%H:%M}–{until}"
    return short_dates(start.date(), end.date())


def _on_shift(roster: Roster, person: str, what: str, index: int, guarded: bool) -> HeldDuty:
    shift = roster.shift[what]
    day = roster.day_at(index)
    start_min = shift.start_min or 0
    starts_at, ends_at = _on_the_wall(roster.zone, day, start_min, start_min + shift.minutes)
    return HeldDuty(
        person=person,
        duty_id=f"{day.isoformat()}.{what}",
        name=shift.name,
        kind="shift",
        starts_at=starts_at,
        ends_at=ends_at,
        owner="",
        days=(day,),
        guarded=guarded,
        break_min=shift.break_min,
        place=shift.place,
        notes=shift.notes,
    )


def _on_mission(roster: Roster, person: str, what: str) -> HeldDuty:
    mission = roster.mission[what]
    days = tuple(roster.day_at(i) for i in mission.span())
    overnight = mission.end_min <= mission.start_min
    last_min = (len(days) - 1 + overnight) * DAY_MIN + mission.end_min
    starts_at, ends_at = _on_the_wall(roster.zone, days[0], mission.start_min, last_min)
    return HeldDuty(
        person=person,
        duty_id=what,
        name=mission.name,
        kind="mission",
        starts_at=starts_at,
        ends_at=ends_at,
        owner=mission.owner,
        days=days,
        place=mission.place,
        notes=mission.notes,
    )


@lru_cache(maxsize=4096)
def _on_the_wall(name: str, day: date, first_min: int, last_min: int) -> tuple[datetime, datetime]:
    """Start and end by the clocks of the team's zone, whatever they do in between."""
    zone = ZoneInfo(name)
    starts_at = wall_instant(day, first_min, zone)
    ends_at = wall_instant(day, last_min, zone)
    # A duty within an hour that the clocks skip would last no time; the database wants some.
    return starts_at, max(ends_at, starts_at + timedelta(minutes=1))
