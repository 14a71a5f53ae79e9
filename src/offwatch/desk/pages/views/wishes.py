"""What a member wishes for in rosters to come: days off, and duties."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.models import Person, Wish
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.pages.views.access import done, member, now
from offwatch.desk.pages.wording import day_words
from offwatch.desk.planning.wishes import (
    Kind,
    do_take_back_wish,
    do_wish,
    first_open_day,
    shifts_of,
)
from offwatch.errors import BadInput
from offwatch.language import month as month_words

KINDS: dict[str, Kind] = {"off": "off", "never": "never", "wanted": "wanted"}


@require_GET
@member
def wishes(request: HttpRequest, me: Person) -> HttpResponse:
    """Mine alone, by month."""
    first = first_open_day(me.team, now())
    shifts = dict(shifts_of(me.team))
    mine = Wish.objects.filter(person=me, day__gte=first)
    months = groupby(mine, lambda wish: month_words(wish.day))
    context = {
        "first": first,
        "months": [
            (name, [(w, day_words(w.day), shifts.get(w.shift, "")) for w in rows])
            for name, rows in months
        ],
        "shifts": list(shifts.items()),
        "count": mine.count(),
    }
    return render(request, "desk/wishes.html", context)


@require_POST
@member
def wishes_change(request: HttpRequest, me: Person) -> HttpResponse:
    """Days added, or one taken back."""
    return done(request, lambda: _change(request, me), "wishes")


def _change(request: HttpRequest, me: Person) -> DeskOutcome:
    said = request.POST
    if "back" in said:
        return do_take_back_wish(me, _day(said["back"]))
    first = _day(said.get("first", ""))
    last = _day(said["last"]) if said.get("last") else first
    kind = said.get("kind", "off")
    if kind not in KINDS:
        raise BadInput("wish.shift", "There is no such shift; choose one of the list.")
    return do_wish(me, first, last, now(), kind=KINDS[kind], shift=said.get("shift", ""))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("wish.day", "Choose a day.") from None
