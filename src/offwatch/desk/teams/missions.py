"""Missions by hand: put up, changed, moved with their crew, and taken down; in drafts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from offwatch.desk.editing.edit import set_form
from offwatch.desk.editing.frame_changes import (
    draft_for,
    frames_changed,
    periods_from,
)
from offwatch.desk.lock import lock_for_planner
from offwatch.desk.models import Person, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.managing import person_in
from offwatch.desk.people.members import new_key
from offwatch.desk.rosters.current import today_of
from offwatch.desk.teams.shifts import for_the_crew
from offwatch.errors import BadInput, Refused
from offwatch.names import clean_name, name_key

Form = dict[str, Any]
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class MissionTerms:
    """What a planner says of a mission; ``key`` is empty for a new one.

    ``earliest`` and ``latest``: where its first day may be moved to, in steps of ``step_days``.
    ``skills``: how many with each skill at least.
    """

    key: str
    name: str
    owner: str
    start: date
    days: int
    start_time: str
    end_time: str
    need: int
    earliest: date | None = None
    latest: date | None = None
    step_days: int = 1
    skills: Mapping[str, int] = field(default_factory=dict)
    place: str = ""
    notes: str = ""


@transaction.atomic
def do_set_mission(actor: Person, terms: MissionTerms, now: datetime) -> DeskOutcome:
    """Put a mission up, or change it; moved, its crew goes along and gives up what stands there.

    **Raises**: `BadInput` ``mission.period`` for days outside every period ahead, or
    ``mission.terms`` for times and numbers that cannot be; `Refused` ``mission.begun``.
    """
    team = lock_for_planner(actor)
    name = clean_name(terms.name)
    owner = person_in(team, terms.owner).key
    if not (_TIME.fullmatch(terms.start_time) and _TIME.fullmatch(terms.end_time)):
        raise BadInput("mission.terms", "Write the times of a mission as 08:00 and 18:00.")
    if not (1 <= terms.days <= 400 and 0 <= terms.need <= 10_000 and 1 <= terms.step_days <= 400):
        raise BadInput("mission.terms", "A mission lasts 1 to 400 days; look at its numbers.")
    today = today_of(team, now)
    version = _period_of(team, today, terms)
    old = _mission(version.form, terms.key) if terms.key else None
    begun = old is not None and date.fromisoformat(old["start"]) <= today
    if begun or terms.start <= today:
        raise Refused("mission.begun", "A mission that has begun, or would have, is not changed.")
    taken = {m["id"] for v in team.versions.all() for m in v.form.get("missions", ())}
    taken |= {s["id"] for v in team.versions.all() for s in v.form["shifts"]}
    plain = re.sub(r"[^a-z0-9_-]+", "-", name_key(name)).strip("-") or "mission"
    entry: Form = {
        "id": terms.key or new_key(plain, taken),
        "name": name,
        "owner": owner,
        "start": terms.start.isoformat(),
        "days": terms.days,
        "start_time": terms.start_time,
        "end_time": terms.end_time,
        "earliest": min(terms.earliest or terms.start, terms.start).isoformat(),
        "latest": max(terms.latest or terms.start, terms.start).isoformat(),
        "step_days": terms.step_days,
        "need": terms.need,
        **for_the_crew(terms.place, terms.notes),
    }
    if skills := {skill: n for skill, n in terms.skills.items() if n}:
        entry["skills"] = skills
    draft = draft_for(actor, team, version, now)
    set_form(draft, with_mission(draft.form, entry))
    return frames_changed([draft])


@transaction.atomic
def do_remove_mission(actor: Person, key: str, now: datetime) -> DeskOutcome:
    """Take a mission down; its crew is free on its days.

    **Raises**: `BadInput` ``mission.unknown``; `Refused` ``mission.begun``.
    """
    team = lock_for_planner(actor)
    today = today_of(team, now)
    for version in periods_from(team, today):
        found = next((m for m in version.form.get("missions", ()) if m["id"] == key), None)
        if found is None:
            continue
        if date.fromisoformat(found["start"]) <= today:
            raise Refused(
                "mission.begun", "A mission that has begun, or would have, is not changed."
            )
        draft = draft_for(actor, team, version, now)
        missions = [m for m in draft.form["missions"] if m["id"] != key]
        roster = {
            person: {day: what for day, what in line.items() if what != key}
            for person, line in draft.form["roster"].items()
        }
        set_form(draft, {**draft.form, "missions": missions, "roster": roster})
        return frames_changed([draft])
    raise _unknown()


def with_mission(form: Form, entry: Mapping[str, Any]) -> Form:
    """The form with this mission; its crew holds it on its new days, in the place of shifts."""
    key = entry["id"]
    crew = [p for p, line in form["roster"].items() if key in line.values()]
    first = date.fromisoformat(entry["start"])
    days = [(first + timedelta(days=i)).isoformat() for i in range(int(entry["days"]))]
    roster = dict(form["roster"])
    for person in crew:
        line = {day: what for day, what in roster[person].items() if what != key}
        roster[person] = dict(sorted((line | dict.fromkeys(days, key)).items()))
    old = form.get("missions", [])
    known = any(m["id"] == key for m in old)
    missions = [dict(entry) if m["id"] == key else m for m in old]
    return {**form, "missions": missions if known else [*old, dict(entry)], "roster": roster}


def _period_of(team: Team, today: date, terms: MissionTerms) -> RosterVersion:
    last = terms.start + timedelta(days=terms.days - 1)
    for version in periods_from(team, today):
        if version.first_day <= terms.start and last < version.span.end_day:
            return version
    raise BadInput(
        "mission.period", "These days are not within one period that is not over; choose others."
    )


def _mission(form: Mapping[str, Any], key: str) -> Form:
    found = next((m for m in form.get("missions", ()) if m["id"] == key), None)
    if found is None:
        raise _unknown()
    return dict(found)


def _unknown() -> BadInput:
    return BadInput(
        "mission.unknown", "There is no such mission in that period; look at the page again."
    )
