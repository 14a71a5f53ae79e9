"""A locked pad serves only the unlock page; an unlocked one only browsers that unlocked it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from offwatch.errors import OffwatchError, Refused
from offwatch.vault import session
from offwatch.web.views import problem

OPEN = {"unlock", "lock", "source"}
_EPOCH = "epoch"


def is_open_to(request: HttpRequest) -> bool:
    """Whether this browser unlocked the vault that is open now."""
    vault = session.current()
    browser = getattr(request, "session", None)
    return vault is not None and browser is not None and browser.get(_EPOCH) == vault.epoch


def let_in(request: HttpRequest, vault: session.OpenVault) -> None:
    """Let this browser in for as long as this vault stays open and it keeps coming."""
    request.session.cycle_key()
    request.session[_EPOCH] = vault.epoch


class Gate:
    """Holds the vault open for the length of one request, or sends the browser to unlock it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            name = resolve(request.path_info).url_name
        except Resolver404:
            name = None
        if name in OPEN:
            return self.get_response(request)
        if not is_open_to(request):
            return redirect("unlock")
        try:
            with session.using(by_owner=True):
                response = self.get_response(request)
        except Refused:  # locked between the two lines above
            return redirect("unlock")
        # What is on the page is nobody else's: not in a shared cache, not behind "back".
        response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OffwatchError):
            return None
        if error.code == "vault.locked":
            messages.info(request, error.message)
            return redirect("unlock")
        return problem(request, 409, error.message, "Nothing was changed.")
