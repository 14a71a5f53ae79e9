"""Taking a person into the team, and changing what it keeps of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from offwatch.desk.editing.frame_changes import change_frames, frames_changed
from offwatch.desk.models import Deed, Person, Role, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.managing import lock_to_manage, person_in
from offwatch.desk.people.membership import (
    Form,
    Membership,
    days_gone,
    entry_of,
    skills_in,
    span_of,
    with_entry,
)
from offwatch.desk.people.record import write_record
from offwatch.desk.rosters.current import today_of
from offwatch.errors import BadInput
from offwatch.names import clean_name, name_key

LIMITS = (
    "max_minutes",
    "min_minutes",
    "max_run",
    "min_run",
    "min_days_off",
    "max_weekends",
    "max_shifts",
    "rest_h",
    "weekly_rest_h",
    "max_average_h",
    "average_weeks",
    "notice_days",
)


@dataclass(frozen=True, slots=True)
class PersonTerms:
    """What a planner says of a person.

    ``skills``: each with the first and the last day on which it holds, if it has such. ``limits``:
    rules of the roster form that are this person's own. ``on_roster``: false for somebody who is
    on no roster, such as a planner who only plans.
    """

    name: str
    skills: Mapping[str, tuple[date | None, date | None]] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)
    leader: str = ""
    deputy: str = ""
    on_roster: bool = True


@transaction.atomic
def do_add_person(actor: Person, terms: PersonTerms, now: datetime) -> DeskOutcome:
    """Take somebody in, without an account; they are on the drafts of what is ahead.

    **Raises**: `BadInput` for a name, skill or limit that cannot be.
    """
    team = lock_to_manage(actor)
    name = _checked(terms)
    known = set(Person.objects.filter(team=team).values_list("key", flat=True))
    person = Person(team=team, key=new_key(name, known), name=name, roles=[Role.MEMBER])
    drafts = _set(actor, person, terms, now)
    write_record(team, actor, Deed.ADDED, now, name)
    if not drafts:
        return DeskOutcome(
            "added", "Taken in. Next: an invitation, so that they can log in.", person.pk
        )
    return DeskOutcome(
        "added",
        "Taken in, and on the draft of each period ahead. Next: an invitation, so that they can"
        " log in.",
        person.pk,
    )


@transaction.atomic
def do_change_person(actor: Person, key: str, terms: PersonTerms, now: datetime) -> DeskOutcome:
    """Change name, skills, limits, leader and deputy; rosters change in their drafts.

    **Raises**: `BadInput` for a name, skill or limit that cannot be.
    """
    team = lock_to_manage(actor)
    person = person_in(team, key)
    person.name = _checked(terms)
    drafts = _set(actor, person, terms, now)
    write_record(team, actor, Deed.CHANGED, now, person.name)
    return frames_changed(drafts) if drafts else DeskOutcome("changed", "Changed.")


def new_key(name: str, taken: Collection[str]) -> str:
    """An id from a name, which nobody has yet.

    >>> new_key("Berg, Anna", {"berg-anna"})
    'berg-anna-2'
    """
    key = "-".join(name_key(name).replace(",", " ").split())[:60] or "person"
    used = {name_key(each) for each in taken}
    names = (key if n == 1 else f"{key}-{n}" for n in range(1, 100_000))
    return next(each for each in names if name_key(each) not in used)


def held_terms(team: Team, person: Person, form: Mapping[str, Any] | None) -> PersonTerms:
    """What is kept of a person now; ``form`` is that of the latest period."""
    entry = (entry_of(form, person.key) if form else None) or {}
    dated = Membership.of(person.last_day, person.skill_days).skill_days
    always = {s: (None, None) for s in entry.get("skills", ()) if s not in dated}
    return PersonTerms(
        name=person.name,
        skills={**always, **dated},
        limits={k: v for k, v in entry.get("rules", {}).items() if k in LIMITS},
        leader=person.leader.key if person.leader else "",
        deputy=person.deputy.key if person.deputy else "",
        on_roster=bool(entry),
    )


def _set(actor: Person, person: Person, terms: PersonTerms, now: datetime) -> list[RosterVersion]:
    team = actor.team
    dated = {s: d for s, d in terms.skills.items() if d != (None, None)}
    person.skill_days = {
        skill: [day.isoformat() if day else None for day in days] for skill, days in dated.items()
    }
    person.leader = _other(team, person, terms.leader)
    person.deputy = _other(team, person, terms.deputy)
    person.save()

    def with_terms(form: Form) -> Form:
        entry = entry_of(form, person.key)
        if entry is None and not terms.on_roster:
            return form
        gone = days_gone(span_of(form), person.last_day)
        if entry is None and len(gone) == int(form["days"]):
            return form
        old = entry or {}
        limits = {**terms.limits, **({"min_minutes": 0} if gone else {})}
        rules = {k: v for k, v in old.get("rules", {}).items() if k not in LIMITS} | limits
        said: Form = {
            "name": person.name,
            "skills": skills_in(span_of(form), [s for s in terms.skills if s not in dated], dated),
            "rules": rules,
        }
        if entry is None and gone:
            said["off"] = [day.isoformat() for day in gone]
        same = old and (
            old.get("name"),
            sorted(old.get("skills", ())),
            old.get("rules", {}),
        ) == (said["name"], said["skills"], said["rules"])
        return form if same else with_entry(form, person.key, said)

    return change_frames(actor, team, today_of(team, now), with_terms, now)


def _checked(terms: PersonTerms) -> str:
    for skill, (first, last) in terms.skills.items():
        clean_name(skill)
        if first is not None and last is not None and last < first:
            raise BadInput(
                "people.skill-days", "A skill ends before it begins; look at its two days."
            )
    return clean_name(terms.name)


def _other(team: Team, person: Person, key: str) -> Person | None:
    """**Raises**: `BadInput` ``people.unknown`` for somebody who is not in the team."""
    if not key:
        return None
    if key == person.key:
        raise BadInput("people.self", "Nobody leads or stands in for themselves; choose another.")
    return person_in(team, key)
