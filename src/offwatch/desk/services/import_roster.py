"""A new team from its roster and its form: people, accounts, the first version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from offwatch.desk.accounts import create_account
from offwatch.desk.models import Person, Role, RosterVersion, Team
from offwatch.desk.services.outcome import lock_team
from offwatch.desk.services.pair_device import new_pairing_code
from offwatch.desk.services.publishing import next_number, publish
from offwatch.desk.states import VersionState
from offwatch.desk.team_form import PersonForm, TeamForm
from offwatch.errors import BadInput
from offwatch.plan import Roster, read_roster

INVITATION = timedelta(days=7)
_DUTY = re.compile(r"^[A-Za-z0-9_-]{1,60}$")


@dataclass(frozen=True, slots=True)
class ImportRoster:
    form: Mapping[str, Any]
    team: TeamForm
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What one person is handed, once: it is stored nowhere in clear."""

    person: str
    login: str
    password: str
    pairing_code: str


@dataclass(frozen=True, slots=True)
class Imported:
    team: int
    accounts: tuple[Account, ...]


@transaction.atomic
def do_import_roster(actor: None, command: ImportRoster, now: datetime) -> Imported:
    """Add a team; a roster or a form that does not hold leaves nothing behind."""
    roster = read_roster(command.form)
    listed = dict(command.team.people) or {p.id: PersonForm() for p in roster.people}
    _check(roster, command.team, listed)
    team = _add_team(roster, command.team)
    people = _add_people(team, roster, command.team, listed)
    lock_team(team.pk)
    if command.draft:
        RosterVersion.objects.create(
            team=team,
            number=next_number(team),
            first_day=roster.first_day,
            form=dict(command.form),
            state=VersionState.DRAFT,
            made_at=now,
        )
    else:
        publish(
            team, command.form, now=now, made_by=team.accountable, why="First roster", tell=False
        )
    accounts = []
    for key, form in listed.items():
        login, password = create_account(people[key], form.login or _login(key))
        code = new_pairing_code(people[key], now + INVITATION)
        accounts.append(Account(key, login, password, code))
    return Imported(team.pk, tuple(accounts))


def _check(roster: Roster, form: TeamForm, listed: Mapping[str, PersonForm]) -> None:
    known = {p.id for p in roster.people} | set(listed)
    named = {p.leader for p in listed.values()} | {p.deputy for p in listed.values()}
    named |= {form.accountable}
    missing = sorted(key for key in named if key is not None and key not in known)
    if missing:
        raise BadInput("team.nobody", f"The team names people it does not list: {missing[:3]}.")
    strangers = sorted(m.id for m in roster.missions if m.owner not in known)
    if strangers:
        raise BadInput("team.owner", f"Missions need an owner in the team: {strangers[:3]}.")
    odd = [i for i in (*roster.shift, *roster.mission) if not _DUTY.match(i)]
    if odd:
        raise BadInput(
            "team.duty-id",
            f"Ids of shifts and missions are letters, digits, - and _ (up to 60): {odd[:3]}.",
        )
    try:
        ZoneInfo(roster.zone)
        ZoneInfo(form.norm.zone or roster.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput("team.zone", "The zone must be a name such as Europe/Berlin.") from None


def _add_team(roster: Roster, form: TeamForm) -> Team:
    norm = form.norm
    return Team.objects.create(
        name=form.name or roster.team,
        zone=norm.zone or roster.zone,
        tracks=norm.tracks,
        days=norm.days,
        passes=norm.passes,
        freeze_h=norm.freeze_h,
        hour=norm.hour,
        first_day=norm.first_day or roster.first_day,
        period_days=norm.period_days,
        first_asked=form.first_asked,
        standing_rule=form.standing_rule,
    )


def _add_people(
    team: Team, roster: Roster, form: TeamForm, listed: Mapping[str, PersonForm]
) -> dict[str, Person]:
    names = {p.id: p.name for p in roster.people}
    people: dict[str, Person] = {}
    for key in [*names, *(k for k in listed if k not in names)]:
        given = listed.get(key, PersonForm())
        name = given.name or names.get(key) or key.replace("-", " ").capitalize()
        people[key] = Person.objects.create(
            team=team, key=key, name=name, roles=sorted(set(given.roles))
        )
    for key, given in listed.items():
        people[key].leader = people[given.leader] if given.leader else None
        people[key].deputy = people[given.deputy] if given.deputy else None
        people[key].save(update_fields=["leader", "deputy"])
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
