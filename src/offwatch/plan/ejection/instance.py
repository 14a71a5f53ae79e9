"""One re-plan as the chain search sees it: the data, worked out once and passed to every part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from offwatch.plan.bitset import bits, members_of
from offwatch.plan.construct.repair import RosterDraft
from offwatch.plan.ejection.line_facts import LineFacts, only_upper_limits
from offwatch.plan.objective import Cover, Key, covers, crews
from offwatch.plan.roster.availability import news, whole_days
from offwatch.plan.roster.roster import Absences, Line, Person, Roster

Skill = str | None  # None: anybody
NO_DAYS: frozenset[int] = frozenset()


class Limits(NamedTuple):
    """What one person can hold at most; ``None`` where nothing limits it."""

    days: int  # on which they may be on duty, as bits
    run: int | None
    weekends: int | None
    minutes: int | None


class Instance:
    """A roster, its absences, and what follows from them.

    Parameters
    ----------
    base : Roster
        The roster in force.
    absent : Absences
        Who is away on which days.

    Attributes
    ----------
    left : RosterDraft
        The roster as the absences leave it.
    lines : dict
        Each person's line in it.
    crews : dict
        Who was on each seat in the roster in force.
    covers : dict
        What must stay covered, by shift and day or by mission.
    index : dict
        Each person's place, for sets of people as bits.
    able : dict
        The people with each skill, in order; ``None`` holds all.
    weekends : list of tuple of int
        The days of each weekend.
    with_lower_limits : set of str
        Whose rules forbid too little as well: they may take one seat because they took another.
    """

    def __init__(self, base: Roster, absent: Absences) -> None:
        self.base, self.absent = base, absent
        self.facts = LineFacts(base, absent)
        self.left = RosterDraft(base, absent)
        self.lines: dict[str, Line] = {p: tuple(line) for p, line in self.left.lines.items()}
        self.crews = {key: tuple(crew) for key, crew in crews(base).items()}
        self.covers: dict[Key, Cover] = {c.key: c for c in covers(base)}
        self.index = {p.id: i for i, p in enumerate(base.people)}
        self.able: dict[Skill, dict[str, None]] = {None: dict.fromkeys(self.index)}
        for skill in {s for cover in self.covers.values() for s, _ in cover.skills}:
            self.able[skill] = {p.id: None for p in base.people if skill in p.skills}
        self.weekends = [tuple(members_of(weekend)) for weekend in self.facts.weekends]
        self.with_lower_limits = {p.id for p in base.people if not only_upper_limits(p.rules)}
        self._limits: dict[str, Limits] = {}

    def bits_of(self, people: Iterable[str]) -> int:
        """Make the set of some people, as bits."""
        return bits(self.index[p] for p in people)

    def is_monotone(self, person: str) -> bool:
        """Say whether giving up a duty can break no rule of a person's."""
        return self.facts.is_monotone(self.base.person[person])

    def differs(self, person: str, line: Line) -> bool:
        """Say whether a line is not as it was, outside the person's own absence."""
        return bool(news(self.facts.free, person, line))

    def limits(self, person: str) -> Limits:
        """Give what one person can hold at most; what the line in force broke stays allowed."""
        if person not in self._limits:
            self._limits[person] = self._limits_of(self.base.person[person])
        return self._limits[person]

    def _limits_of(self, who: Person) -> Limits:
        base, rules = self.base, who.rules
        was = base.duties.get(who.id, {})
        away = whole_days(self.absent.get(who.id, NO_DAYS)) | {d for d in who.off if d not in was}
        days = sum(1 << d for d in range(base.days) if d not in away)
        run = rules.max_run
        if run is not None and any(
            all(k in was for k in range(d, d + run + 1)) for d in range(base.days - run)
        ):
            run = None
        weekends = rules.max_weekends if rules.weekend_counts == "start" else None
        if weekends is not None:
            had = sum(any(d in was for d in weekend) for weekend in self.weekends)
            weekends = max(weekends, had)
        minutes = who.most_minutes
        if minutes is not None:
            minutes = max(minutes, sum(base.minutes_of(h) for h in was.values()))
        return Limits(days, run, weekends, minutes)
