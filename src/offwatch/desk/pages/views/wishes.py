"""Days that a member wishes off in rosters to come."""

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
from offwatch.desk.planning.wishes import do_take_back_wish, do_wish, first_open_day
from offwatch.errors import BadInput
from offwatch.language import month as month_words


@require_GET
@member
def wishes(request: HttpRequest, me: Person) -> HttpResponse:
    """Mine alone, by month; nobody else sees this page."""
    first = first_open_day(me.team, now())
    mine = Wish.objects.filter(person=me, day__gte=first)
    months = groupby(mine, lambda wish: month_words(wish.day))
    context = {
        "first": first,
        "months": [(name, [(w, day_words(w.day)) for w in rows]) for name, rows in months],
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
    return do_wish(me, first, last, now(), never=said.get("never") == "1")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("wish.day", "Choose a day.") from None
