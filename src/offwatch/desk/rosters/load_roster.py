"""A roster for a team that is there: the next one, or the present one changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Person, Role, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.current import draft_of, in_force
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import next_number
from offwatch.desk.rosters.team_form import MemberForm, TeamForm, check_team
from offwatch.desk.states import VersionState
from offwatch.errors import BadInput, Refused
from offwatch.plan import Roster
from offwatch.spans import DaySpan


@transaction.atomic
def do_load_roster(actor: Person, form: Mapping[str, Any], now: datetime) -> DeskOutcome:
    """Make a draft of this roster, in the place of an earlier draft; nobody is told yet.

    People who are new on it join the team without an account. A roster over the days of one in
    force must begin on the same day: published, it takes that one's place.
    """
    team = lock_team(actor.team_id)
    if not actor.has(Role.PLANNER):
        raise Refused("draft.planner", "Only a planner can bring, arrange and publish a roster.")
    publication = Publication.read(form)
    roster = publication.roster
    check_team(_as_it_is(team), roster)
    _check_days(team, roster)
    known = set(Person.objects.filter(team=team).values_list("key", flat=True))
    for person in roster.people:
        if person.id not in known:
            Person.objects.create(
                team=team, key=person.id, name=person.name[:200], roles=["member"]
            )
    earlier = draft_of(team)
    if earlier is not None:
        earlier.delete()
    draft = RosterVersion.objects.create(
        team=team,
        number=next_number(team),
        first_day=roster.first_day,
        form=publication.form,
        state=VersionState.DRAFT,
        made_at=now,
        made_by=actor,
    )
    return DeskOutcome("draft", "The draft is there; nobody has been notified.", draft.pk)


def planner_of(team_id: int) -> Person:
    """The team's first planner, in whose name a command acts."""
    planners = Person.objects.filter(team=team_id, roles__contains=[Role.PLANNER])
    planner = planners.order_by("pk").first()
    if planner is None:
        raise BadInput("team.no-planner", "There is no such team, or nobody in it is a planner.")
    return planner


def _as_it_is(team: Team) -> TeamForm:
    return TeamForm(people={person.key: MemberForm() for person in team.people.all()})


def _check_days(team: Team, roster: Roster) -> None:
    span = DaySpan(roster.first_day, roster.first_day + timedelta(days=roster.days))
    for version in in_force(team):
        end = version.first_day + timedelta(days=int(version.form["days"]))
        if version.first_day != roster.first_day and span.overlaps(DaySpan(version.first_day, end)):
            raise BadInput(
                "roster.overlaps",
                "These days have a roster already; begin on its first day, or after its last.",
            )
