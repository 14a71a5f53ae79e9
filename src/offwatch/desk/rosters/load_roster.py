"""A roster for a team that is there: the next period's, or the present one changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from offwatch.desk.lock import lock_for_planner
from offwatch.desk.models import Person, Role, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.broken_rules import BrokenRule, broken_rules
from offwatch.desk.rosters.current import (
    draft_of,
    in_force,
    roster_before,
    roster_of,
    version_of,
)
from offwatch.desk.rosters.difference import Difference, difference
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import next_number
from offwatch.desk.rosters.seams import join
from offwatch.desk.rosters.team_form import MemberForm, TeamForm, check_team
from offwatch.desk.states import VersionState
from offwatch.errors import BadInput
from offwatch.plan import Roster
from offwatch.spans import DaySpan


@dataclass(frozen=True, slots=True)
class RosterNews:
    """What a roster would be for a team: the difference, and the rules it breaks."""

    publication: Publication
    against: RosterVersion | None  # the version in force, or the draft, of the same days
    difference: Difference
    broken: tuple[BrokenRule, ...]

    @property
    def roster(self) -> Roster:
        return self.publication.roster

    @property
    def duties(self) -> int:
        return sum(map(len, self.roster.duties.values()))


def look_at_roster(team: Team, form: Mapping[str, Any]) -> RosterNews:
    """Read a roster for this team and say what it would change; nothing is written.

    **Raises**: `BadInput` for a form that does not hold, or does not fit the team.
    """
    publication = Publication.read(form)
    roster = publication.roster
    check_team(_as_it_is(team), roster)
    _check_days(team, roster)
    publication = join(publication, roster_before(team, roster.first_day))
    against = version_of(team, roster.first_day) or draft_of(team, roster.first_day)
    before = roster_of(against) if against is not None else None
    return RosterNews(
        publication,
        against,
        difference(before, publication.roster),
        broken_rules(publication.roster),
    )


@transaction.atomic
def do_load_roster(actor: Person, form: Mapping[str, Any], now: datetime) -> DeskOutcome:
    """Make a draft of this roster, in the place of an earlier one of its days; nobody is told yet.

    People who are new on it join the team without an account. A roster over the days of one in
    force must begin on the same day: published, it takes that one's place.
    """
    team = lock_for_planner(actor)
    news = look_at_roster(team, form)
    known = set(Person.objects.filter(team=team).values_list("key", flat=True))
    for person in news.roster.people:
        if person.id not in known:
            Person.objects.create(
                team=team, key=person.id, name=person.name[:200], roles=["member"]
            )
    earlier = draft_of(team, news.roster.first_day)
    if earlier is not None:
        earlier.delete()
    draft = RosterVersion.objects.create(
        team=team,
        number=next_number(team),
        first_day=news.roster.first_day,
        whole=news.publication.form,
        days=news.roster.days,
        state=VersionState.DRAFT,
        made_at=now,
        made_by=actor,
        base=version_of(team, news.roster.first_day),
    )
    return DeskOutcome("draft", "The draft is there; nobody has been notified.", draft.pk)


def team_named(given: str) -> Team:
    """The team of this number, or else of this name.

    **Raises**: `BadInput` ``team.unknown`` if there is none, or more than one, of that name.
    """
    if given.isdecimal() and len(given) < 18:
        found = list(Team.objects.filter(pk=int(given)))
    else:
        found = list(Team.objects.filter(name__iexact=given.strip())[:2])
    if len(found) != 1:
        raise BadInput(
            "team.unknown",
            "No team, or more than one, is called that; give its number, as `init` said it.",
        )
    return found[0]


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
        if version.first_day != roster.first_day and span.overlaps(version.span):
            raise BadInput(
                "roster.overlaps",
                "These days have a roster already; begin on its first day, or after its last.",
            )
