"""Which rules a roster breaks, as people are told of it; the plan's checker finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from offwatch.desk.rosters.seams import with_history
from offwatch.language import short_date
from offwatch.plan import Breach, Roster, standing


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """One rule that one person's duties do not keep, on a day or over the whole period."""

    person: str
    name: str
    rule: str
    day: date | None
    words: str

    @property
    def when(self) -> str:
        return short_date(self.day) if self.day else ""

    def as_dict(self) -> dict[str, str | None]:
        return {**asdict(self), "day": self.day.isoformat() if self.day else None}


def broken_rules(roster: Roster) -> tuple[BrokenRule, ...]:
    """Every rule that the roster breaks by itself, by person and day."""
    return tuple(_told(roster, breach) for breach in standing(roster))


def newly_broken(
    before: Roster | None, after: Roster, following: Roster | None = None
) -> tuple[BrokenRule, ...]:
    """The rules that a roster breaks and the one in force kept.

    Parameters
    ----------
    before : Roster or None
        The version in force of the same days, if there is one.
    after : Roster
        The roster that is to take its place.
    following : Roster or None
        The next period's roster, for which these days are the history.
    """
    found = _new(before, after)
    if following is not None:
        found += _new(with_history(following, before or after), with_history(following, after))
    return tuple(found)


def _new(before: Roster | None, after: Roster) -> list[BrokenRule]:
    was = {_place(b): b.amount for b in standing(before)} if before is not None else {}
    return [_told(after, b) for b in standing(after) if b.amount > was.get(_place(b), 0)]


def _place(breach: Breach) -> tuple[object, ...]:
    return (breach.rule, breach.person, breach.key)


def _told(roster: Roster, breach: Breach) -> BrokenRule:
    person = breach.person or ""
    return BrokenRule(
        person=person,
        name=roster.person[person].name if person in roster.person else "",
        rule=breach.rule,
        day=None if breach.day is None else roster.day_at(breach.day),
        words=breach.words,
    )


def lines(found: Sequence[BrokenRule], most: int = 20) -> list[str]:
    """A line for each, as a terminal or a record shows it; the rest as a number."""
    said = [f"{b.name}{f', {b.day}' if b.day else ''}: {b.words}" for b in found[:most]]
    return said + ([f"and {len(found) - most} more"] if len(found) > most else [])
