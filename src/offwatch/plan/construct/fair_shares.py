"""What a fair share of the days, nights and weekends of a roster is for each person."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from offwatch.plan.objective import covers, crews
from offwatch.plan.patterns import night_shifts
from offwatch.plan.roster.roster import Person, Roster


class FairShare(NamedTuple):
    """How many days, nights and weekends would be an even share for one person."""

    days: float
    nights: float
    weekends: float


class FairShares:
    """Shares of what is demanded, by how much each person may work.

    Parameters
    ----------
    base : Roster
        Demand, people and rules, and the duties given beforehand.
    """

    def __init__(self, base: Roster) -> None:
        self.base = base
        self.room = {p.id: _room(base, p) for p in base.people}
        carried = [p.credit for p in base.people]
        self.seats = _seats(base)
        self.level = _level(self.seats, carried, [self.room[p.id] for p in base.people])
        self.part = {p.id: max(0, min(self.level - p.credit, self.room[p.id])) for p in base.people}
        nights = night_shifts(base)
        first = base.first_day.weekday()
        weekends: dict[int, dict[int, int]] = {}
        demanded = [(c.key, c.need) for c in covers(base, whole=True) if not isinstance(c.key, str)]
        for (d, _), need in demanded:
            if (first + d) % 7 >= 5:
                of_week = weekends.setdefault((first + d) // 7, {})
                of_week[d] = of_week.get(d, 0) + need
        in_nights = sum(need for (_, s), need in demanded if s in nights)
        self.night = self._each(in_nights, nights)
        in_weekends = sum(max(days.values()) for days in weekends.values())
        self.weekend = self._each(in_weekends, base.shift.keys())

    @property
    def least_most(self) -> int:
        """The least that the most days of one person, with the credit carried, can come to."""
        return max(0, self.level)

    def of(self, person: Person) -> FairShare:
        """Give one person's share."""
        return FairShare(
            self.part[person.id],
            self.night.get(person.id, 0.0),
            self.weekend.get(person.id, 0.0),
        )

    def _each(self, total: int, shifts: Set[str]) -> dict[str, float]:
        """Split a number over those who may hold any of some shifts, by their part of the days."""
        able = [p.id for p in self.base.people if any(p.rules.max_shifts.get(s, 1) for s in shifts)]
        parts = sum(self.part[p] for p in able)
        return {p: total * self.part[p] / parts if parts else 0.0 for p in able}


def _seats(base: Roster) -> int:
    """Days of duty in all once every seat is filled, those given beyond demand included."""
    on = crews(base)
    seats = 0
    for cover in covers(base, whole=True):
        days = base.mission[cover.key].days if isinstance(cover.key, str) else 1
        seats += days * max(cover.need, len(on.get(cover.key, ())))
    demanded = {cover.key for cover in covers(base, whole=True)}
    return seats + sum(len(crew) for key, crew in on.items() if key not in demanded)


def _room(base: Roster, person: Person) -> int:
    """The most days that a person may work, by minutes and days off."""
    given = base.duties.get(person.id, {})
    free = sum(d not in person.off or d in given for d in range(base.days))
    most = person.most_minutes
    lengths = [*(s.worked_min for s in base.shifts), *(m.minutes for m in base.missions)]
    shortest = min(lengths, default=0)
    if most is None or not shortest:
        return free
    return max(len(given), min(free, most // shortest))


def _level(seats: int, carried: Sequence[int], room: Sequence[int]) -> int:
    """The least number of days, with credit, up to which people fill so many seats."""

    def filled(level: int) -> int:
        return sum(
            max(0, min(level - credit, most)) for credit, most in zip(carried, room, strict=True)
        )

    if not room or filled(max(carried, default=0) + max(room)) < seats:
        return max(carried, default=0) + max(room, default=0)
    low, high = min(carried), max(carried) + max(room)
    while low < high:
        half = (low + high) // 2
        low, high = (low, half) if filled(half) >= seats else (half + 1, high)
    return low
