"""The page of temperatures, LH tests and ovulation."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from offwatch.diary import Event
from offwatch.errors import BadInput, OffwatchError
from offwatch.pad.diary.record import do_note
from offwatch.pad.diary.records.markers import do_measure, do_write_rise
from offwatch.pad.diary.rows import setup
from offwatch.pad.outcome import PadOutcome
from offwatch.pad.pages.diary.forms import EntryForm
from offwatch.pad.pages.diary.temperature_page import see_temperatures
from offwatch.pad.pages.views.saying import done, read_day

TESTS = {"lh": ("LH", "positive"), "no-lh": ("LH", "negative"), "ovulation": ("ovulation", "")}


@require_http_methods(["GET", "HEAD", "POST"])
def temperatures(request: HttpRequest) -> HttpResponse:
    """The last weeks; posted, a temperature by tap or typed, a test, or a rise's marker."""
    now, zone = datetime.now(UTC), setup().tz
    today = now.astimezone(zone).date()
    posted = request.method == "POST"
    typed = posted and "day" in request.POST
    given = request.POST if typed else None
    form = EntryForm(given, kind="temperature", zone=zone, initial={"day": today})
    try:
        if typed and form.is_valid():
            event = form.event()
            outcome = do_measure(now, event.value, event.at, disturbed=bool(event.name))
            return done(request, outcome, "temperatures")
        if posted and not typed:
            return done(request, _tapped(request, now), "temperatures")
    except OffwatchError as error:
        if not typed:
            messages.warning(request, error.message)
            return redirect("temperatures")
        form.refuse(error)
    context = {"page": see_temperatures(today), "form": form}
    status = 422 if form.errors else 200
    return render(request, "pad/diary/temperatures.html", context, status=status)


def _tapped(request: HttpRequest, now: datetime) -> PadOutcome:
    local = now.astimezone(setup().tz).replace(second=0, microsecond=0)
    if "rise" in request.POST:
        return do_write_rise(now, read_day(request.POST["rise"]))
    test = request.POST.get("test", "")
    if test in TESTS:
        name, value = TESTS[test]
        return do_note(now, [Event(local, "precursor", name, value)])
    try:
        degrees = float(request.POST.get("degrees", ""))
    except ValueError:
        degrees = 0.0
    if not 30 <= degrees <= 110:
        raise BadInput("diary.bad-value", "A temperature is a number such as 36.55.")
    return do_measure(now, f"{degrees:.2f}", local)
