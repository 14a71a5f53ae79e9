"""An open seat taken by a member, where the team allows it: in force at once, if no rule breaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from offwatch.desk.editing.edit import Edit, cells_of, with_cells, would_break
from offwatch.desk.lock import lock_for_planner, lock_team
from offwatch.desk.models import Person, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.cover import OpenSeat, open_list, seats_open
from offwatch.desk.rosters.current import in_force, roster_of
from offwatch.desk.rosters.duties import held_duties
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.errors import Refused
from offwatch.plan import Roster, dump_roster

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
        if _after(roster, person.key, seat.day, seat.what, now) is not None
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
        after = _after(roster_of(version), actor.key, day, what, now)
        if after is not None:
            _publish(team, version, after, actor, now)
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


def _after(roster: Roster, key: str, day: date, what: str, now: datetime) -> Roster | None:
    """The roster once the seat is taken; none if it cannot be."""
    index = roster.index_of(day)
    within = 0 <= index < roster.days and key in roster.person and what in roster.shift
    if not within or index in roster.person[key].off:
        return None
    if roster.duties.get(key, {}).get(index) is not None:
        return None
    edit = Edit("give", key, day, what)
    if would_break(roster, edit):
        return None
    lines = {person: dict(line) for person, line in roster.duties.items()}
    lines.setdefault(key, {})[index] = what
    after = roster.with_duties(lines)
    begins = [
        h.starts_at
        for h in held_duties(after)
        if h.person == key and h.days[0] == day and h.starts_at <= now
    ]
    filled = any((seat.day, seat.what) == (day, what) for seat in open_list(roster)) and seats_open(
        after
    ) < seats_open(roster)
    return after if filled and not begins else None


def _publish(
    team: Team, version: RosterVersion, after: Roster, actor: Person, now: datetime
) -> None:
    before = roster_of(version)
    held = after.duties[actor.key].items() - before.duties.get(actor.key, {}).items()
    cells = [
        cell
        for index, what in held
        for cell in cells_of(before, Edit("give", actor.key, before.day_at(index), what))
    ]
    form = with_cells(dump_roster(before), cells)
    publish(
        team,
        Publication.read(form),
        base=version,
        made_by=actor,
        why="Open seat taken",
        now=now,
    )
