"""The roster as a time line: a row a person, a column a day, missions drawn through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.editing.undo_publishing import can_undo, do_undo_publishing
from offwatch.desk.grids.next_period import do_begin_next, next_period
from offwatch.desk.models import Person, Role, RosterVersion
from offwatch.desk.pages.grid import cover_in, draw_rows, window_of
from offwatch.desk.pages.views.access import done, member, now, planner
from offwatch.desk.pages.wording import days_words, title_words
from offwatch.desk.people.managing import may_administer, may_manage
from offwatch.desk.rosters.cover import seats_open
from offwatch.desk.rosters.current import (
    current_version,
    drafts_of,
    ended_day,
    in_force,
    roster_of,
    today_of,
)
from offwatch.desk.teams.shifts import looks_of
from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.language import gettext_noop, month_name, short_month
from offwatch.plan import Roster

# Why there is a version, as it is stored.
WHY = (
    gettext_noop("First roster"),
    gettext_noop("New roster"),
    gettext_noop("Changed by hand"),
    gettext_noop("Undone"),
    gettext_noop("Open seat taken"),
)


ZOOM_WORDS = {
    "week": gettext_noop("Week"),
    "fortnight": gettext_noop("Two weeks"),
    "month": gettext_noop("Month"),
    "period": gettext_noop("Whole period"),
}


@require_GET
@gzip_page  # large, and with no secret but the masked token: see ADR 45
@member
def roster(request: HttpRequest, me: Person) -> HttpResponse:
    today = today_of(me.team, now())
    version = _chosen(request, me, today)
    context: dict[str, Any] = {
        "shown": version,
        "why": title_words(version.why) if version and version.why else "",
        "plans": me.has(Role.PLANNER),
        "administers": may_administer(me),
        "next_step": _next_step(me, version),
    }
    if version is not None:
        context |= _grid(request.GET, me, version, today)
        context |= {
            "ended": ended_day(me.team, today),
            "undo": me.has(Role.PLANNER) and can_undo(version, now()),
            "following": next_period(me.team, now()) if me.has(Role.PLANNER) else None,
            "others": [v for v in in_force(me.team) if v.pk != version.pk],
        }
    return render(request, "desk/roster.html", context)


def _grid(
    asked: Mapping[str, str], me: Person, version: RosterVersion, today: date
) -> dict[str, Any]:
    """The part of the roster that is shown, and what else there is to choose."""
    plan = roster_of(version)
    window = window_of(plan, asked, today, me.key)
    looks = looks_of(me.team, plan.shifts)
    days = [plan.day_at(i) for i in window.days]
    here = QueryDict(mutable=True)
    here["draft" if version.published_at is None else "first"] = version.first_day.isoformat()
    chosen = {"q": window.words, "skill": window.skill, "shift": window.shift}
    for name, value in {"zoom": window.zoom, **chosen}.items():
        if value:
            here[name] = value
    return {
        "window": window,
        "here": here,
        "zooms": [(key, _(words)) for key, words in ZOOM_WORDS.items()],
        "skills": sorted({skill for p in plan.people for skill in p.skills}),
        "kinds": [(key, plan.name_of(key)) for key in (*plan.shift, *plan.mission)],
        "days": days,
        "months": months(days),
        "today": today,
        "cover": list(cover_in(plan, window.days)),
        "seats_open": plan.once(seats_open),
        "span": days_words(plan.day_at(0), plan.day_at(plan.days - 1)),
        "rows": [
            {"name": p.name, "mine": p.id == me.key, "cells": drawn}
            for p, drawn in draw_rows(version, plan, window, looks)
        ],
        "shifts": [
            {"name": s.name, "letter": looks[s.id].letter, "tone": looks[s.id].tone}
            for s in plan.shifts
        ],
        "told": _told(plan),
        "missions": [
            {"name": m.name, "when": days_words(*_ends(plan, m.id)), "short": m.name[:1]}
            for m in plan.missions
        ],
    }


def _told(plan: Roster) -> list[tuple[str, str, int, str, str]]:
    """Of each shift and mission that has any: its hours, break, place and notes, as for print."""
    found = [
        (s.name, _hours(s.start_min, s.minutes), s.break_min, s.place, s.notes)
        for s in plan.shifts
        if s.break_min or s.place or s.notes
    ]
    return found + [
        (m.name, days_words(*_ends(plan, m.id)), 0, m.place, m.notes)
        for m in plan.missions
        if m.place or m.notes
    ]


def _hours(start_min: int | None, minutes: int) -> str:
    if start_min is None:
        return ""
    end = (start_min + minutes) % 1440
    return f"{start_min // 60:02}:{start_min % 60:02}–{end // 60:02}:{end % 60:02}"


@require_POST
@planner
def period_begin(request: HttpRequest, me: Person) -> HttpResponse:
    """The next period as a draft, opened to be changed and filled."""
    try:
        begun = do_begin_next(me, now())
    except OffwatchError as error:
        messages.info(request, _(error.message))
        return redirect("roster")
    draft = get_object_or_404(RosterVersion, pk=begun.ref or 0)
    return redirect(f"{reverse('roster_edit')}?first={draft.first_day.isoformat()}")


@require_POST
@planner
def version_undo(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    get_object_or_404(RosterVersion, pk=pk, team=me.team_id)
    return done(request, lambda: do_undo_publishing(me, pk, now()), "roster")


def _chosen(request: HttpRequest, me: Person, today: date) -> RosterVersion | None:
    wanted = request.GET.get("first", "")
    drafts = drafts_of(me.team) if me.has(Role.PLANNER) else []
    for draft in drafts:
        if draft.first_day.isoformat() == request.GET.get("draft", ""):
            return draft
    last = drafts[-1] if drafts else None
    if wanted == "draft" and last is not None:
        return last
    for version in in_force(me.team):
        if version.first_day.isoformat() == wanted:
            return version
    return current_version(me.team, today) or last


def _next_step(me: Person, shown: RosterVersion | None) -> str:
    """What a manager of a new team does next: ``publish`` a draft, ``invite`` the others."""
    if shown is None or not may_manage(me):
        return ""
    if shown.published_at is None:
        return "" if in_force(me.team) else "publish"
    others = me.team.people.exclude(pk=me.pk)
    waiting = others.filter(user=None, invitation=None).exists()
    return "invite" if waiting and not others.exclude(user=None, invitation=None).exists() else ""


def _ends(plan: Roster, mission: str) -> tuple[date, date]:
    span = plan.mission[mission].span()
    return plan.day_at(span[0]), plan.day_at(span[-1])


def months(days: list[date]) -> list[tuple[str, int]]:
    """Each month over its days, written short where it has too few for its name."""
    runs = [list(run) for _, run in groupby(days, lambda day: (day.year, day.month))]
    return [(short_month(run[0]) if len(run) < 4 else month_name(run[0]), len(run)) for run in runs]
