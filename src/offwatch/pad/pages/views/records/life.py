"""The page of life events."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from offwatch.errors import OffwatchError
from offwatch.pad.diary.conditions import kept_conditions
from offwatch.pad.diary.life import do_end_life, do_write_life, written_lives
from offwatch.pad.diary.rows import setup
from offwatch.pad.pages.diary.life_form import LifeForm
from offwatch.pad.pages.diary.life_words import see_lives
from offwatch.pad.pages.views.saying import done, read_day
from offwatch.pad.runtime import scheduler


@require_http_methods(["GET", "HEAD", "POST"])
def life(request: HttpRequest) -> HttpResponse:
    """Every life event; posted, one is written, or one that goes on is over."""
    now, zone = datetime.now(UTC), setup().tz
    today = now.astimezone(zone).date()
    day = read_day(request.GET["day"]) if "day" in request.GET else today
    ends = request.POST.get("over", "")
    given = request.POST if request.method == "POST" and not ends else None
    kept = [each for each in kept_conditions() if each.shown]
    form = LifeForm(given, names=[each.name for each in kept], day=day)
    try:
        if ends.isdecimal():
            outcome = do_end_life(now, int(ends))
            scheduler.prepare_now()  # reminders rest in a pause, and go on after it
            return done(request, outcome, "life")
        if given is not None and form.is_valid():
            told = form.cleaned_data
            outcome = do_write_life(now, form.called, told["first"], told["last"], form.chosen)
            scheduler.prepare_now()
            return done(request, outcome, "life")
    except OffwatchError as error:
        if given is None:
            messages.warning(request, error.message)
            return redirect("life")
        form.refuse(error)
    context = {"lives": see_lives(written_lives(), kept, today), "form": form}
    return render(request, "pad/diary/life.html", context, status=422 if form.errors else 200)
