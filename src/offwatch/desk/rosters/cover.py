"""What is needed and who is there: per day, shift and skill; values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from offwatch.plan import Roster
from offwatch.plan.objective import covers, crews, missing, open_seats


@dataclass(frozen=True, slots=True)
class CoverCell:
    """One day of one line: how many are needed, and how many there are."""

    need: int
    have: int

    @property
    def short(self) -> int:
        return max(0, self.need - self.have)


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One shift, or one skill of it; a day without demand has no cell."""

    shift: str
    name: str
    skill: str
    cells: tuple[CoverCell | None, ...]


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """Seats of one duty on one day that nobody fills; ``skills`` are those that are lacking."""

    day: date
    what: str
    name: str
    seats: int
    skills: tuple[str, ...]


def cover_rows(roster: Roster) -> tuple[CoverRow, ...]:
    """A line for each shift that is demanded, and one below it for each skill asked of it."""
    on = crews(roster)
    demanded = {(d.day, d.shift): d for d in roster.demand}
    found = []
    for shift in roster.shifts:
        of_shift = [d for d in roster.demand if d.shift == shift.id]
        if not of_shift:
            continue
        skills = sorted({s for d in of_shift for s in d.skills})
        for skill in ("", *skills):
            cells: list[CoverCell | None] = []
            for day in range(roster.days):
                seat = demanded.get((day, shift.id))
                need = 0 if seat is None else seat.skills.get(skill, 0) if skill else seat.need
                crew = on.get((day, shift.id), ())
                have = sum(not skill or skill in roster.person[p].skills for p in crew)
                cells.append(CoverCell(need, have) if need or (have and not skill) else None)
            found.append(CoverRow(shift.id, shift.name, skill, tuple(cells)))
    return tuple(found)


def open_list(roster: Roster) -> tuple[OpenSeat, ...]:
    """Every seat that is demanded and open, by day; their sum is what cards and pages count."""
    on = crews(roster)
    lacking = {
        cover.key: tuple(s for s, n in cover.skills if _with(roster, s, on.get(cover.key, ())) < n)
        for cover in covers(roster, whole=True)
        if missing(roster, cover, on.get(cover.key, ()))
    }
    return tuple(
        OpenSeat(
            roster.day_at(day),
            what,
            roster.name_of(what),
            seats,
            lacking[what if what in roster.mission else (day, what)],
        )
        for day, what, seats in open_seats(roster, roster, whole=True)
    )


def seats_open(roster: Roster) -> int:
    return sum(seat.seats for seat in open_list(roster))


def _with(roster: Roster, skill: str, crew: Sequence[str]) -> int:
    return sum(skill in roster.person[p].skills for p in crew)
