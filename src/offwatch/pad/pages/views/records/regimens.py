"""The page of regimens, and of medicine taken for attacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from offwatch.diary import Event, Kind
from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.language import long_date
from offwatch.pad.diary.record import do_note
from offwatch.pad.diary.records.regimens import do_begin_regimen, written_regimens
from offwatch.pad.diary.rows import setup
from offwatch.pad.pages.diary.entry_words import EFFECTS, entry_words
from offwatch.pad.pages.diary.medicine_words import see_months
from offwatch.pad.pages.diary.regimen_form import RegimenForm, plan_words
from offwatch.pad.pages.views.saying import done

_TAPS: dict[str, Kind] = {
    "taken": "dose",
    "missed": "missed_dose",
    "stopped": "regimen_stop",
}


@require_http_methods(["GET", "HEAD", "POST"])
def regimens(request: HttpRequest) -> HttpResponse:
    """What is taken and was; posted, one is begun or changed, or a tap says what was done."""
    now = datetime.now(UTC)
    today = now.astimezone(setup().tz).date()
    tap, name = request.POST.get("tap", ""), request.POST.get("regimen", "")
    given = request.POST if request.method == "POST" and not tap else None
    form = RegimenForm(given, today=today)
    try:
        if tap:
            event = _tapped(tap, name, now)
            said = _("Noted: {what}.").format(what=entry_words(event))
            return done(request, replace(do_note(now, [event]), said=said), "regimens")
        if given is not None and form.is_valid():
            told = form.cleaned_data
            outcome = do_begin_regimen(
                now, told["name"], told["effect"], told["day"], form.plan, told["amount"]
            )
            return done(request, outcome, "regimens")
    except OffwatchError as error:
        if given is None:
            messages.warning(request, error.message)
            return redirect("regimens")
        form.refuse(error)
    running, others = written_regimens(today)
    context: dict[str, Any] = {
        "running": [
            {
                "taken": each,
                "name": each.regimen.name,
                "since": long_date(each.regimen.start_day, year=True),
                "when": plan_words(each.when),
                "effect": _(EFFECTS.get(each.regimen.effect, "")) if each.regimen.effect else "",
            }
            for each in running
        ],
        "others": [
            {
                "name": each.name,
                "first": long_date(each.start_day, year=True),
                "stop": long_date(each.stop_day, year=True) if each.stop_day else "",
                "plan": plan_words(each.plan.partition(";")[0].strip()),
            }
            for each in others
        ],
        "months": see_months(today),
        "form": form,
    }
    return render(request, "pad/diary/regimens.html", context, status=422 if form.errors else 200)


def _tapped(tap: str, name: str, now: datetime) -> Event:
    """A dose is of now; a regimen stops with the day."""
    if tap not in _TAPS or not name.strip():
        raise Http404
    local = now.astimezone(setup().tz).replace(second=0, microsecond=0)
    return Event(local.date() if tap != "taken" else local, _TAPS[tap], name)
