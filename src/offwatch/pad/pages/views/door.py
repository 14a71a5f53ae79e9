"""The two pages of a locked pad: in, and out."""

from __future__ import annotations

import threading

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from offwatch.errors import OffwatchError
from offwatch.pad.runtime import boot, gate, home, scheduler
from offwatch.vault import keys, session

_one_at_a_time = threading.Lock()  # guesses queue up: each costs Argon2id's memory and time


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase; nothing else is served before it is right."""
    folder = home.home()
    if not keys.exists(folder):
        make = home.command("init", folder)
        return render(request, "pad/no_vault.html", {"make": make}, status=503)
    if request.method != "POST":
        if gate.is_open_to(request):
            return redirect("today")
        return render(request, "pad/unlock.html")
    with _one_at_a_time:
        try:
            vault = _open(request.POST.get("passphrase", ""))
        except OffwatchError as error:
            return render(request, "pad/unlock.html", {"wrong": _(error.message)}, status=403)
    gate.let_in(request, vault)
    return redirect("today")


def _open(passphrase: str) -> session.OpenVault:
    was_locked = session.current() is None
    boot.open_vault(home.home(), passphrase)
    if was_locked:
        scheduler.begin_ticks()
    return session.opened()


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Take the key from memory; every browser must unlock again."""
    if gate.is_open_to(request):
        session.lock()
    request.session.flush()
    return redirect("unlock")
