"""A locked pad serves only the unlock page; an unlocked one only browsers that unlocked it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import sha256

from django.contrib import messages
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from offwatch.errors import OffwatchError, Refused
from offwatch.language import gettext as _
from offwatch.pad import waiting
from offwatch.pad.folder.sample import is_sample
from offwatch.pad.runtime import hosts, scheduler
from offwatch.vault import session
from offwatch.vault.writable import why_not_written
from offwatch.web.views import problem

OPEN = {"unlock", "recover", "open", "enter", "lock", "source", "language"}
OPEN |= {"setup", "setup-key", "setup-restore", "strength", "sample", "end-sample", "erase"}
OPEN |= {"recovery-key", "shown", "manifest", "worker"}
NOT_IN_SAMPLE = {"pair", "pair-again", "backups", "zone", "passphrase", "erase"}
NOT_IN_SAMPLE |= {"recovery-key"}
NOT_IN_SAMPLE |= {"calendars", "calendar", "change-calendar", "reminders", "add-channel"}
NOT_IN_SAMPLE |= {"change-channel", "feed-page"}
FEED = "feed"
"""Read by calendar programs, which have no session: the secret is in the address."""
_EPOCH, _HOST = "epoch", "host"
_TICKET_S = 30


def is_open_to(request: HttpRequest) -> bool:
    """Whether this browser unlocked the vault that is open now, and asks under the same name."""
    vault = session.current()
    browser = getattr(request, "session", None)
    if vault is None or browser is None or browser.get(_EPOCH) != vault.epoch:
        return False
    return hosts.is_own(request) and browser.get(_HOST) == request.get_host()


def _is_of_sample(request: HttpRequest) -> bool:
    """Whether this browser looks at a sample; no other one is told that there is one."""
    return is_sample() and is_open_to(request)


def let_in(request: HttpRequest, vault: session.OpenVault) -> None:
    """Let this browser in for as long as this vault stays open and it keeps coming."""
    request.session.cycle_key()
    request.session[_EPOCH] = vault.epoch
    request.session[_HOST] = request.get_host()


def ticket_for(vault: session.OpenVault) -> str:
    """Something to be let in with once, under another name, by a browser that unlocked the pad."""
    ticket = secrets.token_urlsafe(16)
    cache.set(_name_of(ticket), vault.epoch, _TICKET_S)
    return ticket


def redeem(ticket: str) -> session.OpenVault | None:
    """The open vault, if the ticket is for it and has not been used."""
    vault, name = session.current(), _name_of(ticket)
    good = vault is not None and cache.get(name) == vault.epoch
    return vault if cache.delete(name) and good else None


def _name_of(ticket: str) -> str:
    """What it is kept under, whatever somebody sends as a ticket."""
    return f"ticket-{sha256(ticket.encode()).hexdigest()}"


class BrowserAccess:
    """Holds the vault open for the length of one request, or sends the browser to unlock it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            name = resolve(request.path_info).url_name
        except Resolver404:
            name = None
        if request.method == "POST" and name in NOT_IN_SAMPLE and _is_of_sample(request):
            title = _("This is a sample")
            return problem(
                request, 409, title, _("Throw it away and make a pad of your own first.")
            )
        if name in OPEN:
            return self.get_response(request)
        if name == FEED and hosts.is_own(request):
            return self._read_by_program(request)
        if not is_open_to(request):
            waiting.keep(request, name)
            return redirect("unlock")
        try:
            with session.using(by_owner=True):
                response = self.get_response(request)
        except Refused:  # locked between the two lines above
            waiting.keep(request, name)
            return redirect("unlock")
        if request.method == "POST":
            scheduler.backup_soon()
            scheduler.keep_odds_soon()
        # What is on the page is nobody else's: not in a shared cache, not behind "back".
        response["Cache-Control"] = "no-store"
        return response

    def _read_by_program(self, request: HttpRequest) -> HttpResponseBase:
        """Whoever has a secret address needs no session; it is no sign of the owner's."""
        try:
            with session.using():
                response = self.get_response(request)
        except Refused:
            response = HttpResponse(status=503, headers={"Retry-After": "3600"})
        response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError):
            error = why_not_written(error) or error
        if not isinstance(error, OffwatchError):
            return None
        if error.code == "vault.locked":
            messages.info(request, _(error.message))
            waiting.keep(request, resolve(request.path_info).url_name)
            return redirect("unlock")
        return problem(request, 409, _(error.message), _("Nothing was changed."))
