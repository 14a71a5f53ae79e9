"""Missions: who goes, when, and whose they are; planners put them up and move them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.editing.frame_changes import periods_from
from offwatch.desk.models import Person, Role
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.pages.managing.people import read_day
from offwatch.desk.pages.views.access import done, member, now, planner
from offwatch.desk.pages.wording import days_words
from offwatch.desk.rosters.current import in_force, roster_of, today_of
from offwatch.desk.teams.missions import MissionTerms, do_remove_mission, do_set_mission
from offwatch.errors import BadInput
from offwatch.plan import Roster


@require_GET
@member
def missions(request: HttpRequest, me: Person) -> HttpResponse:
    """What lies ahead; planners see it as it is in the drafts, everybody else as it is in force."""
    plans = me.has(Role.PLANNER)
    today = today_of(me.team, now())
    versions = periods_from(me.team, today) if plans else in_force(me.team)
    names = dict(me.team.people.values_list("key", "name"))
    found: list[dict[str, Any]] = []
    skills: set[str] = set()
    for version in versions:
        roster = roster_of(version)
        skills |= {skill for person in roster.people for skill in person.skills}
        found += [
            _line(roster, key, names, draft=version.published_at is None)
            for key, each in roster.mission.items()
            if roster.day_at(each.span()[-1]) >= today
        ]
    context = {
        "missions": sorted(found, key=lambda each: each["start"]),
        "plans": plans and bool(versions),
        "today": today,
        "skills": sorted(skills),
        "people": sorted(names.items(), key=lambda each: each[1].casefold()),
    }
    return render(request, "desk/missions.html", context)


@require_POST
@planner
def mission_change(request: HttpRequest, me: Person) -> HttpResponse:
    said = request.POST
    if said.get("act") == "remove":
        key = said.get("key", "")
        return done(request, lambda: do_remove_mission(me, key, now()), "missions")
    return done(request, lambda: _set(me, said), "missions")


def _set(me: Person, said: Mapping[str, str]) -> DeskOutcome:
    start = read_day(said.get("start", ""))
    if start is None:
        raise BadInput("mission.terms", "Say on which day the mission begins.")
    mark = "skill-"
    terms = MissionTerms(
        key=said.get("key", "")[:100],
        name=said.get("name", ""),
        owner=said.get("owner", ""),
        start=start,
        days=_number(said, "days", 1),
        start_time=said.get("start_time", ""),
        end_time=said.get("end_time", ""),
        need=_number(said, "need", 0),
        earliest=read_day(said.get("earliest", "")),
        latest=read_day(said.get("latest", "")),
        step_days=_number(said, "step_days", 1),
        skills={
            name.removeprefix(mark): _number(said, name, 0)
            for name in said
            if name.startswith(mark)
        },
        place=said.get("place", ""),
        notes=said.get("notes", ""),
    )
    return do_set_mission(me, terms, now())


def _number(said: Mapping[str, str], name: str, empty: int) -> int:
    text = said.get(name, "").strip()
    if text and not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise BadInput("mission.terms", "A mission lasts 1 to 400 days; look at its numbers.")
    return int(text) if text else empty


def _line(roster: Roster, key: str, names: Mapping[str, str], *, draft: bool) -> dict[str, Any]:
    mission = roster.mission[key]
    span = mission.span()
    crew = [roster.person[p].name for p in roster.members(key)]
    return {
        "key": key,
        "name": mission.name,
        "owner": mission.owner,
        "owner_name": names.get(mission.owner, mission.owner),
        "start": roster.day_at(span[0]),
        "earliest": roster.day_at(mission.earliest),
        "latest": roster.day_at(mission.latest),
        "when": days_words(roster.day_at(span[0]), roster.day_at(span[-1])),
        "window": days_words(roster.day_at(mission.earliest), roster.day_at(mission.latest)),
        "moves": mission.earliest != mission.latest,
        "days": mission.days,
        "step_days": mission.step_days,
        "start_time": f"{mission.start_min // 60:02}:{mission.start_min % 60:02}",
        "end_time": f"{mission.end_min // 60:02}:{mission.end_min % 60:02}",
        "need": mission.need,
        "skills": dict(mission.skills),
        "crew": crew,
        "place": mission.place,
        "notes": mission.notes,
        "open": max(0, mission.need - len(crew)),
        "draft": draft,
    }
