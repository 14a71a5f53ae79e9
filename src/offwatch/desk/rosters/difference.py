"""What another roster changes: who, which day, what; values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from offwatch.language import short_date
from offwatch.names import name_key
from offwatch.plan import Roster


@dataclass(frozen=True, slots=True)
class CellChange:
    """One person's one day that is not as it was; ``None`` is a day off."""

    person: str
    name: str
    day: date
    was: str | None
    now: str | None
    was_name: str = ""
    now_name: str = ""

    @property
    def when(self) -> str:
        return short_date(self.day)

    def as_dict(self) -> dict[str, str | None]:
        return {
            "person": self.person,
            "day": self.day.isoformat(),
            "was": self.was,
            "now": self.now,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes from one roster to another of the same days."""

    cells: tuple[CellChange, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    frame: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.cells or self.joined or self.left or self.frame)


FRAME = ("zone", "days", "shifts", "rules", "demand", "missions", "frozen")


def difference(before: Roster | None, after: Roster) -> Difference:
    """What ``after`` changes; against nothing every duty of it is new."""
    was = {name_key(p.id): p for p in before.people} if before is not None else {}
    now = {name_key(p.id): p for p in after.people}
    cells: list[CellChange] = []
    for key, person in {**was, **now}.items():
        old = _days(before, was[key].id) if before is not None and key in was else {}
        new = _days(after, now[key].id) if key in now else {}
        cells += [
            CellChange(
                person.id,
                person.name,
                day,
                old.get(day),
                new.get(day),
                _name(before, old.get(day)),
                _name(after, new.get(day)),
            )
            for day in sorted(old.keys() | new.keys())
            if old.get(day) != new.get(day)
        ]
    return Difference(
        cells=tuple(cells),
        joined=tuple(p.id for key, p in now.items() if key not in was),
        left=tuple(p.id for key, p in was.items() if key not in now),
        frame=frame_changes(before, after) if before is not None else (),
    )


def lines(found: Sequence[CellChange], most: int = 40) -> list[str]:
    """A line for each, as a terminal shows it; the rest as a number."""
    said = [
        f"{c.name}, {c.day}: {c.was_name or 'free'} → {c.now_name or 'free'}" for c in found[:most]
    ]
    return said + ([f"and {len(found) - most} more"] if len(found) > most else [])


def _name(roster: Roster | None, what: str | None) -> str:
    return roster.name_of(what) if roster is not None and what is not None else ""


def _days(roster: Roster, person: str) -> dict[date, str]:
    return {roster.day_at(i): what for i, what in roster.duties.get(person, {}).items()}


def frame_changes(before: Roster, after: Roster) -> tuple[str, ...]:
    """Which parts of the roster besides the duties are others."""
    found = [name for name in FRAME if getattr(before, name) != getattr(after, name)]
    both = set(before.person) & set(after.person)
    if any(_person(before, p) != _person(after, p) for p in both):
        found.append("people")
    return tuple(found)


def _person(roster: Roster, key: str) -> tuple[object, ...]:
    """All of a person but their history, which follows from the period before."""
    p = roster.person[key]
    return (p.name, p.skills, p.rules, p.off, p.away, p.wishes, p.credit)
