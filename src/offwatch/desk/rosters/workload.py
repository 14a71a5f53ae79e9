"""What each person of a roster works: counts to compare, and the credit that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from offwatch.desk.rosters.duties import held_duties
from offwatch.names import name_key
from offwatch.plan import Roster

NIGHT = (time(0), time(5))  # a duty that overlaps these hours of a day is a night
MOST_CREDIT = 366
MOST_PERIODS = 26  # what was longer ago is nobody's credit any more


@dataclass(frozen=True, slots=True)
class Workload:
    """One person's duties in one roster.

    ``weekends``: those of which a day is worked. ``credit``: days worked beyond a fair share in the
    periods before.
    """

    person: str
    name: str
    duties: int
    hours: int
    nights: int
    weekends: int
    credit: int


def workloads(roster: Roster) -> tuple[Workload, ...]:
    """A line for each person, in the order of the roster."""
    zone = ZoneInfo(roster.zone)
    duties = {p.id: 0 for p in roster.people}
    hours = dict.fromkeys(duties, timedelta())
    nights = dict.fromkeys(duties, 0)
    weekends: dict[str, set[tuple[int, int]]] = {person: set() for person in duties}
    for held in held_duties(roster):
        person = held.person
        duties[person] += 1
        hours[person] += held.worked
        nights[person] += _is_night(held.starts_at, held.ends_at, zone)
        weekends[person] |= {d.isocalendar()[:2] for d in held.days if d.weekday() >= 5}
    return tuple(
        Workload(
            p.id,
            p.name,
            duties[p.id],
            round(hours[p.id] / timedelta(hours=1)),
            nights[p.id],
            len(weekends[p.id]),
            p.credit,
        )
        for p in roster.people
    )


def with_credit(roster: Roster, before: Roster | None) -> Roster:
    """The roster whose people bring the credit of the period before; one that a form gives stays.

    Credit is days worked beyond the mean of the team, added to what was carried before.
    """
    if before is None or not before.people:
        return roster
    worked = {p.id: sum(what is not None for what in before.line(p.id)) for p in before.people}
    fair = sum(worked.values()) / len(worked)
    credit = {
        name_key(p.id): max(-MOST_CREDIT, min(MOST_CREDIT, p.credit + round(worked[p.id] - fair)))
        for p in before.people
    }
    people = tuple(
        p if p.credit else replace(p, credit=credit.get(name_key(p.id), 0)) for p in roster.people
    )
    return replace(roster, people=people)


def credited(rosters: Sequence[Roster]) -> Roster | None:
    """The last of these rosters, which follow each other, with the credit of all before it."""
    last: Roster | None = None
    for roster in rosters[-MOST_PERIODS:]:
        last = with_credit(roster, last)
    return last


def _is_night(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
    day = starts_at.astimezone(zone).date()
    while datetime.combine(day, NIGHT[0], zone) < ends_at:
        begins, ends = (datetime.combine(day, at, zone) for at in NIGHT)
        if starts_at < ends and ends_at > begins:
            return True
        day += timedelta(days=1)
    return False
