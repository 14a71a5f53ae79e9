"""Two forms of a period side by side: who has what instead, and what each comes to."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.editing.compare import (
    Candidate,
    Side,
    between,
    candidates,
    do_drop_copy,
    do_keep_copy,
    do_take_copy,
    side_of,
)
from offwatch.desk.editing.edit import seen_of
from offwatch.desk.models import Person
from offwatch.desk.pages.managing.people import read_day
from offwatch.desk.pages.views.access import now, planner
from offwatch.desk.pages.wording import day_words, days_words, title_words
from offwatch.desk.planning.wishes import wishes_in, wishes_kept
from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.language import gettext_noop, short_date

MOST_PEOPLE = 200
COUNTS = (
    ("duties", gettext_noop("Duties")),
    ("hours", gettext_noop("Hours")),
    ("nights", gettext_noop("Nights")),
    ("weekends", gettext_noop("Weekends")),
)


@require_GET
@planner
def compare(request: HttpRequest, me: Person) -> HttpResponse:
    """The two that are asked for; else the last two there are."""
    first = read_day(request.GET.get("first", ""))
    found = candidates(me.team, first) if first is not None else []
    if first is None or not found:
        return redirect("roster")
    keys = {each.key: each for each in found}
    one = keys.get(request.GET.get("one", ""), found[0])
    other = keys.get(request.GET.get("other", ""), found[-1])
    sides = [side_of(me.team, first, each) for each in (one, other)]
    changed = between(one, other)
    roster = one.roster
    context = {
        "first": first,
        "seen": seen_of(me.team, first),
        "span": days_words(roster.first_day, roster.day_at(roster.days - 1)),
        "candidates": [(each.key, words(each, me)) for each in found],
        "copies": [
            (int(each.key.removeprefix("copy-")), words(each, me))
            for each in found
            if each.kind == "copy"
        ],
        "draft": any(each.kind == "draft" for each in found),
        "one": one.key,
        "other": other.key,
        "names": [words(each, me) for each in (one, other)],
        "rows": _rows(me, sides),
        "work": _work(sides),
        "changed": [
            (name, [(day_words(c.day), c.was_name, c.now_name) for c in cells])
            for name, cells in groupby(changed.cells[: 10 * MOST_PEOPLE], lambda c: c.name)
        ],
        "cells": len(changed.cells),
    }
    return render(request, "desk/compare.html", context)


@require_POST
@planner
def copy_change(request: HttpRequest, me: Person) -> HttpResponse:
    """A copy of the draft kept, taken into the draft, or thrown away."""
    said = request.POST
    first, seen = read_day(said.get("first", "")), said.get("seen", "")
    number = said.get("copy", "")
    pk = int(number) if number.isdecimal() and len(number) < 18 else 0
    act = said.get("act", "")
    if first is None:
        raise Http404
    try:
        if act == "keep":
            outcome = do_keep_copy(me, first, seen, now())
        elif act == "take":
            outcome = do_take_copy(me, first, seen, pk, now())
        else:
            outcome = do_drop_copy(me, first, seen, pk)
        messages.info(request, _(outcome.said))
    except OffwatchError as error:
        messages.info(request, _(error.message))
    page = "roster_edit" if act == "keep" else "compare"
    return redirect(f"{reverse(page)}?{urlencode({'first': first.isoformat()})}")


def words(candidate: Candidate, me: Person) -> str:
    """What a candidate is called."""
    if candidate.kind == "in-force":
        return _("In force")
    if candidate.kind == "draft":
        return _("The draft")
    if candidate.kind == "plan":
        return _("Found: {title}").format(title=title_words(candidate.title))
    at = candidate.made_at.astimezone(me.team.tz) if candidate.made_at else None
    when = f"{short_date(at.date())} {at:%H:%M}" if at else ""
    return _("Copy {n}, {when}").format(n=candidate.number, when=when)


def _rows(me: Person, sides: list[Side]) -> list[tuple[str, list[str]]]:
    """What each comes to, a line a count."""
    kept = [
        "{} / {}".format(*wishes_kept(s.candidate.roster, wishes_in(me.team, s.candidate.roster)))
        for s in sides
    ]
    return [
        (_("People notified"), [str(s.notified) for s in sides]),
        (_("Rules newly broken"), [str(s.broken) for s in sides]),
        (_("Seats open"), [str(s.seats_open) for s in sides]),
        (_("Wishes kept"), kept),
        *(
            (
                _("{what}, fewest and most").format(what=_(label)),
                ["{}–{}".format(*s.spread(name)) for s in sides],
            )
            for name, label in COUNTS[1:]
        ),
    ]


def _work(sides: list[Side]) -> list[tuple[str, list[dict[str, Any]]]]:
    """For each person each count in both; those that differ first."""
    one, other = (side.work for side in sides)
    found = []
    for key in {**one, **other}:
        mine = [side.get(key) for side in (one, other)]
        name = next(each.name for each in mine if each is not None)
        counts = [
            {
                "one": getattr(mine[0], count, ""),
                "other": getattr(mine[1], count, ""),
                "differs": getattr(mine[0], count, None) != getattr(mine[1], count, None),
            }
            for count, _label in COUNTS
        ]
        found.append((name, counts))
    found.sort(key=lambda line: not any(count["differs"] for count in line[1]))
    return found[:MOST_PEOPLE]
