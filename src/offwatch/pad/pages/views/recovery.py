"""A new recovery key for a pad that is in use: by the passphrase, shown, and confirmed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.pad.pages.views import door
from offwatch.pad.pages.views.first import ShownKey
from offwatch.pad.runtime import browser_access, home, known_browsers, scheduler
from offwatch.vault import keys, session

_DRAWN = "recovery-key"


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_key(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase, show a key, and have it count once two of its groups are typed.

    The key before opens the pad until then; afterwards the database has another key, so that no
    older copy of ``vault.json`` opens it. What was typed is held in this browser's session, in
    memory. The view is called with the vault not in use, for nobody may use it at that instant.
    """
    if not browser_access.is_open_to(request):
        return redirect("unlock")
    if "stop" in request.POST:
        request.session.pop(_DRAWN, None)
        return redirect("settings")
    try:
        if request.method == "POST" and "passphrase" in request.POST:
            _draw(request)
            return redirect("recovery-key")
        if request.method == "POST" and _DRAWN in request.session:
            return _confirm(request)
    except OffwatchError as error:
        return _show(request, _(error.message))
    return _show(request, "")


def _draw(request: HttpRequest) -> None:
    folder, passphrase = home.home(), request.POST.get("passphrase", "")
    client = known_browsers.name_of(folder, request)
    with door.guesses.turn(client or request.META.get("REMOTE_ADDR", ""), known=bool(client)):
        keys.unwrap(folder, passphrase).wipe()
    request.session[_DRAWN] = [passphrase, *ShownKey.draw()]


def _confirm(request: HttpRequest) -> HttpResponse:
    passphrase, recovery, groups = request.session[_DRAWN]
    if not ShownKey(recovery, groups).is_confirmed_by(request.POST):
        wrong = _("Those are not the two groups. Look at what you have written down.")
        return _show(request, wrong)
    session.renew(passphrase, recovery)
    request.session.pop(_DRAWN)
    scheduler.backup_soon()
    messages.success(
        request,
        _("The new recovery key counts from now on; the one before opens only older backups."),
    )
    return redirect("settings")


def _show(request: HttpRequest, wrong: str) -> HttpResponse:
    drawn = request.session.get(_DRAWN)
    context = {"wrong": wrong, **(ShownKey(*drawn[1:]).context if drawn else {})}
    return render(request, "pad/recovery_key.html", context, status=422 if wrong else 200)
