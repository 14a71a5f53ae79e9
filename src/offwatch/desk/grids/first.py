"""A first roster made of nothing but a grid; values in, values out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from offwatch.desk.people.membership import span_of
from offwatch.names import name_key

Form = dict[str, Any]
Need = Mapping[str, Sequence[int]]  # by shift: how many from Monday to Sunday

# letters that one home writes for a duty and another for a day off or an absence: asked for
ASKED = frozenset("foa")
# what homes usually mean; shown to be looked at, never taken by itself
_USUAL = {
    "e": "Early 06:00-14:00",
    "l": "Late 14:00-22:00",
    "n": "Night 22:00-06:00",
    "d": "Day 08:00-16:00",
    "f": "Früh 06:00-14:00",
    "s": "Spät 14:00-22:00",
    "t": "Tag 08:00-16:00",
    "m": "Mittel 10:00-18:00",
    "z": "Zwischen 10:00-18:00",
}
_GERMAN = {"n": "Nacht 22:00-06:00"}


def first_form(team: str, zone: str, days: Collection[date]) -> Form:
    """The form of a team that has none: its days, and eleven hours of rest between two duties."""
    first, last = min(days), max(days)
    return {
        "form": "offwatch-roster/1",
        "team": team,
        "zone": zone,
        "first_day": first.isoformat(),
        "days": (last - first).days + 1,
        "shifts": [],
        "rules": {"rest_h": 11},
        "people": [],
        "demand": [],
        "roster": {},
    }


def usual_hours(code: str, codes: Iterable[str]) -> str:
    """What a code is proposed to mean, for somebody to look at; empty if nothing is usual.

    >>> usual_hours("N", ["F", "S", "N"]), usual_hours("N", ["E", "L", "N"]), usual_hours("Q", [])
    ('Nacht 22:00-06:00', 'Night 22:00-06:00', '')
    """
    key = name_key(code)
    german = {"f", "s"} <= {name_key(each) for each in codes}
    return (_GERMAN.get(key) if german else None) or _USUAL.get(key, "")


def covered(form: Mapping[str, Any]) -> dict[str, list[int]]:
    """For each shift and weekday how many are on duty on every such day of the form, at least."""
    counts: Counter[tuple[str, date]] = Counter()
    for line in form["roster"].values():
        for day, what in line.items():
            counts[what, date.fromisoformat(day)] += 1
    by_weekday: dict[int, list[date]] = defaultdict(list)
    for day in span_of(form):
        by_weekday[day.weekday()].append(day)
    return {
        shift["id"]: [
            min((counts[shift["id"], day] for day in by_weekday[weekday]), default=0)
            for weekday in range(7)
        ]
        for shift in form["shifts"]
    }


def with_need(form: Form, need: Need) -> Form:
    """The form with what is needed on each weekday, in the place of what it demanded."""
    spelled = {name_key(shift["id"]): shift["id"] for shift in form["shifts"]}
    wanted = {spelled[name_key(k)]: v for k, v in need.items() if name_key(k) in spelled}
    demand = [
        {"day": day.isoformat(), "shift": shift, "need": numbers[day.weekday()]}
        for day in span_of(form)
        for shift, numbers in wanted.items()
        if len(numbers) == 7 and numbers[day.weekday()]
    ]
    return {**form, "demand": demand}


def week_of(day: date) -> list[date]:
    """Monday to Sunday of the week of a day."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=i) for i in range(7)]
