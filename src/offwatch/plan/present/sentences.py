"""A plan in words: a title, and a reason for each change."""

from __future__ import annotations

import re
from datetime import date

from offwatch.language import short_day
from offwatch.plan.objective import changed_days, moved_missions, open_seats
from offwatch.plan.reason import Reason
from offwatch.plan.result import Change, Move
from offwatch.plan.roster.availability import (
    Availability,
    days_touched,
    whole_days,
    without_absent,
)
from offwatch.plan.roster.roster import Absences, Roster
from offwatch.plan.scope import CHAINS, GREEDY

_SOLVERS = {"highs": "HiGHS", "cp-sat": "CP-SAT"}
_METHODS = {
    GREEDY: "with each seat filled directly",
    CHAINS: "by handing seats on",
    **{name: f"by the solver {words}" for name, words in _SOLVERS.items()},
}


def explain(base: Roster, after: Roster, absent: Absences) -> tuple[Change, ...]:
    """Describe every changed day with the reason for it.

    Parameters
    ----------
    base, after : Roster
        The roster before and after.
    absent : Absences
        Who is away on which days (indexes).
    """
    return tuple(
        Change(
            person=p,
            day=d,
            was=base.duties.get(p, {}).get(d),
            now=after.duties.get(p, {}).get(d),
            reason=_why(base, after, absent, p, d),
        )
        for p, d in changed_days(base, after)
    )


def explain_moves(base: Roster, after: Roster, absent: Absences) -> tuple[Move, ...]:
    """Describe every moved mission with the reason for it.

    Parameters
    ----------
    base, after, absent
        As for `explain`.
    """
    found = []
    short = {held for _, held, _ in open_seats(base, after)}
    hit = Availability(base, absent).hit
    for mission, was, now in moved_missions(base, after):
        away = [p for p in base.members(mission) if mission in hit.get(p, ())]
        if away and set(away) <= set(after.members(mission)):
            reason = Reason("all-can")
        elif mission in short:
            reason = Reason("fewer-open")
        else:
            reason = Reason("crew-free")
        found.append(Move(mission, was, now, reason))
    return tuple(found)


def title(base: Roster, after: Roster, absent: Absences) -> str:
    """Name a plan in a few words, as a button may carry them.

    Parameters
    ----------
    base, after, absent
        As for `explain`.
    """
    moves = moved_missions(base, after)
    if len(moves) == 1:
        mission, was, now = moves[0]
        return f"Move {base.mission[mission].name} {_by(now - was)}"
    if moves:
        return f"Move {len(moves)} missions"
    beyond = {p for p, d in changed_days(without_absent(base, absent), after)}
    if not beyond:
        return "Leave it open" if _lost_any(base, absent) else "Change nothing"
    if len(beyond) == 1:
        return f"{base.person[min(beyond)].name} takes over"
    words = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
    return f"Swap {words.get(len(beyond), len(beyond))} people"


def how_found(solver: str) -> str:
    """Say how a plan was found, in words for the terminal.

    Parameters
    ----------
    solver : str
        ``Plan.solver`` or ``Made.solver``: the name of the method, and what befell the solvers.

    Returns
    -------
    str
        A clause without a full stop.
    """
    for name, words in _METHODS.items():
        if solver.startswith(name):
            solver = words + solver.removeprefix(name)
            break
    return re.sub(r"\b(highs|cp-sat)\b", lambda name: _SOLVERS[name[1]], solver)


def day_words(day: date) -> str:
    """Write a day as people say it: ``Mon 23 Nov``."""
    return short_day(day)


def _lost_any(base: Roster, absent: Absences) -> bool:
    return any(Availability(base, absent).undone.values())


def _by(days: int) -> str:
    side = "" if days > 0 else " earlier"
    n = abs(days)
    if n % 7 == 0:
        return f"a week{side}" if n == 7 else f"{n // 7} weeks{side}"
    return f"a day{side}" if n == 1 else f"{n} days{side}"


def _why(base: Roster, after: Roster, absent: Absences, person: str, day: int) -> Reason:
    was = base.duties.get(person, {}).get(day)
    now = after.duties.get(person, {}).get(day)
    if now is None and day in _lost(base, absent, person):
        return _away(base, absent, person, day, str(was))
    moved = {m: (a, b) for m, a, b in moved_missions(base, after)}
    if now in moved:
        return _joins_moved(base, after, person, str(now), was, moved[str(now)][1])
    if was in moved and now is None:
        named = _duty_on(base, str(was), moved[was][1])
        return Reason("moves" if person in after.members(was) else "cannot-come", named)
    if was in base.mission and _undone(base, absent, person, str(was)):
        return Reason("away-part-of", {"duty": base.name_of(str(was))})
    if now is None:
        return _gives(base, after, person, day, str(was))
    return _takes(base, after, absent, person, day, was, now)


def _duty_on(base: Roster, duty: str, day: int) -> dict[str, str | int]:
    return {"duty": base.name_of(duty), "day": base.day_at(day).isoformat()}


def _joins_moved(
    base: Roster, after: Roster, person: str, mission: str, was: str | None, start: int
) -> Reason:
    named = _duty_on(base, mission, start)
    member = person in base.members(mission)
    if member and was is not None and was != mission:
        return Reason("two-places", named)
    if member:
        return Reason("goes-along", named)
    return Reason("joins", named, _skills(base, person, mission, None))


def _takes(
    base: Roster, after: Roster, absent: Absences, person: str, day: int, was: str | None, now: str
) -> Reason:
    left = [
        p.id
        for p in base.people
        if base.duties.get(p.id, {}).get(day) == now and after.duties.get(p.id, {}).get(day) != now
    ]
    away = [p for p in left if day in _lost(base, absent, p)]
    giver = next((p for p in left if p not in away and p != person), None)
    skills = _skills(base, person, now, day)
    values: dict[str, str | int] = {}
    if away or not giver:
        head = "open"
    else:
        head, values = "over", {"person": base.person[giver].name}
    if was is not None:
        return Reason(f"{head}-instead", values | {"duty": base.name_of(was)}, skills)
    rest = _rest_before(after, person, day)
    if rest:
        return Reason(f"{head}-rested", values | {"n": rest}, skills)
    return Reason(f"{head}-free", values, skills)


def _gives(base: Roster, after: Roster, person: str, day: int, was: str) -> Reason:
    added = [
        d
        for d in after.duties.get(person, {})
        if after.duties[person][d] != base.duties.get(person, {}).get(d)
    ]
    if added:
        near = min(added, key=lambda d: (abs(d - day), d))
        return Reason("rest", _duty_on(base, after.duties[person][near], near))
    return Reason("gives-up", {"duty": base.name_of(was)})


def _lost(base: Roster, absent: Absences, person: str) -> frozenset[int]:
    return Availability(base, absent).lost.get(person, frozenset())


def _away(base: Roster, absent: Absences, person: str, day: int, was: str) -> Reason:
    """Why a duty is lost to an absence: on which day, and whether it lasts into that."""
    free = Availability(base, absent)
    if day in whole_days(absent.get(person, frozenset())):
        return Reason("away-day")
    touched = {d for span in free.spans(person) for d in days_touched(span)}
    if day in touched:
        return Reason("away-part")
    return Reason("away-before-end", {"duty": base.name_of(was)})


def _undone(base: Roster, absent: Absences, person: str, mission: str) -> bool:
    return mission in Availability(base, absent).hit.get(person, ())


def _rest_before(after: Roster, person: str, day: int) -> int:
    """Days of rest between a duty before and this one; 0 where none is known."""
    line = after.line(person)
    n = 0
    while day - n - 1 >= 0 and line[day - n - 1] is None:
        n += 1
    return 0 if day - n - 1 < 0 else n


def _skills(base: Roster, person: str, held: str, day: int | None) -> tuple[str, ...]:
    if held in base.mission:
        skills = set(base.mission[held].skills)
    else:
        skills = {s for c in base.demand if c.shift == held and c.day == day for s in c.skills}
    return tuple(sorted(skills & base.person[person].skills))
