"""An open seat taken by a member, where the team allows it: in force at once, if no rule breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from offwatch.desk.editing.edit import Edit, cells_of, with_cells, would_break
from offwatch.desk.lock import lock_for_planner, lock_team
from offwatch.desk.models import Person, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.cover import OpenSeat
from offwatch.desk.rosters.current import in_force, roster_of
from offwatch.desk.rosters.duties import held_duties
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.errors import Refused
from offwatch.plan import Roster, dump_roster
from offwatch.plan.objective import covers, crews, missing

MOST_LOOKED_AT = 60


def seats_for(person: Person, seats: Sequence[OpenSeat], now: datetime) -> set[tuple[date, str]]:
    """Which of these seats somebody may take now; none where the team does not allow it."""
    if not person.team.members_take:
        return set()
    rosters = [roster_of(version) for version in in_force(person.team)]
    return {
        (seat.day, seat.what)
        for seat in seats[:MOST_LOOKED_AT]
        for roster in rosters
        if _may_take(roster, person.key, seat.day, seat.what, now)
    }


@transaction.atomic
def do_take_seat(actor: Person, day: date, what: str, now: datetime) -> DeskOutcome:
    """Take an open seat of a shift: a new version in which nothing else is changed.

    Raises
    ------
    Refused
        ``seat.planner`` where the team leaves open seats to its planner; ``seat.not-free`` where
        the seat is taken, has begun, or a rule or a skill that is lacking stands against it.
    """
    team = lock_team(actor.team_id)
    if not team.members_take:
        raise Refused("seat.planner", "In this team a planner fills open seats; ask them.")
    for version in in_force(team):
        if _may_take(roster_of(version), actor.key, day, what, now):
            _publish(team, version, actor, day, what, now)
            return DeskOutcome("taken", "It is yours now.")
    raise Refused(
        "seat.not-free",
        "This seat is taken, has begun, or a rule of the team stands against it; look at the page"
        " again.",
    )


@transaction.atomic
def do_let_members_take(actor: Person, allowed: bool) -> DeskOutcome:
    """Say whether members may take open seats by themselves."""
    team = lock_for_planner(actor)
    team.members_take = allowed
    team.save(update_fields=["members_take"])
    return DeskOutcome("saved", "Saved.")


def _may_take(roster: Roster, key: str, day: date, what: str, now: datetime) -> bool:
    """Whether the seat is open, lies ahead, and neither a skill nor a rule stands against it."""
    index = roster.index_of(day)
    within = 0 <= index < roster.days and key in roster.person and what in roster.shift
    if not within or index in roster.person[key].off or index in roster.duties.get(key, {}):
        return False
    cover = next((c for c in covers(roster, whole=True) if c.key == (index, what)), None)
    crew = crews(roster).get((index, what), ())
    if cover is None or missing(roster, cover, [*crew, key]) >= missing(roster, cover, crew):
        return False
    alone = replace(roster, people=(roster.person[key],), missions=(), duties={key: {index: what}})
    begins = min(held.starts_at for held in held_duties(alone))
    return begins > now and not would_break(roster, Edit("give", key, day, what))


def _publish(
    team: Team, version: RosterVersion, actor: Person, day: date, what: str, now: datetime
) -> None:
    before = roster_of(version)
    cells = cells_of(before, Edit("give", actor.key, day, what))
    publish(
        team,
        Publication.read(with_cells(dump_roster(before), cells)),
        base=version,
        made_by=actor,
        why="Open seat taken",
        now=now,
    )
