"""Who may log in: accounts come from ``offwatch desk init`` and ``add-team``, never by sign-up."""

from __future__ import annotations

import math
import secrets
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import unquote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offwatch.desk.models import Person
from offwatch.desk.people.log_in import (
    PASSWORD_CHECKS,
    forget_tries,
    remember_browser,
    source_of,
    take_try,
)
from offwatch.errors import BadInput
from offwatch.names import name_key

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class DeskAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "This login and password do not go together. Look at both once more; whoever runs "
            "the desk can give you a new password."
        ),
        "enter_current_password": gettext_lazy("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing about logging in or out: the page that follows shows it."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Look at the password, unless there were too many wrong ones from there."""
        login = fold_login(credentials.get("username") or "")
        source = source_of(request, login, self.get_client_ip(request))
        if not PASSWORD_CHECKS.acquire(blocking=False):
            raise ValidationError(_("Many people log in at this moment. Try again."), code="busy")
        try:
            if wait_s := take_try(login, source, datetime.now(UTC)):
                words = _("Too many wrong tries. Wait %(n)s s, then try again.")
                raise ValidationError(words % {"n": math.ceil(wait_s)}, code="wait")
            user: User | None = super().authenticate(request, **credentials | {"username": login})
        finally:
            PASSWORD_CHECKS.release()
        if user is not None:
            forget_tries(login, source)
        return user

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        remember_browser(request, response, user)
        return response

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        Person.objects.filter(user=user).update(first_password=False)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def get_client_ip(self, request: HttpRequest) -> str:
        """As told by the proxies that are ours; where they do not tell, whoever is connected."""
        try:
            return str(super().get_client_ip(request))
        except (ImproperlyConfigured, PermissionDenied, ValueError):
            return str(request.META.get("REMOTE_ADDR", ""))

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go there after logging in: only to a page of this desk."""
        return url is not None and is_page_of_ours(url)


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The old password does not count as a new one."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("password1") and data.get("password1") == data.get("oldpassword"):
            self.add_error("password1", _("Choose another one than before."))
        return data


def is_page_of_ours(url: str) -> bool:
    """Whether this is the path of a page here, with nothing in it that another reader may misread.

    >>> is_page_of_ours("//elsewhere.example/mine")
    False
    """
    plain = unquote(unquote(url))
    if not url.startswith("/") or plain.startswith("//") or "\\" in plain:
        return False
    if not all(letter.isprintable() for letter in plain):
        return False
    try:
        resolve(unquote(url.partition("?")[0].partition("#")[0]))
    except Resolver404:
        return False
    return True


def fold_login(text: str) -> str:
    """The one spelling of a login: how it is kept, and how whatever is typed is read.

    >>> fold_login("  Knight ")
    'knight'
    """
    return name_key(text)


def new_password() -> str:
    """Four groups of four, easy to copy by hand: 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def free_login(wanted: str) -> str:
    """The login itself, or with the first number after it that nobody has."""
    login = wanted
    number = 2
    while User.objects.filter(username=login).exists():
        login = f"{wanted}-{number}"
        number += 1
    return login


def create_account(person: Person, wanted: str) -> tuple[str, str]:
    """An account for one person, under a login nobody has yet; returns login and password."""
    login = free_login(fold_login(wanted))
    password = new_password()
    person.user = User.objects.create_user(login, password=password)
    person.first_password = True
    person.save(update_fields=["user", "first_password"])
    return login, password


def find_account(login: str) -> tuple[User, Person]:
    """The account of a login and the person behind it.

    **Raises**: `BadInput` ``account.unknown``.
    """
    person = (
        Person.objects.select_related("user", "team")
        .filter(user__username=fold_login(login))
        .first()
    )
    if person is None or person.user is None:
        raise BadInput("account.unknown", "Nobody on this desk has that login; check its spelling.")
    return person.user, person
