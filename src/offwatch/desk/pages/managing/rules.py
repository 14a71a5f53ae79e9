"""Shifts, what is needed, and the team's rules: changed in the drafts of the periods ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.grids.first import week_of
from offwatch.desk.models import Person
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.pages.managing.people import (
    latest_form,
    limit_rows,
    read_day,
    read_terms,
    shift_rows,
)
from offwatch.desk.pages.views.access import done, now, planner
from offwatch.desk.pages.wording import day_words
from offwatch.desk.teams.need import (
    ShiftNeed,
    do_set_day,
    do_set_need,
    exceptions_of,
    need_of,
    tomorrow,
)
from offwatch.desk.teams.rules import EU, do_set_rules, do_take_preset
from offwatch.desk.teams.shifts import (
    TONES,
    ShiftTerms,
    do_remove_shift,
    do_set_shift,
    looks_of,
)
from offwatch.errors import BadInput
from offwatch.language import gettext as _
from offwatch.language import short_date, short_weekday
from offwatch.plan.roster.read_write import parse_roster

MOST_EXCEPTIONS = 40


@require_GET
@planner
def rules(request: HttpRequest, me: Person) -> HttpResponse:
    form = latest_form(me)
    if form is None:
        return redirect("roster")
    roster = parse_roster(form)
    looks = looks_of(me.team, roster.shifts)
    need = need_of(form)
    names = {shift.id: shift.name for shift in roster.shifts}
    known = {s for p in roster.people for s in p.skills} | {
        s for each in need.values() for s in each.skills
    }
    context = {
        "shifts": [
            {
                "id": shift.id,
                "name": shift.name,
                "start": _clock(shift.start_min),
                "end": _clock(shift.start_min, shift.minutes),
                "hours": f"{shift.minutes / 60:g}",
                "break_min": shift.break_min,
                "place": shift.place,
                "notes": shift.notes,
                "look": looks[shift.id],
                "others": [(s.id, s.name, s.id in shift.not_next) for s in roster.shifts],
            }
            for shift in roster.shifts
        ],
        "others": [(s.id, s.name, False) for s in roster.shifts],
        "tones": range(TONES),
        "weekdays": _weekdays(),
        "need": [
            {
                "id": shift.id,
                "name": shift.name,
                "numbers": list(enumerate(need[shift.id].numbers)),
                "skills": [(skill, need[shift.id].skills.get(skill, 0)) for skill in sorted(known)],
            }
            for shift in roster.shifts
        ],
        "skills": sorted(known),
        "exceptions": [
            (day_words(day), names.get(shift, shift), number)
            for day, shift, number in exceptions_of(form)[:MOST_EXCEPTIONS]
        ],
        "tomorrow": tomorrow(me, now()),
        "limit_rows": limit_rows(form.get("rules", {}), {}),
        "shift_rows": shift_rows(form, form.get("rules", {}), {}),
        "preset": [(_(part.demand), part.article, _(part.held)) for part in EU],
        "since": short_date(roster.first_day),
    }
    return render(request, "desk/rules.html", context)


@require_POST
@planner
def rules_change(request: HttpRequest, me: Person) -> HttpResponse:
    said = request.POST
    acts = {
        "shift": lambda: _set_shift(me, said, request.POST.getlist("not_next")),
        "remove": lambda: do_remove_shift(me, said.get("key", ""), now()),
        "need": lambda: _set_need(me, said),
        "day": lambda: _set_day(me, said),
        "rules": lambda: do_set_rules(me, read_terms(said).limits, now()),
        "preset": lambda: do_take_preset(me, now()),
    }
    act = acts.get(said.get("act", ""))
    if act is None:
        return redirect("rules")
    return done(request, act, "rules")


def _set_shift(me: Person, said: Mapping[str, str], not_next: list[str]) -> DeskOutcome:
    terms = ShiftTerms(
        said.get("key", "")[:100],
        said.get("name", ""),
        said.get("start", ""),
        said.get("end", ""),
        said.get("letter", ""),
        _count(said.get("tone", "")),
        not_next,
        _count(said.get("break_min", "")),
        said.get("place", ""),
        said.get("notes", ""),
    )
    return do_set_shift(me, terms, now())


def _set_need(me: Person, said: Mapping[str, str]) -> DeskOutcome:
    need: dict[str, ShiftNeed] = {}
    form = latest_form(me)
    for shift in form["shifts"] if form is not None else ():
        key = shift["id"]
        if f"need-{key}-0" not in said:
            continue
        numbers = [_count(said.get(f"need-{key}-{n}", "")) for n in range(7)]
        mark = f"skill-{key}-"
        skills = {
            name.removeprefix(mark): count
            for name in said
            if name.startswith(mark) and (count := _count(said.get(name, "")))
        }
        need[key] = ShiftNeed(numbers, skills)
    from_day = read_day(said.get("from", "")) or tomorrow(me, now())
    return do_set_need(me, need, from_day, now())


def _set_day(me: Person, said: Mapping[str, str]) -> DeskOutcome:
    first = read_day(said.get("first", ""))
    last = read_day(said.get("last", "")) or first
    if first is None or last is None:
        raise BadInput("need.days", "Choose a first and a last day, one after the other.")
    return do_set_day(me, first, last, said.get("key", ""), _count(said.get("number", "")), now())


def _count(text: str) -> int:
    """**Raises**: `BadInput` ``need.number``."""
    text = text.strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise BadInput("need.number", "How many are needed is a number from 0 to 9,999.")
    return int(text)


def _clock(start_min: int | None, minutes: int = 0) -> str:
    if start_min is None:
        return ""
    at = (start_min + minutes) % 1440
    return f"{at // 60:02}:{at % 60:02}"


def _weekdays() -> list[str]:
    return [short_weekday(day) for day in week_of(date.min)]
