"""Who may log in: accounts come from ``offwatch desk init`` and ``add-team``, never by sign-up."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import User
from django.http import HttpRequest

from offwatch.desk.models import Person

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class DeskAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing about logging in or out: the page that follows shows it."""


def new_password() -> str:
    """Four groups of four, easy to copy by hand: 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def create_account(person: Person, wanted: str) -> tuple[str, str]:
    """An account for one person, under a login nobody has yet; returns login and password."""
    login = wanted
    number = 2
    while User.objects.filter(username=login).exists():
        login = f"{wanted}-{number}"
        number += 1
    password = new_password()
    person.user = User.objects.create_user(login, password=password)
    person.save(update_fields=["user"])
    return login, password
