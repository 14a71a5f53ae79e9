"""How many a team needs, by weekday and by date, with which skills among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from offwatch.desk.editing.frame_changes import change_frames, frames_changed
from offwatch.desk.lock import lock_for_planner
from offwatch.desk.models import Person
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.membership import span_of
from offwatch.desk.rosters.current import today_of
from offwatch.errors import BadInput

Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShiftNeed:
    """Of one shift: how many from Monday to Sunday, and how many of them at least with a skill."""

    numbers: Sequence[int]
    skills: Mapping[str, int] = field(default_factory=dict)


def need_of(form: Mapping[str, Any]) -> dict[str, ShiftNeed]:
    """What a period asks for on most of the days of each weekday; of as many, on the latest."""
    by_shift: dict[str, dict[date, Form]] = {shift["id"]: {} for shift in form["shifts"]}
    for each in form["demand"]:
        by_shift.setdefault(each["shift"], {})[date.fromisoformat(each["day"])] = each
    days = list(span_of(form))
    found = {}
    for shift, demand in by_shift.items():
        numbers = []
        for weekday in range(7):
            counts = Counter(
                demand[day]["need"] if day in demand else 0
                for day in reversed(days)
                if day.weekday() == weekday
            )
            numbers.append(counts.most_common(1)[0][0] if counts else 0)
        mixes = Counter(
            tuple(sorted(each.get("skills", {}).items()))
            for each in demand.values()
            if each["need"]
        )
        skills = dict(mixes.most_common(1)[0][0]) if mixes else {}
        found[shift] = ShiftNeed(numbers, skills)
    return found


def exceptions_of(form: Mapping[str, Any]) -> list[tuple[date, str, int]]:
    """The days on which a shift is needed otherwise than on most such weekdays."""
    usual = need_of(form)
    by_day = {(d["day"], d["shift"]): d["need"] for d in form["demand"]}
    return [
        (day, shift, number)
        for day in span_of(form)
        for shift in usual
        if (number := by_day.get((day.isoformat(), shift), 0))
        != usual[shift].numbers[day.weekday()]
    ]


@transaction.atomic
def do_set_need(
    actor: Person, need: Mapping[str, ShiftNeed], from_day: date, now: datetime
) -> DeskOutcome:
    """Set what is needed on each weekday from a day on, in the drafts of the periods not over.

    Days on which a shift was needed otherwise than usual are set too.

    **Raises**: `BadInput` ``need.skills`` if more with a skill are asked for than are needed.
    """
    team = lock_for_planner(actor)
    for each in need.values():
        most = max(each.numbers, default=0)
        if any(number > most for number in each.skills.values()):
            raise BadInput(
                "need.skills", "More with a skill are asked for than the shift needs on any day."
            )

    def with_need(form: Form) -> Form:
        days = [day for day in span_of(form) if day >= from_day]
        return with_demand(form, days, need)

    drafts = change_frames(actor, team, today_of(team, now), with_need, now)
    return frames_changed(drafts)


@transaction.atomic
def do_set_day(
    actor: Person, first: date, last: date, shift: str, number: int, now: datetime
) -> DeskOutcome:
    """Set how many a shift needs on single days, such as a holiday.

    **Raises**: `BadInput` ``need.days``.
    """
    team = lock_for_planner(actor)
    if last < first or (last - first).days > 400:
        raise BadInput("need.days", "Choose a first and a last day, one after the other.")

    def with_days(form: Form) -> Form:
        if shift not in {s["id"] for s in form["shifts"]}:
            return form
        skills = need_of(form)[shift].skills
        wanted = {shift: ShiftNeed([number] * 7, skills)}
        return with_demand(form, [d for d in span_of(form) if first <= d <= last], wanted)

    drafts = change_frames(actor, team, today_of(team, now), with_days, now)
    if not drafts:
        return DeskOutcome("same", "No period that is not over changes by it.")
    return frames_changed(drafts)


def with_demand(form: Form, days: Iterable[date], need: Mapping[str, ShiftNeed]) -> Form:
    """The form with what these shifts need on these days; a guarded seat stays one."""
    here = {shift["id"] for shift in form["shifts"]}
    wanted = {key: each for key, each in need.items() if key in here}
    on = {day.isoformat(): day for day in days}
    old = {(d["day"], d["shift"]): d for d in form["demand"]}
    kept = [d for d in form["demand"] if d["day"] not in on or d["shift"] not in wanted]
    made = []
    for iso, day in on.items():
        for key, each in wanted.items():
            number = each.numbers[day.weekday()]
            before = old.get((iso, key), {})
            if not number:
                continue
            skills = {s: min(n, number) for s, n in each.skills.items() if n}
            made.append(
                {"day": iso, "shift": key, "need": number}
                | ({"skills": skills} if skills else {})
                | ({"guarded": True} if before.get("guarded") else {})
            )
    demand = sorted([*kept, *made], key=lambda d: (d["day"], d["shift"]))
    if demand == sorted(form["demand"], key=lambda d: (d["day"], d["shift"])):
        return form
    return {**form, "demand": demand}


def tomorrow(actor: Person, now: datetime) -> date:
    return today_of(actor.team, now) + timedelta(days=1)
