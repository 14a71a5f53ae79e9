"""The pages of a locked pad: in, and out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from offwatch.errors import OffwatchError
from offwatch.pad import waiting
from offwatch.pad.pages.views import first
from offwatch.pad.runtime import (
    boot,
    browser_access,
    home,
    hosts,
    known_browsers,
    launch,
    scheduler,
)
from offwatch.pad.runtime.guesses import Guesses, TooMany
from offwatch.vault import keys, session

guesses = Guesses()


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase; nothing else is served before it is right."""
    if not keys.exists(home.home()):
        return first.setup(request) if request.method != "POST" else redirect("setup")
    if request.method != "POST":
        if browser_access.is_open_to(request):
            return redirect("today")
        return _at_door(request, render(request, "pad/unlock.html"))
    passphrase = request.POST.get("passphrase", "")
    return _try(request, "pad/unlock.html", lambda: _open(passphrase))


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """A new passphrase in place of a forgotten one, by the printed recovery key."""
    if not keys.exists(home.home()):
        return redirect("setup")
    if request.method != "POST":
        return _at_door(request, render(request, "pad/recover.html"))
    recovery = request.POST.get("recovery", "")
    try:
        new = first.new_passphrase(request)
    except OffwatchError as error:
        answer = render(request, "pad/recover.html", {"wrong": _(error.message)}, status=422)
        return _at_door(request, answer)

    def set_and_open() -> session.OpenVault:
        keys.recover(home.home(), recovery, new)
        return _open(new)

    return _try(request, "pad/recover.html", set_and_open)


def _try(request: HttpRequest, page: str, enter: Callable[[], session.OpenVault]) -> HttpResponse:
    """One try to come in, after as many wrong ones as there were; told on the page if it fails."""
    browser = known_browsers.name_of(home.home(), request)
    client = browser or request.META.get("REMOTE_ADDR", "")
    try:
        with guesses.turn(client, known=bool(browser)):
            vault = enter()
    except TooMany as error:
        answer = render(request, page, {"wrong": _(error.message)}, status=429)
        answer["Retry-After"] = str(error.wait_s)
        return _at_door(request, answer)
    except OffwatchError as error:
        answer = render(request, page, {"wrong": _(error.message)}, status=403)
        return _at_door(request, answer)
    if not hosts.is_own(request):
        enter_at = f"{hosts.own_site(request)}/enter/{browser_access.ticket_for(vault)}"
        return _at_door(request, redirect(enter_at))
    return _inside(request, vault)


@never_cache
@require_safe
def enter(request: HttpRequest, ticket: str) -> HttpResponse:
    """Come in from a door: the passphrase was right there."""
    vault = browser_access.redeem(ticket) if hosts.is_own(request) else None
    return redirect("unlock") if vault is None else _inside(request, vault)


@never_cache
@require_safe
def open_once(request: HttpRequest, token: str) -> HttpResponse:
    """Come by the address that ``offwatch pad open`` printed: this browser is known then."""
    answer = redirect("today")
    if hosts.is_own(request) and launch.take(home.home(), token):
        known_browsers.remember(home.home(), request, answer)
    return answer


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Take the key from memory; every browser must unlock again."""
    if browser_access.is_open_to(request):
        scheduler.before_lock()
        session.lock()
    request.session.flush()
    return redirect("unlock")


def _open(passphrase: str) -> session.OpenVault:
    was_locked = session.current() is None
    boot.open_vault(home.home(), passphrase)
    if was_locked:
        scheduler.begin_ticks()
    return session.opened()


def _inside(request: HttpRequest, vault: session.OpenVault) -> HttpResponse:
    browser_access.let_in(request, vault)
    answer = redirect("waiting" if waiting.has_waiting(request) else "today")
    known_browsers.remember(home.home(), request, answer)
    return answer


def _at_door(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """From a door the form leads to the pad's own name, which the page must not say."""
    if not hosts.is_own(request):
        answer._csp_update = {"form-action": ["http://*.localhost:*"]}  # type: ignore[attr-defined]
    return answer
