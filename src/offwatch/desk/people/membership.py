"""A person as the roster forms have them; values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from offwatch.names import name_key
from offwatch.spans import DaySpan

Form = dict[str, Any]
SkillDays = Mapping[str, tuple[date | None, date | None]]


@dataclass(frozen=True, slots=True)
class Membership:
    """What the team keeps of a person beside the forms: the last day, and skills with days.

    A skill with days counts in a period only if it holds on all of the period's days.
    """

    last_day: date | None = None
    skill_days: SkillDays = field(default_factory=dict)

    @classmethod
    def of(cls, last_day: date | None, said: Mapping[str, Any]) -> Membership:
        return cls(
            last_day,
            {
                skill: tuple(date.fromisoformat(day) if day else None for day in days)  # type: ignore[misc]
                for skill, days in said.items()
            },
        )


def span_of(form: Mapping[str, Any]) -> DaySpan:
    first = date.fromisoformat(form["first_day"])
    return DaySpan(first, first + timedelta(days=int(form["days"])))


def skills_in(span: DaySpan, skills: Iterable[str], with_days: SkillDays) -> list[str]:
    """The skills that count in a period, of those held always and those that have days."""
    dated = {name_key(skill) for skill in with_days}
    last = span.end_day - timedelta(days=1)
    held = [skill for skill in skills if name_key(skill) not in dated]
    held += [
        skill
        for skill, (first, until) in with_days.items()
        if (first is None or first <= span.start_day) and (until is None or last <= until)
    ]
    return sorted(held)


def entry_of(form: Mapping[str, Any], key: str) -> Form | None:
    """A person's entry in a form, whatever its spelling."""
    return next((p for p in form["people"] if name_key(p["id"]) == name_key(key)), None)


def with_entry(form: Mapping[str, Any], key: str, entry: Mapping[str, Any]) -> Form:
    """The form with these fields of a person's entry set; somebody new comes last."""
    old = entry_of(form, key)
    if old is None:
        people = [*form["people"], {"id": key, **entry}]
        roster = {**form["roster"], key: {}}
        return {**form, "people": people, "roster": roster}
    people = [{**p, **entry} if p is old else p for p in form["people"]]
    return {**form, "people": people}


def without(form: Mapping[str, Any], key: str) -> Form:
    """The form without a person who has no duty in it."""
    here = name_key(key)
    return {
        **form,
        "people": [p for p in form["people"] if name_key(p["id"]) != here],
        "roster": {k: line for k, line in form["roster"].items() if name_key(k) != here},
        "frozen": [f for f in form.get("frozen", ()) if name_key(f["person"]) != here],
    }


def fitted(form: Form, members: Mapping[str, Membership]) -> Form:
    """A new period's form with its people as the team keeps them.

    Whoever has left before it is not on it; whoever leaves within it is never on duty afterwards;
    skills with days count if they hold throughout.
    """
    span = span_of(form)
    for key, member in members.items():
        entry = entry_of(form, key)
        if entry is None:
            continue
        if member.last_day is not None and member.last_day < span.start_day:
            form = without(form, key)
            continue
        changed: Form = {}
        if member.skill_days:
            skills = skills_in(span, entry.get("skills", ()), member.skill_days)
            changed["skills"] = skills
        gone = days_gone(span, member.last_day)
        if gone:
            changed["off"] = sorted({*entry.get("off", ()), *(d.isoformat() for d in gone)})
            changed["rules"] = {**entry.get("rules", {}), "min_minutes": 0}
        if changed:
            form = with_entry(form, key, changed)
    return form


def days_gone(span: DaySpan, last_day: date | None) -> list[date]:
    """The days of a period on which somebody is in the team no more."""
    if last_day is None:
        return []
    first = max(span.start_day, last_day + timedelta(days=1))
    return [first + timedelta(days=i) for i in range(max(0, (span.end_day - first).days))]
