"""An invitation: a secret address at which one person makes their account, once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Deed, Invitation, Person
from offwatch.desk.people.accounts import fold_login, free_login
from offwatch.desk.people.managing import lock_to_administer, person_in
from offwatch.desk.people.record import write_record
from offwatch.errors import BadInput, Refused

LASTS = timedelta(days=14)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"  # how a new account is let in


@transaction.atomic
def do_invite(actor: Person, key: str, now: datetime) -> tuple[Person, str]:
    """A new invitation, in the place of an earlier one; only its digest is kept.

    **Raises**: `Refused` ``people.has-account``.
    """
    team = lock_to_administer(actor)
    person = person_in(team, key)
    if person.user is not None:
        raise Refused(
            "people.has-account", "This person has an account; a new first password helps instead."
        )
    return person, _invite(actor, person, now)


@transaction.atomic
def do_invite_all(actor: Person, now: datetime) -> list[tuple[Person, str]]:
    """An invitation for everybody in the team who has no account."""
    team = lock_to_administer(actor)
    people = Person.objects.select_related("team").filter(team=team, user=None)
    return [
        (person, _invite(actor, person, now))
        for person in people.order_by("name", "pk")
        if not person.has_left(now)
    ]


def find_invited(token: str, now: datetime) -> Person:
    """Whoever an invitation that can still be used is for.

    **Raises**: `Refused` ``people.invitation``.
    """
    found = (
        Invitation.objects.select_related("person__team")
        .filter(digest=_digest(token), expires_at__gt=now, person__user=None)
        .first()
    )
    if found is None or found.person.has_left(now):
        raise Refused(
            "people.invitation",
            "This invitation has been used, has expired or was replaced; ask for a new one.",
        )
    return found.person


def suggested_login(person: Person) -> str:
    return free_login(fold_login(person.key))


@transaction.atomic
def do_join(token: str, login: str, password: str, now: datetime) -> User:
    """Make the account of whoever was invited; the invitation is used up.

    **Raises**: `Refused` ``people.invitation``; `BadInput` ``people.login`` or ``people.password``.
    """
    person = find_invited(token, now)
    lock_team(person.team_id)
    person = find_invited(token, now)  # of two at once, one
    user = make_user(login, password)
    person.user = user
    person.first_password = False
    person.save(update_fields=["user", "first_password"])
    Invitation.objects.filter(person=person).delete()
    write_record(person.team, person, Deed.JOINED, now, person.name)
    return user


def make_user(login: str, password: str) -> User:
    """An account under a login that is free, with a password that cannot be guessed.

    **Raises**: `BadInput` ``people.login`` or ``people.password``.
    """
    login = fold_login(login)
    plain = all(c.isascii() and (c.isalnum() or c in "._@+-") for c in login)
    if not login or len(login) > 60 or not plain:
        raise BadInput(
            "people.login", "A login is made of letters, digits and . _ @ + -, up to 60."
        )
    if User.objects.filter(username=login).exists():
        raise BadInput("people.login-taken", "Somebody has this login; choose another.")
    try:
        validate_password(password, User(username=login))
    except ValidationError:
        raise BadInput(
            "people.password",
            "Choose a longer or rarer password: at least ten characters, not your login and not"
            " one that many people use.",
        ) from None
    return User.objects.create_user(login, password=password)


def _invite(actor: Person, person: Person, now: datetime) -> str:
    token = secrets.token_urlsafe(18)
    Invitation.objects.filter(person=person).delete()
    Invitation.objects.create(person=person, digest=_digest(token), expires_at=now + LASTS)
    write_record(person.team, actor, Deed.INVITED, now, person.name)
    return token


def _digest(token: str) -> str:
    return hashlib.blake2b(token.encode(), digest_size=32).hexdigest()
