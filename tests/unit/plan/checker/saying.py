"""What the checker says, short enough to compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from offwatch.plan import Absences, Roster, check
from offwatch.plan.roster.roster import History, MinuteSpan, Shift

Said = tuple[str, str | None, int | None, int, str]


def said(base: Roster, now: Roster, absent: Absences | None = None) -> list[Said]:
    """Everything about each breach but its key."""
    return [(b.rule, b.person, b.day, b.amount, b.words) for b in check(base, now, absent or {})]


def broken(
    base: Roster, now: Roster, absent: Absences | None = None
) -> list[tuple[str, str | None, int | None]]:
    """The rule, whose and on which day."""
    return [(b.rule, b.person, b.day) for b in check(base, now, absent or {})]


def away(day: int, hour: float, hours: float) -> frozenset[int | MinuteSpan]:
    """An absence of some hours."""
    start = round(day * 1440 + hour * 60)
    return frozenset({MinuteSpan(start, start + round(hours * 60))})


def with_shifts(base: Roster, *shifts: Shift) -> Roster:
    """The roster with more kinds of shift."""
    return replace(base, shifts=(*base.shifts, *shifts))


def with_history(base: Roster, person: str, **history: Any) -> Roster:
    """The roster with what one person did before its first day."""
    people = (replace(p, history=History(**history)) if p.id == person else p for p in base.people)
    return replace(base, people=tuple(people))


def holding(base: Roster, **duties: dict[int, str]) -> Roster:
    """The roster with the whole line of some people written by day."""
    return base.with_duties({**base.duties, **duties})
