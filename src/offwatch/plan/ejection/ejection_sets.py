"""The least sets of duties that one person must give up to take another duty over.

In the words of ejection chains: what a move *ejects*. Where a person's rules forbid only too much,
giving up a duty breaks none of them, and the least sets are found exactly with days as bits
(`minimal_sets`). For anybody else, and for lines that broke a rule before, each rule is asked
step by step (`repair_line`).

References
----------
F. Glover, *Ejection chains, reference structures and alternating path methods for traveling
salesman problems*, Discrete Applied Mathematics 65 (1996).
"""

from __future__ import annotations

from typing import NamedTuple

from offwatch.plan.bitset import bits, longest_run, members_of
from offwatch.plan.ejection.line_facts import LineFacts
from offwatch.plan.ejection.minimal_sets import MinimalSets
from offwatch.plan.ejection.repair_line import repair_line
from offwatch.plan.roster.roster import Line, Person


class Takeover(NamedTuple):
    """A line in which a duty is taken over, the days taken, and the days of what is given up."""

    line: Line
    taken: frozenset[int]
    ejected: tuple[int, ...]


def takeovers(
    facts: LineFacts,
    who: Person,
    line: Line,
    days: range,
    held: str,
    kept: frozenset[int],
    pinned: int = 0,
) -> list[Takeover]:
    """Find the lines in which a person takes a duty over and gives up as little as possible.

    Parameters
    ----------
    facts : LineFacts
        The roster and its absences.
    who : Person
        Who takes the duty over.
    line : Line
        What the person holds now.
    days : range
        The days of the duty.
    held : str
        The shift or mission.
    kept : frozenset of int
        Days taken over before, which are not given up again.
    pinned : int
        More days that are not to be given up, as bits.

    Returns
    -------
    list of Takeover
        None of them gives up more than another one does; empty if there is no way.

    Raises
    ------
    TooManySets
        There is more to give up than the search looks at.
    """
    if not facts.free.may_take(who.id, held, days[0]) or any(d in kept for d in days):
        return []
    fixed = pinned | facts.frozen.get(who.id, 0) | bits(kept)
    if not facts.is_monotone(who):
        found = repair_line(facts, who, line, days, held, kept)
        ways = [_compared(line, after) for after in found]
        return [w for w in ways if not bits(w.ejected) & fixed & ~bits(days)]
    masks = set(MinimalSets(facts, who, line, days, held, fixed).find())
    least = [g for g in sorted(masks) if not any(o != g and o & g == o for o in masks)]
    return [_taken_over(line, days, held, ejected) for ejected in least]


def can_take_over(
    facts: LineFacts, who: Person, line: Line, days: range, held: str, kept: frozenset[int]
) -> bool | None:
    """Say whether `takeovers` would find any, without finding them.

    Whatever may be given up is no hindrance, so only the days that must stay are looked at.

    Parameters
    ----------
    facts, who, line, days, held, kept
        As for `takeovers`.

    Returns
    -------
    bool or None
        ``None`` where this does not tell, because every rule has to be asked.
    """
    if not facts.free.may_take(who.id, held, days[0]) or any(d in kept for d in days):
        return False
    if not facts.is_monotone(who):
        return None
    taken, stays = bits(days), 0
    frozen = facts.frozen.get(who.id, 0)
    for d in members_of(frozen | bits(kept)):
        if line[d] is not None:
            stays |= facts.duty_days(line, d)
    if (frozen | stays) & taken:
        return False
    return _fits(facts, who, line, days, held, stays)


def _fits(facts: LineFacts, who: Person, line: Line, days: range, held: str, stays: int) -> bool:
    """Say whether a duty breaks no limit beside those days alone that must stay."""
    rules, work = who.rules, stays | bits(days)
    rest, may_follow = rules.rest_min, facts.successions.may_follow
    reach = facts.successions.reach(rest)
    for e in members_of(stays):
        other, before, after = line[e] or "", days[0] - e, e - days[-1]
        if 0 < before <= reach and not may_follow(other, held, before, e, rest):
            return False
        if 0 < after <= reach and not may_follow(held, other, after, days[-1], rest):
            return False
    if rules.max_run is not None and longest_run(work) > rules.max_run:
        return False
    weekends = sum(1 for weekend in facts.weekends if work & weekend)
    if rules.max_weekends is not None and weekends > rules.max_weekends:
        return False
    most = rules.max_shifts.get(held)
    if most is not None and len(days) + sum(line[d] == held for d in members_of(stays)) > most:
        return False
    minutes = len(days) * facts.minutes[held]
    minutes += sum(facts.minutes[line[d] or ""] for d in members_of(stays))
    return who.most_minutes is None or minutes <= who.most_minutes


def _taken_over(line: Line, days: range, held: str, ejected: int) -> Takeover:
    after = list(line)
    for d in members_of(ejected):
        after[d] = None
    for d in days:
        after[d] = held
    return Takeover(tuple(after), frozenset(days), tuple(members_of(ejected)))


def _compared(line: Line, after: Line) -> Takeover:
    both = list(enumerate(zip(line, after, strict=True)))
    taken = frozenset(d for d, (a, b) in both if b is not None and a != b)
    return Takeover(after, taken, tuple(d for d, (a, b) in both if a is not None and a != b))
