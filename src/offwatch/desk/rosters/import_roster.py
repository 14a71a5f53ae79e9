"""A new team from its roster and its form: people, accounts, the first version."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Person, Role, RosterVersion, Team
from offwatch.desk.people.accounts import create_accounts, fold_login
from offwatch.desk.people.pair_device import first_pairing_codes
from offwatch.desk.rosters.broken_rules import broken_rules
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import next_number, publish
from offwatch.desk.rosters.team_form import MemberForm, TeamForm, check_team, listed
from offwatch.desk.states import VersionState
from offwatch.names import clean_name
from offwatch.plan import Roster

INVITATION = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Account:
    """What one person is handed, once: it is stored nowhere in clear."""

    person: str
    login: str
    password: str
    pairing_code: str
    wanted: str  # the login that was asked for; taken, where it is another


@dataclass(frozen=True, slots=True)
class ImportedTeam:
    team: int
    accounts: tuple[Account, ...]


@transaction.atomic
def do_import_roster(
    form: Mapping[str, Any],
    team_form: TeamForm,
    now: datetime,
    *,
    draft: bool = False,
    tell: Callable[[int, int], None] | None = None,
) -> ImportedTeam:
    """Add a team; a roster or a form that does not hold leaves nothing behind.

    ``tell`` hears how many accounts there are, and of how many, as they are made.
    """
    publication = Publication.read(form)
    roster = publication.roster
    check_team(team_form, roster)
    accounts_for = listed(team_form, roster)
    team = _add_team(roster, team_form)
    people = _add_people(team, roster, team_form, accounts_for)
    lock_team(team.pk)
    if draft:
        RosterVersion.objects.create(
            team=team,
            number=next_number(team),
            first_day=roster.first_day,
            whole=publication.form,
            days=roster.days,
            state=VersionState.DRAFT,
            made_at=now,
        )
    else:
        publish(
            team,
            publication,
            now=now,
            made_by=team.accountable,
            why="First roster",
            tell=False,
            overridden=broken_rules(roster),
        )
    wanted = [fold_login(given.login or _login(key)) for key, given in accounts_for.items()]
    members = [people[key] for key in accounts_for]
    made = create_accounts(list(zip(members, wanted, strict=True)), tell)
    codes = first_pairing_codes(members, now + INVITATION)
    accounts = [
        Account(person.key, login, password, code, asked)
        for person, (login, password), code, asked in zip(members, made, codes, wanted, strict=True)
    ]
    return ImportedTeam(team.pk, tuple(accounts))


def _add_team(roster: Roster, form: TeamForm) -> Team:
    norm = form.norm.read(roster.first_day, roster.zone)
    return Team.objects.create(
        name=form.name or clean_name(roster.team),
        **asdict(norm),
        first_asked=form.first_asked,
        standing_rule=form.standing_rule,
    )


def _add_people(
    team: Team, roster: Roster, form: TeamForm, accounts_for: Mapping[str, MemberForm]
) -> dict[str, Person]:
    names = {p.id: p.name for p in roster.people}
    people: dict[str, Person] = {}
    for key in [*names, *(k for k in accounts_for if k not in names)]:
        given = accounts_for.get(key, MemberForm())
        name = clean_name(given.name or names.get(key) or key.replace("-", " ").capitalize())
        people[key] = Person(team=team, key=key, name=name, roles=sorted(set(given.roles)))
    Person.objects.bulk_create(people.values())
    for key, given in accounts_for.items():
        people[key].leader = people[given.leader] if given.leader else None
        people[key].deputy = people[given.deputy] if given.deputy else None
    led = [person for person in people.values() if person.leader or person.deputy]
    Person.objects.bulk_update(led, ["leader", "deputy"])
    team.accountable = people[form.accountable] if form.accountable else _planner(people)
    team.save(update_fields=["accountable"])
    return people


def _planner(people: Mapping[str, Person]) -> Person | None:
    """Whoever plans first in the list; a team without one has its administrator."""
    for role in (Role.PLANNER, Role.ADMINISTRATOR):
        for person in people.values():
            if person.has(role):
                return person
    return None


def _login(key: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", key.lower()).strip("-") or "member"
