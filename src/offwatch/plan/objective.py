"""How much a plan disturbs: the objective of the design, counted from the two rosters alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from offwatch.plan.roster.availability import Availability, duties_on, news, without_absent
from offwatch.plan.roster.roster import Absences, Roster

Key = tuple[int, str] | str
Goal = Literal["replan", "arrange", "make"]
TOLERANCE_DAYS = 1  # of added work that counts as nothing


class Objective(NamedTuple):
    """Compared from left to right; less is better."""

    open: int
    told: int
    moved: int
    changed: int
    fairness: int
    wishes: int


class Cover(NamedTuple):
    """Seats to hold for one shift on one day, or for one mission: never above cover before."""

    key: Key
    need: int
    skills: tuple[tuple[str, int], ...]


def crews(roster: Roster) -> Mapping[Key, Sequence[str]]:
    """Who is on each shift of each day, ``(day, shift)``, and on each mission, by its id."""
    return roster.once(_crews)


def _crews(roster: Roster) -> dict[Key, list[str]]:
    shift, start = roster.shift.keys(), {m.id: m.start for m in roster.missions}
    found: dict[Key, list[str]] = {}
    for person in roster.people:
        for day, held in roster.duties.get(person.id, {}).items():
            if held in shift:
                found.setdefault((day, held), []).append(person.id)
            elif day == start[held]:
                found.setdefault(held, []).append(person.id)
    return found


def covers(base: Roster, *, whole: bool = False) -> tuple[Cover, ...]:
    """What must stay covered: ``min(demand, cover before)``, in all and for each skill.

    With ``whole`` all that is demanded, whoever was on it before.
    """
    return base.once(_covers_demanded if whole else _covers_held)


def _covers_demanded(base: Roster) -> tuple[Cover, ...]:
    return tuple(Cover(key, n, tuple(sorted(skills.items()))) for key, n, skills in _demanded(base))


def _covers_held(base: Roster) -> tuple[Cover, ...]:
    on = crews(base)
    found = []
    for key, need, skills in _demanded(base):
        crew = on.get(key, [])
        held = {s: sum(s in base.person[p].skills for p in crew) for s in skills}
        kept = tuple((s, min(n, held[s])) for s, n in sorted(skills.items()) if min(n, held[s]))
        if crew and need:
            found.append(Cover(key, min(need, len(crew)), kept))
    return tuple(found)


def _demanded(base: Roster) -> Iterator[tuple[Key, int, Mapping[str, int]]]:
    yield from (((c.day, c.shift), c.need, c.skills) for c in base.demand)
    yield from ((m.id, m.need, m.skills) for m in base.missions)


def missing(roster: Roster, cover: Cover, crew: Sequence[str]) -> int:
    """Seats of one cover that a crew leaves open, in all or for the skill that lacks most."""
    short = cover.need - len(crew)
    for skill, least in cover.skills:
        short = max(short, least - sum(skill in roster.person[p].skills for p in crew))
    return max(0, short)


def open_seats(
    base: Roster, after: Roster, *, whole: bool = False
) -> tuple[tuple[int, str, int], ...]:
    """Seats covered before and open now: day (a mission's first), shift or mission, how many.

    With ``whole`` all seats that are demanded and open.
    """
    on = crews(after)
    found = []
    for cover in covers(base, whole=whole):
        key = cover.key
        n = missing(after, cover, on.get(key, ()))
        if n and isinstance(key, str):
            found.append((after.mission[key].start, key, n))
        elif n and not isinstance(key, str):
            found.append((*key, n))
    return tuple(sorted(found))


def changed_days(base: Roster, after: Roster) -> Iterator[tuple[str, int]]:
    """Every person and day that is not as it was."""
    for person in base.people:
        was, now = base.duties.get(person.id, {}), after.duties.get(person.id, {})
        if was is now or was == now:
            continue
        for day in sorted(was.keys() | now.keys()):
            if was.get(day) != now.get(day):
                yield person.id, day


def told_people(base: Roster, after: Roster, absent: Absences) -> tuple[str, ...]:
    """Who must be told: the people with a changed day outside their own absence."""
    told = {p for p, _ in news_of(base, after, absent)}
    return tuple(p.id for p in base.people if p.id in told)


def news_of(base: Roster, after: Roster, absent: Absences) -> list[tuple[str, int]]:
    """Every person and day that is not as it was, but for duties lost to their own absence."""
    free = Availability(base, absent)
    found: list[tuple[str, int]] = []
    for person in base.people:
        was, now = base.duties.get(person.id, {}), after.duties.get(person.id, {})
        if was is not now and was != now:
            found += [(person.id, d) for d in news(free, person.id, after.line(person.id))]
    return found


def days_hit(roster: Roster, avoid: Absences) -> int:
    """How many of the days, or stretches of time, to avoid somebody is on duty in."""
    wanted = Availability(roster, avoid)
    return sum(bool(duties_on(roster, p, span)) for p in avoid for span in wanted.spans(p))


def moved_missions(base: Roster, after: Roster) -> tuple[tuple[str, int, int], ...]:
    """Missions that start on another day, with the day before and the day now."""
    starts: Mapping[str, int] = {m.id: m.start for m in after.missions}
    return tuple((m.id, m.start, starts[m.id]) for m in base.missions if starts[m.id] != m.start)


def score(base: Roster, after: Roster, absent: Absences) -> Objective:
    """The objective of a re-plan."""
    changed = news_of(base, after, absent)
    return Objective(
        open=sum(n for _, _, n in open_seats(base, after)),
        told=len({p for p, _ in changed}),
        moved=len(moved_missions(base, after)),
        changed=len(changed),
        fairness=added_load(base, after),
        wishes=wishes_lost(base, after, left=without_absent(base, absent)),
    )


def score_arranged(base: Roster, after: Roster, avoid: Absences) -> Objective:
    """The objective for a draft: rhythm days hit stand where a re-plan counts people told."""
    hit = days_hit(after, avoid)
    changed = sum(1 for _ in changed_days(base, after))
    opened = sum(n for _, _, n in open_seats(base, after))
    moved = len(moved_missions(base, after))
    load, lost = added_load(base, after), wishes_lost(base, after)
    return Objective(opened, hit, moved, changed, load, lost)


def score_made(base: Roster, after: Roster, avoid: Absences) -> Objective:
    """The objective for a roster drawn up from demand: rhythm days hit stand where people told do.

    In the place of changed days stand hours short of ``min_minutes``; fairness is the most days
    worked by one person, with the credit carried.
    """
    hit = days_hit(after, avoid)
    opened = sum(n for _, _, n in open_seats(base, after, whole=True))
    most = max((len(after.duties.get(p.id, {})) + p.credit for p in base.people), default=0)
    moved, lost = len(moved_missions(base, after)), wishes_lost(base, after, whole=True)
    return Objective(opened, hit, moved, hours_short(after), max(0, most), lost)


def hours_short(roster: Roster) -> int:
    """Hours that people lack to their least, each person's rounded up."""
    short = 0
    for person in roster.people:
        held = roster.duties.get(person.id, {}).values()
        lack = (person.least_minutes or 0) - sum(map(roster.minutes_of, held))
        short += max(0, -(-lack // 60))
    return short


def wishes_lost(
    base: Roster, after: Roster, *, left: Roster | None = None, whole: bool = False
) -> int:
    """Days wished off that are on duty now and were not, and wanted duties held before, not now.

    With ``left`` only wanted duties that this roster, which the absences leave, still has; with
    ``whole`` all wanted duties that are not held, whether or not they were before.
    """
    lost = 0
    for p in base.people:
        had = (base if left is None else left).duties.get(p.id, {})
        was, now = base.duties.get(p.id, {}), after.duties.get(p.id, {})
        lost += sum(d in now and d not in was for d in p.wishes)
        lost += sum(
            not is_wanted(now.get(d), shift) and (whole or is_wanted(had.get(d), shift))
            for d, shift in p.wants.items()
        )
    return lost


def is_wanted(held: str | None, wanted: str | None) -> bool:
    """Whether what is held on a day is the duty wanted then; ``None`` wants any."""
    return held is not None and wanted in (held, None)


def wishes_kept(roster: Roster) -> tuple[int, int]:
    """Count the wishes that a roster keeps, days off and duties wanted, and all there are.

    Parameters
    ----------
    roster : Roster
        With its people's ``wishes`` and ``wants``.

    Returns
    -------
    tuple of int and int
        How many are kept, and how many there are.
    """
    kept = total = 0
    for p in roster.people:
        held = roster.duties.get(p.id, {})
        kept += sum(d not in held for d in p.wishes)
        kept += sum(is_wanted(held.get(d), shift) for d, shift in p.wants.items())
        total += len(p.wishes) + len(p.wants)
    return kept, total


def added_load(base: Roster, after: Roster) -> int:
    """Most work days added to any one person, with the credit carried, beyond a tolerance."""
    most = 0
    for p in base.people:
        added = len(after.duties.get(p.id, {})) - len(base.duties.get(p.id, {}))
        if added > 0:
            most = max(most, added + p.credit - TOLERANCE_DAYS)
    return most


def lost_seats(base: Roster, absent: Absences) -> int:
    """Seats open when everybody away is simply taken off: what doing nothing costs."""
    return sum(n for _, _, n in open_seats(base, without_absent(base, absent)))


def cost_of(goal: Goal, base: Roster, after: Roster, absent: Absences) -> Objective:
    """The objective of a re-plan after absences, or of a draft with days to avoid."""
    how = {"replan": score, "arrange": score_arranged, "make": score_made}
    return how[goal](base, after, absent)


def touches_guarded(base: Roster, after: Roster) -> bool:
    """Whether anybody comes onto or leaves a guarded seat."""
    was, now = crews(base), crews(after)
    cells = ((c.day, c.shift) for c in base.demand if c.guarded)
    return any(was.get(cell) != now.get(cell) for cell in cells)
