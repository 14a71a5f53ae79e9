"""The roster as a time line: a row a person, a column a day, missions drawn through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.editing.undo_publishing import can_undo, do_undo_publishing
from offwatch.desk.grids.next_period import do_begin_next, next_period
from offwatch.desk.models import Person, Role, RosterVersion
from offwatch.desk.pages.views.access import done, member, now, planner
from offwatch.desk.pages.wording import days_words, title_words
from offwatch.desk.people.managing import may_administer, may_manage
from offwatch.desk.rosters.cover import cover_rows, seats_open
from offwatch.desk.rosters.current import (
    current_version,
    drafts_of,
    ended_day,
    in_force,
    roster_of,
    today_of,
)
from offwatch.desk.teams.shifts import ShiftLook, looks_of
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


@dataclass(frozen=True, slots=True)
class Cell:
    """One duty, or one day off, of one row."""

    span: int
    kind: str
    short: str
    full: str
    tone: int | None = None


@require_GET
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
        plan = roster_of(version)
        days = [plan.day_at(i) for i in range(plan.days)]
        looks = looks_of(me.team, plan.shifts)
        context |= {
            "days": days,
            "months": months(days),
            "today": today,
            "ended": ended_day(me.team, today),
            "cover": cover_rows(plan),
            "seats_open": seats_open(plan),
            "undo": me.has(Role.PLANNER) and can_undo(version, now()),
            "span": days_words(days[0], days[-1]),
            "rows": [
                {"name": p.name, "mine": p.id == me.key, "cells": cells(plan, p.id, looks)}
                for p in sorted(plan.people, key=lambda p: p.id != me.key)
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
            "following": next_period(me.team, now()) if me.has(Role.PLANNER) else None,
            "others": [v for v in in_force(me.team) if v.pk != version.pk],
        }
    return render(request, "desk/roster.html", context)


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


def cells(plan: Roster, person: str, looks: Mapping[str, ShiftLook]) -> list[Cell]:
    """One person's line; days of one mission in a row are one cell."""
    line = plan.line(person)
    found: list[Cell] = []
    for index, what in enumerate(line):
        if what is None:
            found.append(Cell(1, "off", "", ""))
            continue
        name = plan.name_of(what)
        mission = what in plan.mission
        if mission and index and line[index - 1] == what:
            last = found.pop()
            found.append(Cell(last.span + 1, "mission", name, name))
        else:
            look = looks.get(what)
            kind = "mission" if mission else "shift"
            short = look.letter if look else name[:1].upper()
            found.append(Cell(1, kind, short, name, look.tone if look else None))
    return found


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
