"""Pages about the vault as a whole: its backups."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.pad.backup.run import (
    do_backup,
    do_choose_folder,
    do_choose_webdav,
    do_stop_backups,
)
from offwatch.pad.diary.rows import setup
from offwatch.pad.models import BackupPlace
from offwatch.pad.outcome import PadOutcome
from offwatch.pad.pages.backup_page import see_backups


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
