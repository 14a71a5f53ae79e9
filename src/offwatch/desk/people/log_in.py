"""Guessing passwords is slowed, and nobody can shut out somebody else.

Wrong tries are counted for each login *and* where they come from: a network, or a browser with
which this person has logged in before. A stranger who guesses makes only their own network wait
for that login; other people behind the same address, and the person's own browser, do not wait.
"""

from __future__ import annotations

import ipaddress
import secrets
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from offwatch.desk.models import LoginTry

FREE_TRIES = 5
LONGEST_WAIT_S = 900.0
FORGOTTEN_AFTER = timedelta(days=1)
MOST_PEOPLE = 8  # that one browser is remembered for
COOKIE = "desk_browser"
COOKIE_LASTS = timedelta(days=400)
_SALT = "offwatch.desk.browser"
# Checking a password takes a core for half a second: a crowd of guesses leaves the others to pages.
PASSWORD_CHECKS = BoundedSemaphore(6)


def wait_after(failures: int) -> float:
    """How many seconds after the last of so many wrong tries the next may come.

    >>> [wait_after(n) for n in (0, 4, 5, 6, 7, 40)]
    [0.0, 0.0, 2.0, 4.0, 8.0, 900.0]
    """
    if failures < FREE_TRIES:
        return 0.0
    return float(min(2 ** min(failures - FREE_TRIES + 1, 20), LONGEST_WAIT_S))


def take_try(login: str, source: str, now: datetime) -> float:
    """Count one more try, before the password is looked at; or say how many seconds to wait.

    Counting first bounds how many tries at the same moment can pass.
    """
    with transaction.atomic():
        LoginTry.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
        count, _ = LoginTry.objects.select_for_update().get_or_create(
            login_digest=_digest("login", login),
            source_digest=_digest("source", source),
            defaults={"last_at": now},
        )
        left = wait_after(count.failures) - (now - count.last_at).total_seconds()
        if left > 0:
            return left
        count.failures += 1
        count.last_at = now
        count.save(update_fields=["failures", "last_at"])
    return 0.0


def forget_tries(login: str, source: str | None = None) -> None:
    """After a right password, for where it came from; after a reset, for everywhere."""
    tries = LoginTry.objects.filter(login_digest=_digest("login", login))
    if source is not None:
        tries = tries.filter(source_digest=_digest("source", source))
    tries.delete()


def source_of(request: HttpRequest, login: str, address: str) -> str:
    """The browser, if this person has logged in with it before; else the network."""
    browser, people = _known(request)
    if browser and User.objects.filter(username=login, pk__in=people).exists():
        return f"browser {browser}"
    return f"network {network_of(address)}"


def network_of(address: str) -> str:
    """An address of version 4, or the /64 of one of version 6, which one house has whole.

    >>> network_of("2001:db8::1:2:3:4"), network_of("192.0.2.7")
    ('2001:db8::/64', '192.0.2.7/32')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    prefix = 64 if found.version == 6 else 32
    return str(ipaddress.ip_network((found, prefix), strict=False))


def remember_browser(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Mark this browser as one with which the person has logged in."""
    browser, people = _known(request)
    latest = [user.pk, *(pk for pk in people if pk != user.pk)][:MOST_PEOPLE]
    value = signing.dumps([browser or secrets.token_urlsafe(12), latest], salt=_SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=COOKIE_LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _known(request: HttpRequest) -> tuple[str, list[int]]:
    try:
        found: Any = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=COOKIE_LASTS
        )
    except signing.BadSignature:
        return "", []
    return found[0], found[1]


def _digest(kind: str, text: str) -> str:
    return salted_hmac(f"offwatch.desk.log-in.{kind}", text, algorithm="sha256").hexdigest()
