"""Pages about the vault as a whole: its backups, passphrase, zone and end."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from offwatch.errors import OffwatchError
from offwatch.language import WEEKDAYS
from offwatch.language import gettext as _
from offwatch.pad.backup.run import (
    do_backup,
    do_choose_folder,
    do_choose_webdav,
    do_stop_backups,
)
from offwatch.pad.diary.rows import setup
from offwatch.pad.diary.zone import do_set_zone
from offwatch.pad.folder.erasing import WORD, check_word, do_erase
from offwatch.pad.models import BackupPlace
from offwatch.pad.outcome import PadOutcome
from offwatch.pad.pages.backup_page import see_backups
from offwatch.pad.pages.views import door
from offwatch.pad.pages.views.first import new_passphrase
from offwatch.pad.preferences import (
    APP_NAMES,
    WEEK_STARTS,
    Preferences,
    do_set_preferences,
)
from offwatch.pad.runtime import browser_access, home, hosts, known_browsers, launch
from offwatch.vault import keys


@sensitive_post_parameters("password")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def backups(request: HttpRequest) -> HttpResponse:
    """Where backups go and how they went; posted, another place, one now, or no more."""
    now, wrong = datetime.now(UTC), ""
    if request.method == "POST":
        try:
            messages.success(request, _(_do(request, now).said))
            return redirect("backups")
        except OffwatchError as error:
            wrong = _(error.message)
    seen = see_backups(now)
    kind = request.POST.get("kind") or (seen.place.kind if seen.place else BackupPlace.FOLDER)
    context = {
        "seen": seen,
        "place": seen.place,
        "kind": kind,
        "address": request.POST.get("address", ""),
        "user": request.POST.get("user", ""),
        "wrong": wrong,
        "zone": setup().tz,
        "now": now,
    }
    return render(request, "pad/backups.html", context, status=422 if wrong else 200)


def _do(request: HttpRequest, now: datetime) -> PadOutcome:
    wish = request.POST.get("do", "")
    if wish == "stop":
        return do_stop_backups()
    if wish == "now":
        return do_backup(now, sure=True)
    address = request.POST.get("address", "")
    if request.POST.get("kind") == BackupPlace.WEBDAV:
        do_choose_webdav(
            now, address, request.POST.get("user", ""), request.POST.get("password", "")
        )
    else:
        do_choose_folder(now, address)
    return do_backup(now, sure=True)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def passphrase(request: HttpRequest) -> HttpResponse:
    """Another passphrase, by who knows the one in force."""
    wrong = ""
    if request.method == "POST":
        folder = home.home()
        client = known_browsers.name_of(folder, request)
        try:
            new = new_passphrase(request)
            with door.guesses.turn(client, known=bool(client)):
                keys.change_passphrase(folder, request.POST.get("old", ""), new)
            messages.success(
                request,
                _("The new passphrase opens the pad. Backups made before open with the old one."),
            )
            return redirect("settings")
        except OffwatchError as error:
            wrong = _(error.message)
    context = {"wrong": wrong}
    return render(request, "pad/passphrase.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def zone(request: HttpRequest) -> HttpResponse:
    """Where days are counted."""
    wrong, typed = "", request.POST.get("zone", "") or setup().zone
    if request.method == "POST":
        try:
            messages.success(request, _(do_set_zone(typed).said))
            return redirect("settings")
        except OffwatchError as error:
            wrong = _(error.message)
    context = {"wrong": wrong, "zone": typed, "zones": sorted(available_timezones())}
    return render(request, "pad/zone.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How the pages behave: their lock, keys, week and name."""
    row, wrong = setup(), ""
    if request.method == "POST":
        start = request.POST.get("week_start", "")
        wanted = Preferences(
            locks_on_closing="locks_on_closing" in request.POST,
            single_keys="single_keys" in request.POST,
            week_start=int(start) if start.isdecimal() and start.isascii() else None,
            app_name=request.POST.get("app_name", ""),
        )
        try:
            messages.success(request, _(do_set_preferences(wanted).said))
            return redirect("settings")
        except OffwatchError as error:
            wrong = _(error.message)
    weekdays = [(day, _(WEEKDAYS[day])) for day in WEEK_STARTS]
    context = {"wrong": wrong, "pad": row, "weekdays": weekdays, "names": APP_NAMES}
    return render(request, "pad/preferences.html", context, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """The end of the pad, once its owner has typed the word; the pages go on in an empty folder."""
    if not browser_access.is_open_to(request):
        return redirect("unlock")
    wrong, folder = "", home.home()
    if request.method == "POST":
        name = hosts.own_host().removesuffix(".localhost")
        try:
            check_word(request.POST.get("word", ""))
            request.session.flush()
            do_erase(folder)
        except OffwatchError as error:
            wrong = _(error.message)
        else:
            launch.keep_site(folder, name)
            hosts.forget_names()
            answer = render(request, "pad/erased.html")
            known_browsers.remember(folder, request, answer)
            return answer
    context = {"wrong": wrong, "word": _(WORD)}
    return render(request, "pad/erase.html", context, status=422 if wrong else 200)
