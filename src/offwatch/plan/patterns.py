"""What people look for in a roster on the wall: shared nights and weekends, and quiet patterns.

Counted plainly from the roster; the search that betters them counts with days as bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

from offwatch.plan.roster.roster import DAY_MIN, Person, Roster

NIGHT_MIN = (0, 300)  # night time always holds the hours from midnight to five
LEAST_NIGHT_MIN = 180  # of it that make a duty a night


class Patterns(NamedTuple):
    """Less is better in every part.

    Parameters
    ----------
    night_spread, weekend_spread : int
        The most nights, or weekends worked, of one person less the fewest of another; of those who
        may hold a night, or anything on a weekend, and may work as much as anybody.
    lone_nights : int
        Nights without a night before or after, for that person.
    single_days : int
        Days worked between two days off.
    single_days_off : int
        Days off between two days worked.
    split_weekends : int
        Weekends of which one day is worked.
    backward : int
        Duties that begin at an earlier hour than the one of the day before.
    changes : int
        Duties next to each other that are not the same shift.
    """

    night_spread: int
    weekend_spread: int
    lone_nights: int
    single_days: int
    single_days_off: int
    split_weekends: int
    backward: int
    changes: int


def night_shifts(roster: Roster) -> frozenset[str]:
    """Give the shifts of which at least three hours lie between midnight and five.

    Parameters
    ----------
    roster : Roster
        Whose shifts are meant; one without a start is none.

    References
    ----------
    Directive 2003/88/EC, article 2 (3) and (4): night time and night worker.
    """
    found = set()
    for shift in roster.shifts:
        if shift.start_min is None:
            continue
        end = shift.start_min + shift.minutes
        in_night = sum(
            max(0, min(end, NIGHT_MIN[1] + d) - max(shift.start_min, NIGHT_MIN[0] + d))
            for d in range(0, end + DAY_MIN, DAY_MIN)
        )
        if in_night >= LEAST_NIGHT_MIN:
            found.add(shift.id)
    return frozenset(found)


def count_patterns(roster: Roster) -> Patterns:
    """Count the patterns of a roster, with what its people's history tells of the days before.

    Parameters
    ----------
    roster : Roster
        Any roster.

    Returns
    -------
    Patterns
        The counts over all people.
    """
    nights = night_shifts(roster)
    lone = single = off = split = backward = changes = 0
    on_nights: dict[str, int] = {}
    on_weekends: dict[str, int] = {}
    first = roster.first_day.weekday()
    saturdays = [d for d in range(-1, roster.days) if (first + d) % 7 == 5]
    for person in roster.people:
        held = _known(person, roster)
        mine = {d for d, h in held.items() if h in nights}
        on_nights[person.id] = sum(d >= 0 for d in mine)
        lone += sum(d >= 0 and not mine & {d - 1, d + 1} for d in mine)
        inner = range(-1, roster.days - 1) if person.history.worked else range(1, roster.days - 1)
        blocks = [(d - 1 in held, d in held, d + 1 in held) for d in inner]
        single += blocks.count((False, True, False))
        off += blocks.count((True, False, True))
        worked = [(s in held, s + 1 in held) for s in saturdays]
        whole = [w for s, w in zip(saturdays, worked, strict=True) if 0 <= s < roster.days - 1]
        split += sum(a != b for a, b in whole)
        on_weekends[person.id] = sum(
            (s >= 0 and a) or (s + 1 < roster.days and b)
            for s, (a, b) in zip(saturdays, worked, strict=True)
        )
        for d in range(roster.days):
            before, now = held.get(d - 1), held.get(d)
            if before in roster.shift and now in roster.shift and before != now:
                changes += 1
                backward += _begins(roster, now) < _begins(roster, before)
    return Patterns(
        _spread(on_nights, _sharing(roster, nights)),
        _spread(on_weekends, _sharing(roster, roster.shift.keys())),
        lone,
        single,
        off,
        split,
        backward,
        changes,
    )


def _known(person: Person, roster: Roster) -> dict[int, str]:
    """What is held by day, days before the first included; unknown work is an empty name."""
    before = {d: "" for d, busy in person.history.worked.items() if busy}
    return {**before, **person.history.duties, **roster.duties.get(person.id, {})}


def _begins(roster: Roster, shift: str | None) -> int:
    return (roster.shift[shift].start_min or 0) if shift in roster.shift else 0


def _sharing(roster: Roster, shifts: Set[str]) -> list[str]:
    """Who may hold any of some shifts, of those who may work as much as anybody."""
    most = [
        DAY_MIN * roster.days if p.most_minutes is None else p.most_minutes for p in roster.people
    ]
    whole = max(most, default=0)
    return [
        p.id
        for p, minutes in zip(roster.people, most, strict=True)
        if minutes == whole and any(p.rules.max_shifts.get(s, 1) > 0 for s in shifts)
    ]


def _spread(counts: Mapping[str, int], people: Iterable[str]) -> int:
    mine = [counts[p] for p in people]
    return max(mine, default=0) - min(mine, default=0)
