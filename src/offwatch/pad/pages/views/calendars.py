"""The pages of the owner's calendars."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.pad.calendars.sources import (
    NewCalendar,
    do_add_calendar,
    do_choose_collection,
    do_choose_duties,
    do_fetch,
    do_new_login,
    do_remove_calendar,
    one_calendar,
)
from offwatch.pad.models import CalendarSource
from offwatch.pad.pages.calendars_page import MOST_SHOWN, see_calendar, see_calendars

_SHOWN = ("place", "login", "name")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request: HttpRequest) -> HttpResponse:
    """All calendars, and a form for another; posted, that one is fetched at once."""
    now = datetime.now(UTC)
    if request.method != "POST":
        return render(request, "pad/calendars/all.html", {"calendars": see_calendars(now)})
    new = _read_new(request)
    try:
        outcome, source = do_add_calendar(now, new)
    except OffwatchError as error:
        context = {
            "calendars": see_calendars(now),
            "wrong": _(error.message),
            "typed": {name: request.POST.get(name, "") for name in _SHOWN},
            "more": error.code in ("calendar.private", "calendar.login"),
            "caldav": "caldav" in request.POST,
            "own_network": "own_network" in request.POST,
        }
        return render(request, "pad/calendars/all.html", context, status=422)
    messages.success(request, outcome.said)
    return redirect("calendar", source.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One calendar; posted, which of its events are duties."""
    now = datetime.now(UTC)
    source = _one(pk)
    wrong, status = "", 200
    if request.method == "POST":
        mode, words = request.POST.get("mode", ""), request.POST.get("words", "")
        try:
            messages.success(request, do_choose_duties(now, pk, mode, words).said)
            return redirect("calendar", pk)
        except OffwatchError as error:
            wrong, status = _(error.message), 422
    view = see_calendar(source, now)
    context = {
        "view": view,
        "taken": view.taken[:MOST_SHOWN],
        "left": view.left[:MOST_SHOWN],
        "broken": view.broken,
        "doubts": sorted({line.doubt for line in view.taken if line.doubt}),
        "words": request.POST.get("words", ", ".join(source.words)),
        "mode": request.POST.get("mode", source.mode),
        "wrong": wrong,
    }
    return render(request, "pad/calendars/one.html", context, status=status)


@sensitive_post_parameters()
@require_POST
def change_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch it now, with another login if one is given, or take it away."""
    now = datetime.now(UTC)
    asked = request.POST
    try:
        if "remove" in asked:
            messages.success(request, do_remove_calendar(pk).said)
            return redirect("calendars")
        if "collection" in asked:
            outcome = do_choose_collection(now, pk, asked["collection"])
        elif "login" in asked:
            login, password = asked["login"], asked.get("password", "")
            outcome = do_new_login(now, pk, login, password, "own_network" in asked)
        else:
            outcome = do_fetch(now, one_calendar(pk))
        messages.success(request, outcome.said)
    except OffwatchError as error:
        messages.warning(request, error.message)
    return redirect("calendar", pk)


def _one(pk: int) -> CalendarSource:
    source = CalendarSource.objects.filter(pk=pk).first()
    if source is None:
        raise Http404
    return source


def _read_new(request: HttpRequest) -> NewCalendar:
    file, place = request.FILES.get("file"), request.POST.get("place", "").strip()
    if file is not None:
        where, name = "text", Path(file.name or "").stem
    elif "://" in place:
        where, name = ("caldav" if "caldav" in request.POST else "address"), ""
    else:
        where, name = ("folder" if _is_folder(place) else "file"), ""
    return NewCalendar(
        where=where,
        place="" if where == "text" else place,
        text=file.read() if file is not None else b"",
        name=request.POST.get("name", "") or (name if where == "text" else ""),
        login=request.POST.get("login", ""),
        password=request.POST.get("password", ""),
        own_network="own_network" in request.POST,
    )


def _is_folder(place: str) -> bool:
    try:
        return Path(place).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):
        return False
