"""A grid put into a roster form: on the period it is of, or on a new one after the last."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from offwatch.desk.grids.codes import ABSENT, FREE
from offwatch.desk.grids.read_grid import ReadGrid
from offwatch.desk.people.membership import Membership, fitted, span_of
from offwatch.desk.rosters.duties import is_part
from offwatch.names import name_key
from offwatch.plan.roster.roster import DAY_MIN, Shift
from offwatch.spans import DaySpan

Form = dict[str, Any]
OF_ITS_DAYS = ("off", "away", "wishes", "wants", "history", "credit")  # of a person in one period


def frame_for(
    forms: Iterable[Form], days: Collection[date], members: Mapping[str, Membership] | None = None
) -> Form | None:
    """The form whose days are meant, as it is; else a new one after the last, without duties.

    ``forms`` are the team's rosters and drafts, the last to be taken first. None if there is none.
    """
    forms = list(forms)
    first, last = min(days), max(days)
    for form in forms:
        if span_of(form).start_day <= first < span_of(form).end_day:
            return form
    latest = max(forms, key=lambda form: form["first_day"], default=None)
    if latest is None:
        return None
    return next_form(latest, first, (last - first).days + 1, members)


def next_form(
    last: Form, first_day: date, days: int, members: Mapping[str, Membership] | None = None
) -> Form:
    """A period like the last one: its people, shifts and rules, and what is demanded by weekday.

    ``members``: what the team keeps of people beside their rosters; whoever has left before the
    period is not on it.
    """
    wanted = [first_day + timedelta(days=i) for i in range(days)]
    form: Form = {
        **{k: last[k] for k in ("form", "team", "zone", "rules") if k in last},
        "shifts": [shift for shift in last["shifts"] if not is_part(shift["id"])],
        "first_day": first_day.isoformat(),
        "days": days,
        "people": [
            {k: v for k, v in person.items() if k not in OF_ITS_DAYS} for person in last["people"]
        ],
        "demand": list(_demand_by_weekday(last, wanted)),
        "roster": {person["id"]: {} for person in last["people"]},
    }
    return fitted(form, members or {})


def filled(form: Form, grid: ReadGrid, new: Iterable[Shift]) -> Form:
    """The form with what the grid says of its days: duties, days off, people who are new.

    A cell that says ``absent`` makes the day one never worked; one that is free or empty ends that;
    a duty leaves it. Whoever has no row, and every day without a column, stays as it was.
    """
    span = span_of(form)
    shifts = [*form["shifts"], *({**_shift_form(s)} for s in new)]
    people = [*form["people"], *({"id": k, "name": n} for k, n in grid.joining.items())]
    spelled = {name_key(p["id"]): p["id"] for p in people}
    lines = {spelled.get(name_key(k), k): dict(v) for k, v in form["roster"].items()}
    off = {p["id"]: set(p.get("off", ())) for p in people}
    for (person, day), meaning in grid.cells.items():
        if not span.start_day <= day < span.end_day:
            continue
        key, on = spelled[name_key(person)], day.isoformat()
        line = lines.setdefault(key, {})
        if meaning.target in (FREE, ABSENT):
            line.pop(on, None)
            (off[key].add if meaning.target == ABSENT else off[key].discard)(on)
        else:
            line[on] = meaning.target
    return {
        **form,
        "shifts": shifts,
        "people": [_with_off(p, off[p["id"]]) for p in people],
        "roster": {key: dict(sorted(line.items())) for key, line in lines.items()},
    }


def _with_off(person: Form, off: set[str]) -> Form:
    rest = {k: v for k, v in person.items() if k != "off"}
    return {**rest, "off": sorted(off)} if off else rest


def _shift_form(shift: Shift) -> Form:
    start = (shift.start_min or 0) % DAY_MIN
    return {
        "id": shift.id,
        "name": shift.name,
        "start": f"{start // 60:02}:{start % 60:02}",
        "minutes": shift.minutes,
    }


def _demand_by_weekday(last: Form, days: Iterable[date]) -> Iterable[Form]:
    """For each day what most such weekdays of the period before demanded; of as many, the latest.

    So a holiday of the last week is not the rule of the next period.
    """
    by_day: dict[date, dict[str, Form]] = {}
    for each in last["demand"]:
        if is_part(each["shift"]):
            continue
        by_day.setdefault(date.fromisoformat(each["day"]), {})[each["shift"]] = each
    before = list(_each(span_of(last)))
    shifts = list(dict.fromkeys(s for d in by_day.values() for s in d))
    for day in days:
        like = [each for each in reversed(before) if each.weekday() == day.weekday()]
        for shift in shifts:
            wanted = [by_day.get(each, {}).get(shift) for each in like]
            bare = [
                {k: v for k, v in each.items() if k != "day"} if each else None for each in wanted
            ]
            usual = max(bare, key=bare.count, default=None)
            if usual is not None:
                yield {**usual, "day": day.isoformat()}


def _each(span: DaySpan) -> Iterable[date]:
    return (span.start_day + timedelta(days=i) for i in range((span.end_day - span.start_day).days))
