"""What an operator does with an account: a new password, off and on, and away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import (
    Device,
    DutyRequest,
    Invitation,
    PairingCode,
    Person,
    Role,
    Team,
)
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.accounts import find_account, hash_drawn, new_password
from offwatch.desk.people.log_in import forget_tries
from offwatch.desk.requests.routing import owner_of
from offwatch.desk.rosters.current import roster_of
from offwatch.desk.rosters.duties import find_duty
from offwatch.desk.states import PENDING
from offwatch.errors import Refused
from offwatch.language import gettext as _


@transaction.atomic
def do_reset_password(login: str) -> tuple[DeskOutcome, str]:
    """A new first password, to be changed; whoever is logged in with the old one no longer is."""
    user, person = find_account(login)
    password = new_password()
    user.password = hash_drawn(password)
    user.save(update_fields=["password"])
    person.first_password = True
    person.save(update_fields=["first_password"])
    forget_tries(user.username)
    return DeskOutcome(
        "reset", _("{name} has a new first password.").format(name=person.name)
    ), password


@transaction.atomic
def do_switch_off(login: str, now: datetime) -> DeskOutcome:
    """Nobody logs in with it, no pad speaks for it, nothing waits for it; it can come back."""
    _user, person = find_account(login)
    switch_off(person, now)
    return DeskOutcome("off", _("{name}'s account is switched off.").format(name=person.name))


def switch_off(person: Person, now: datetime) -> None:
    """End every way in of somebody; the caller holds a transaction."""
    lock_team(person.team_id)
    Invitation.objects.filter(person=person).delete()
    if person.user is not None:
        person.user.is_active = False
        person.user.save(update_fields=["is_active"])
    _close_ways_in(person, now)
    _hand_over(person)


@transaction.atomic
def do_switch_on(login: str) -> DeskOutcome:
    """The account as it was; pads are to be paired anew."""
    user, person = find_account(login)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return DeskOutcome("on", _("{name}'s account is switched on.").format(name=person.name))


@transaction.atomic
def do_remove_account(login: str, now: datetime) -> DeskOutcome:
    """The account goes for good; the name stays on the rosters it was on."""
    user, person = find_account(login)
    lock_team(person.team_id)
    _close_ways_in(person, now)
    person.user = None
    person.roles = []
    person.first_password = False
    person.save(update_fields=["user", "roles", "first_password"])
    forget_tries(user.username)
    user.delete()
    _hand_over(person)
    return DeskOutcome("removed", _("{name} has no account any more.").format(name=person.name))


def _close_ways_in(person: Person, now: datetime) -> None:
    Device.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=now)
    PairingCode.objects.filter(person=person, used_at__isnull=True).delete()
    person.feed_digest = None
    person.feed_serial += 1
    person.save(update_fields=["feed_digest", "feed_serial"])


def _next_accountable(person: Person) -> Person | None:
    """Another planner, else an administrator; without either the standing rule rests."""
    others = Person.objects.filter(team=person.team_id, user__is_active=True).exclude(pk=person.pk)
    for role in (Role.PLANNER, Role.ADMINISTRATOR):
        if found := others.filter(roles__contains=[role]).order_by("pk").first():
            return found
    return None


def _hand_over(person: Person) -> None:
    """What waits for this person goes to whoever decides about it now."""
    Team.objects.filter(accountable=person).update(accountable=_next_accountable(person))
    waiting = DutyRequest.objects.filter(waits_with=person, state__in=PENDING)
    for request in waiting.select_related("team", "version", "person"):
        held = find_duty(roster_of(request.version), request.person.key, request.duty_id)
        if held is None:
            continue
        try:
            owner = owner_of(request.team, held, request.person)
        except Refused:
            continue  # nobody in this team decides now; it waits until somebody does
        request.owner = request.waits_with = owner
        request.save(update_fields=["owner", "waits_with"])
