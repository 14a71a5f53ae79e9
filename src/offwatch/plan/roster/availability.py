"""Who may hold what when: every duty is held against all that it overlaps in time.

One table for the searches and the models. A duty that runs past midnight overlaps the next day; an
absence, a day off or a day to avoid is a stretch of time, and so is a duty. The checker works this
out again on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from offwatch.plan.roster.roster import (
    DAY_MIN,
    Absences,
    Away,
    Line,
    MinuteSpan,
    Person,
    Roster,
)
from offwatch.plan.roster.successions import successions

NEVER: frozenset[int] = frozenset()
NOBODY: Away = frozenset()


def duty_span(roster: Roster, held: str, day: int) -> MinuteSpan:
    """Give the time of one duty in wall-clock minutes.

    Parameters
    ----------
    roster : Roster
        Whose shifts and missions are meant.
    held : str
        A shift, or a mission, which then is meant as a whole.
    day : int, index
        The day on which it begins.

    Returns
    -------
    MinuteSpan
        A shift without a start takes its whole day. A mission lasts from its start on its first
        day to its end on the last, the nights between included.
    """
    mission = roster.mission.get(held)
    if mission is not None:
        last = day + mission.days - 1
        end = last * DAY_MIN + mission.start_min + mission.minutes
        return MinuteSpan(day * DAY_MIN + mission.start_min, end)
    shift = roster.shift[held]
    if shift.start_min is None:
        return MinuteSpan(day * DAY_MIN, (day + 1) * DAY_MIN)
    start = day * DAY_MIN + shift.start_min
    return MinuteSpan(start, start + shift.minutes)


def parts_of(roster: Roster, held: str, day: int) -> dict[int, MinuteSpan]:
    """Split a duty into what belongs to each of its roster days: a shift has one, a mission many.

    The part of a mission's day reaches to midnight, the last day's part to the mission's end.
    """
    whole = duty_span(roster, held, day)
    if held not in roster.mission:
        return {day: whole}
    days = roster.mission[held].days
    return {
        d: MinuteSpan(
            max(whole.start_min, d * DAY_MIN),
            whole.end_min if d == day + days - 1 else (d + 1) * DAY_MIN,
        )
        for d in range(day, day + days)
    }


def days_touched(span: MinuteSpan) -> range:
    """The calendar days, as indexes, that a stretch of time has a part of."""
    return range(span.start_min // DAY_MIN, (span.end_min - 1) // DAY_MIN + 1)


def days_lasting(roster: Roster, held: str) -> int:
    """How many calendar days after the one it begins on a duty has a part of."""
    return len(days_touched(duty_span(roster, held, 0))) - 1


def spans_of(away: Iterable[int | MinuteSpan]) -> list[MinuteSpan]:
    """Whole days and stretches of minutes, all as stretches of minutes, in order."""
    return sorted(
        item if isinstance(item, tuple) else MinuteSpan(item * DAY_MIN, (item + 1) * DAY_MIN)
        for item in away
    )


def whole_days(away: Iterable[int | MinuteSpan]) -> frozenset[int]:
    """The days among absences that are away from midnight to midnight."""
    return frozenset(item for item in away if not isinstance(item, tuple))


def overlap(one: MinuteSpan, other: MinuteSpan) -> bool:
    """Whether two stretches of time have a minute in common."""
    return one.start_min < other.end_min and other.start_min < one.end_min


class Availability:
    """What absences, days off and what came before leave to each person of one roster.

    Parameters
    ----------
    base : Roster
        The roster in force; what it already holds against a day off or a rest may stay.
    absent : Absences
        Who is away when.
    """

    def __init__(self, base: Roster, absent: Absences) -> None:
        self.base, self.absent = base, absent
        self._spans: dict[str, list[MinuteSpan]] = {}
        self._known: dict[tuple[str, str, int], bool] = {}

    @cached_property
    def hit(self) -> Mapping[str, frozenset[str]]:
        """For each person the missions they hold that an absence makes impossible."""
        found: dict[str, frozenset[str]] = {}
        for person in self.absent:
            held = set(self.base.duties.get(person, {}).values())
            hit = {m for m in held & self.base.mission.keys() if self._cut(person, m)}
            if hit:
                found[person] = frozenset(hit)
        return found

    @cached_property
    def lost(self) -> Mapping[str, frozenset[int]]:
        """For each person away the days whose duty in the base overlaps the absence itself."""
        return {p: self._lost(p) for p in self.absent}

    @cached_property
    def undone(self) -> Mapping[str, frozenset[int]]:
        """For each person away the days whose duty is gone: lost, or of a mission that is hit."""
        found = {}
        for person, lost in self.lost.items():
            hit, held = self.hit.get(person, ()), self.base.duties.get(person, {})
            found[person] = lost | {d for d, what in held.items() if what in hit}
        return found

    @cached_property
    def credited(self) -> Mapping[str, frozenset[int]]:
        """For each person away the days that excuse a short run: duties gone, and days away."""
        found = {}
        for person, undone in self.undone.items():
            held = self.base.duties.get(person, {})
            days = range(self.base.days)
            touched = {d for span in self.spans(person) for d in days_touched(span) if d in days}
            found[person] = undone | {d for d in touched if d not in held}
        return found

    def is_away(self, person: str, held: str, day: int) -> bool:
        """Whether a duty that begins on a day overlaps an absence of that person."""
        spans = self.spans(person)
        if not spans:
            return False
        duty = duty_span(self.base, held, day)
        return any(overlap(duty, span) for span in spans)

    def may_take(self, person: str, held: str, day: int) -> bool:
        """Whether a person may take over a duty that begins on a day.

        Parameters
        ----------
        person, held : str
            Who takes which shift or mission.
        day : int, index
            The day on which it begins.

        Returns
        -------
        bool
            False where it overlaps an absence, a day off or a stretch to stay free, or begins too
            soon after what the person held before the first day.
        """
        asked = person, held, day
        if asked not in self._known:
            who = self.base.person[person]
            self._known[asked] = not (
                self.is_away(person, held, day)
                or (who.off and self.off_days(who, held, day))
                or (who.away and self.away_spans(who, held, day))
                or (who.history.duties and self._too_soon(who, held, day))
            )
        return self._known[asked]

    def may_hold(self, person: str, held: str, day: int) -> bool:
        """Whether a duty may stand in a person's line: as `may_take`, or as it stood before."""
        if self.may_take(person, held, day):
            return True
        return self._stood(self.base.person[person], held, day) and not self.is_away(
            person, held, day
        )

    def off_days(self, who: Person, held: str, day: int) -> set[int]:
        """The days never worked on which a duty that begins on a day counts as work."""
        mission = self.base.mission.get(held)
        days: Iterable[int] = range(day, day + (1 if mission is None else mission.days))
        if who.rules.off_counts == "overlap":
            days = days_touched(duty_span(self.base, held, day))
        return {d for d in days if d in who.off}

    def away_spans(self, who: Person, held: str, day: int) -> list[MinuteSpan]:
        """The stretches to stay free that a duty which begins on a day overlaps, in order."""
        duty = duty_span(self.base, held, day)
        return sorted(span for span in who.away if overlap(duty, span))

    def _stood(self, who: Person, held: str, day: int) -> bool:
        line = self.base.duties.get(who.id, {})
        mission = self.base.mission.get(held)
        if mission is None:
            return line.get(day) == held
        if line.get(mission.start) != held:
            return False
        if day == mission.start:
            return True
        before = self.off_days(who, held, mission.start)
        return self.off_days(who, held, day) <= before and not self._too_soon(who, held, day)

    def _too_soon(self, who: Person, held: str, day: int) -> bool:
        rules = successions(self.base)
        return any(
            not rules.may_follow(before, held, day - d, d, who.rules.rest_min)
            for d, before in who.history.duties.items()
        )

    def spans(self, person: str) -> list[MinuteSpan]:
        """A person's absences as stretches of time, in order."""
        if person not in self._spans:
            self._spans[person] = spans_of(self.absent.get(person, NOBODY))
        return self._spans[person]

    def _cut(self, person: str, mission: str) -> bool:
        return self.is_away(person, mission, self.base.mission[mission].start)

    def _lost(self, person: str) -> frozenset[int]:
        spans = self.spans(person)
        found = set()
        for day, held in self.base.duties.get(person, {}).items():
            first = self.base.mission[held].start if held in self.base.mission else day
            part = parts_of(self.base, held, first).get(day)
            if part is not None and any(overlap(part, span) for span in spans):
                found.add(day)
        return frozenset(found)


def hit_missions(roster: Roster, absent: Absences) -> Mapping[str, frozenset[str]]:
    """For each person the missions they hold that an absence makes impossible."""
    return Availability(roster, absent).hit


def without_absent(roster: Roster, absent: Absences) -> Roster:
    """Take every duty out that an absence makes impossible, missions as a whole.

    Parameters
    ----------
    roster : Roster
        The roster.
    absent : mapping of person to days and stretches of time
        From `read_absences`.

    Returns
    -------
    Roster
        The same roster with those duties gone.
    """
    undone = Availability(roster, absent).undone
    duties = {p.id: roster.duties.get(p.id, {}) for p in roster.people}
    for person in undone.keys() & duties.keys():
        gone = undone[person]
        duties[person] = {d: held for d, held in duties[person].items() if d not in gone}
    return replace(roster, duties=duties)


def news(free: Availability, person: str, line: Line) -> list[int]:
    """Give the days of a new line that its person must be told of.

    These are the days that are not as they were, but for duties lost to the person's own absence.

    Parameters
    ----------
    free : Availability
        The base and the absences.
    person : str
        Whose line it is.
    line : Line
        What they hold now on each day.
    """
    lost = free.lost.get(person, NEVER)
    return [
        d
        for d, (was, now) in enumerate(zip(free.base.line(person), line, strict=True))
        if was != now and not (now is None and d in lost)
    ]


def duties_on(roster: Roster, person: str, span: MinuteSpan) -> list[int]:
    """The days of the duties that a person holds within a stretch of time."""
    found = []
    for day, held in roster.duties.get(person, {}).items():
        first = roster.mission[held].start if held in roster.mission else day
        part = parts_of(roster, held, first).get(day)
        if part is not None and overlap(part, span):
            found.append(day)
    return found
