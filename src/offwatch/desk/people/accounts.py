"""Who may log in: accounts come from ``offwatch desk init`` and ``add-team``, never by sign-up."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import unquote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm
from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher
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


def free_login(wanted: str, taken: Collection[str] = ()) -> str:
    """The login itself, or with the first number after it that nobody has and is not taken."""
    login = wanted
    number = 2
    while login in taken or User.objects.filter(username=login).exists():
        login = f"{wanted}-{number}"
        number += 1
    return login


class DeskPasswords(Argon2PasswordHasher):
    """Django's own, and a wrong try takes no less where the password is one that we drew."""

    def harden_runtime(self, password: str, encoded: str) -> None:
        self.encode(password, self.salt())


class FirstPasswords(Argon2PasswordHasher):
    """For passwords that we draw: nobody tries 79 random bits out, however quick one try is.

    At the first log-in Django sees that it was hashed more quickly than others are, and hashes it
    as the others. So a team of hundreds gets its accounts in seconds.
    """

    time_cost = 1
    memory_cost = 1024
    parallelism = 1


def hash_drawn(password: str) -> str:
    """The hash of a password of `new_password`."""
    usual = get_hasher()
    hasher = FirstPasswords() if isinstance(usual, Argon2PasswordHasher) else usual
    return str(hasher.encode(password, hasher.salt()))


def create_account(person: Person, wanted: str) -> tuple[str, str]:
    """An account for one person, under a login nobody has yet; returns login and password."""
    return create_accounts([(person, wanted)])[0]


def create_accounts(
    wanted: Sequence[tuple[Person, str]], tell: Callable[[int, int], None] | None = None
) -> list[tuple[str, str]]:
    """An account for each person, under a login nobody has yet; returns logins and passwords.

    ``tell`` hears how many passwords there are, and of how many, as they are hashed.
    """
    logins = [fold_login(login) for _, login in wanted]
    taken = set(User.objects.filter(username__in=logins).values_list("username", flat=True))
    made: list[tuple[str, str]] = []
    users: list[User] = []
    for login in logins:
        free = free_login(login, taken) if login in taken else login
        taken.add(free)
        password = new_password()
        users.append(User(username=free, password=hash_drawn(password)))
        made.append((free, password))
        if tell is not None:
            tell(len(made), len(wanted))
    people = [person for person, _ in wanted]
    for person, user in zip(people, User.objects.bulk_create(users), strict=True):
        person.user, person.first_password = user, True
    Person.objects.bulk_update(people, ["user", "first_password"])
    return made


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
