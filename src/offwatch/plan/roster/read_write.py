"""The desk's roster form (JSON, ``offwatch-roster/1``): read, checked whole, and written back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, UnsetType

from offwatch.errors import BadInput
from offwatch.names import clean_name, name_key
from offwatch.plan.roster.consistency import find_clashes
from offwatch.plan.roster.form import (
    Form,
    HistoryForm,
    MissionForm,
    PersonForm,
    RosterForm,
    RulesForm,
    day_faults,
    roster_schema,
    same_names,
    schema_faults,
    told,
    twice_named,
)
from offwatch.plan.roster.roster import (
    DAY_MIN,
    Away,
    Demand,
    History,
    MinuteSpan,
    Mission,
    Person,
    Roster,
    Rules,
    Shift,
)

__all__ = [
    "dump_duties",
    "dump_roster",
    "parse_roster",
    "read_absences",
    "read_roster",
    "roster_schema",
]

FORM = "offwatch-roster/1"
BEYOND_DAYS = 4  # how far outside the horizon an absence may still matter


def read_roster(data: object) -> Roster:
    """Read a roster from its form.

    Parameters
    ----------
    data : object
        What a JSON file says, or the same as Python values.

    Returns
    -------
    Roster
        People, skills, shifts and missions are spelled as where they are declared, however the
        rest of the form spells them.

    Raises
    ------
    BadInput
        ``plan.roster-form``: it does not fit the schema, or names a day that does not exist.
        ``plan.roster-clash``: it contradicts itself. Every fault found is named with its place.
    """
    try:
        form = msgspec.convert(data, RosterForm)
    except msgspec.ValidationError:
        raise BadInput(
            "plan.roster-form", told("The roster cannot be read", schema_faults(data))
        ) from None
    faults = day_faults(form)
    if faults:
        raise BadInput("plan.roster-form", told("The roster cannot be read", faults))
    roster = _build(form)
    faults = [*twice_named(form), *find_clashes(roster)]
    if faults:
        raise BadInput("plan.roster-clash", told("The roster contradicts itself", faults))
    return roster


def read_absences(data: object, roster: Roster) -> dict[str, Away]:
    """Read who is away when, in days and stretches of time of a roster.

    Parameters
    ----------
    data : object
        ``{person: [item, …]}``. An item is a day, ``"2026-11-23"``, or a stretch of time in the
        team's zone, ``{"from": "2026-11-18T12:00", "to": "2026-11-19T06:00"}``.
    roster : Roster
        Whose people and days are meant.

    Returns
    -------
    dict
        For each person away the whole days, as indexes, and what is left of other stretches.

    Raises
    ------
    BadInput
        ``plan.absent-form``: unknown people, a person twice, days that do not exist or lie outside
        the horizon, a stretch that ends before it begins.
    """
    if not isinstance(data, Mapping):
        raise BadInput("plan.absent-form", "Absences are an object {person: [day, …]}.")
    known = {name_key(p.id): p.id for p in roster.people}
    faults = list(same_names(str(person) for person in data))
    absent: dict[str, Away] = {}
    for name, items in data.items():
        person = known.get(name_key(str(name)))
        if person is None:
            faults.append(f"{name!s:.40}: nobody of that id in the roster")
            continue
        if isinstance(items, str) or not isinstance(items, list | tuple | set | frozenset):
            faults.append(f'{person}: a list of days is needed, e.g. ["2026-11-23"]')
            continue
        found: set[int | MinuteSpan] = set()
        for item in items:
            away = _stretch(item, roster) if isinstance(item, Mapping) else _day(item, roster)
            if isinstance(away, str):
                faults.append(f"{person}: {away}")
            else:
                found |= away
        if found:
            absent[person] = frozenset(found)
    if faults:
        raise BadInput("plan.absent-form", told("The absences cannot be read", faults))
    return absent


def parse_roster(form: Mapping[str, Any]) -> Roster:
    """Build a roster from a form known to be sound (`read_roster` is for all others)."""
    return _build(msgspec.convert(form, RosterForm))


def _build(form: RosterForm) -> Roster:
    first = date.fromisoformat(form.first_day)

    known: dict[str, int] = {}

    def index(day: str) -> int:
        if day not in known:
            known[day] = (date.fromisoformat(day) - first).days
        return known[day]

    def at(stamp: str) -> int:
        return index(stamp[:10]) * DAY_MIN + _minute(stamp[11:])

    people = _Names(p.id for p in form.people)
    duties = _Names([*(s.id for s in form.shifts), *(m.id for m in form.missions)])
    skills = _Names(skill for p in form.people for skill in p.skills)
    rules = _rules(form.rules, Rules(), duties)
    return Roster(
        team=_clean(form.team),
        zone=form.zone,
        first_day=first,
        days=form.days,
        shifts=tuple(
            Shift(
                _clean(s.id),
                _clean(s.name),
                s.minutes,
                _minute(s.start) if isinstance(s.start, str) else None,
                frozenset(map(duties.spell, s.not_next)),
                s.break_min,
                s.place.strip(),
                s.notes.strip(),
            )
            for s in form.shifts
        ),
        people=tuple(
            Person(
                _clean(p.id),
                _clean(p.name),
                frozenset(map(skills.spell, p.skills)),
                _rules(p.rules, rules, duties),
                frozenset(map(index, p.off)),
                frozenset(map(index, p.wishes)),
                p.credit,
                _history(p, duties, first),
                {index(d): s if s is None else duties.spell(s) for d, s in p.wants.items()},
                frozenset(MinuteSpan(at(span.start), at(span.end)) for span in p.away),
            )
            for p in form.people
        ),
        demand=tuple(
            Demand(
                index(c.day),
                duties.spell(c.shift),
                c.need,
                {skills.spell(s): n for s, n in c.skills.items()},
                c.guarded,
            )
            for c in form.demand
        ),
        missions=tuple(
            Mission(
                _clean(m.id),
                _clean(m.name),
                people.spell(m.owner),
                index(m.start),
                m.days,
                _minute(m.start_time),
                _minute(m.end_time),
                m.need,
                index(_or_start(m.earliest, m)),
                index(_or_start(m.latest, m)),
                m.step_days,
                {skills.spell(s): n for s, n in m.skills.items()},
                m.place.strip(),
                m.notes.strip(),
            )
            for m in form.missions
        ),
        frozen=frozenset((people.spell(f.person), index(f.day)) for f in form.frozen),
        duties=_duties(form, people, duties, index),
        rules=rules,
        as_of=index(form.as_of) if isinstance(form.as_of, str) else None,
    )


class _Names:
    """One spelling for each name of a kind: the one in which it is declared first."""

    def __init__(self, names: Iterable[str]) -> None:
        self._spelled: dict[str, str] = {}
        self._asked: dict[str, str] = {}
        for name in names:
            self._spelled.setdefault(name_key(name), _clean(name))

    def spell(self, name: str) -> str:
        if name not in self._asked:
            self._asked[name] = self._spelled.get(name_key(name), name)
        return self._asked[name]


def _clean(name: str) -> str:
    """A name as it is kept; one that is none is left to be named as a fault."""
    try:
        return clean_name(name)
    except BadInput:
        return name


def _duties(
    form: RosterForm, people: _Names, duties: _Names, index: Any
) -> dict[str, dict[int, str]]:
    lines = {people.spell(p): line for p, line in form.roster.items()}
    return {
        p: {index(day): duties.spell(held) for day, held in sorted(lines.get(p, {}).items())}
        for p in (_clean(person.id) for person in form.people)
    }


def _or_start(day: str | UnsetType, mission: MissionForm) -> str:
    return day if isinstance(day, str) else mission.start


def _history(person: PersonForm, duties: _Names, first: date) -> History:
    """What came before, with the days in a row from the duties where they are not given."""
    form: HistoryForm = person.history
    held = {
        (date.fromisoformat(day) - first).days: duties.spell(what)
        for day, what in sorted(form.duties.items())
    }
    run = form.run_days if isinstance(form.run_days, int) else 0
    rest = form.rest_days if isinstance(form.rest_days, int) else 0
    if held and form.run_days is UNSET and form.rest_days is UNSET:
        while -run - 1 in held:
            run += 1
        rest = 0 if run else -max(held) - 1
    return History(held, run, max(0, rest), form.minutes, tuple(form.weeks))


def _dump_history(history: History, roster: Roster) -> Form:
    found: Form = {}
    if history.duties:
        found["duties"] = {
            roster.day_at(d).isoformat(): held for d, held in sorted(history.duties.items())
        }
    if history.run_days or history.duties:
        found["run_days"] = history.run_days
    if history.rest_days:
        found["rest_days"] = history.rest_days
    if history.minutes:
        found["minutes"] = history.minutes
    if history.weeks:
        found["weeks"] = list(history.weeks)
    return found


def dump_roster(roster: Roster) -> Form:
    """Write a roster as its form; `read_roster` of it gives the same roster back.

    Parameters
    ----------
    roster : Roster
        The roster.

    Returns
    -------
    dict
        Ready for JSON.
    """

    def day(index: int) -> str:
        return roster.day_at(index).isoformat()

    said = {} if roster.as_of is None else {"as_of": day(roster.as_of)}
    return said | {
        "form": FORM,
        "team": roster.team,
        "zone": roster.zone,
        "first_day": roster.first_day.isoformat(),
        "days": roster.days,
        "shifts": [
            {"id": s.id, "name": s.name, "minutes": s.minutes}
            | ({} if s.start_min is None else {"start": _time(s.start_min)})
            | ({"not_next": sorted(s.not_next)} if s.not_next else {})
            | ({"break_min": s.break_min} if s.break_min else {})
            | _for_the_crew(s)
            for s in roster.shifts
        ],
        "rules": _overrides(roster.rules, Rules()),
        "people": [
            {"id": p.id, "name": p.name}
            | ({"skills": sorted(p.skills)} if p.skills else {})
            | ({"rules": own} if (own := _overrides(p.rules, roster.rules)) else {})
            | ({"off": [day(d) for d in sorted(p.off)]} if p.off else {})
            | ({"away": [_written(span, roster) for span in sorted(p.away)]} if p.away else {})
            | ({"wishes": [day(d) for d in sorted(p.wishes)]} if p.wishes else {})
            | ({"wants": {day(d): s for d, s in sorted(p.wants.items())}} if p.wants else {})
            | ({"credit": p.credit} if p.credit else {})
            | ({"history": past} if (past := _dump_history(p.history, roster)) else {})
            for p in roster.people
        ],
        "demand": [
            {"day": day(c.day), "shift": c.shift, "need": c.need}
            | ({"skills": dict(c.skills)} if c.skills else {})
            | ({"guarded": True} if c.guarded else {})
            for c in roster.demand
        ],
        "missions": [
            {
                "id": m.id,
                "name": m.name,
                "owner": m.owner,
                "start": day(m.start),
                "days": m.days,
                "start_time": _time(m.start_min),
                "end_time": _time(m.end_min),
                "earliest": day(m.earliest),
                "latest": day(m.latest),
                "step_days": m.step_days,
                "need": m.need,
            }
            | ({"skills": dict(m.skills)} if m.skills else {})
            | _for_the_crew(m)
            for m in roster.missions
        ],
        "frozen": [{"person": p, "day": day(d)} for p, d in sorted(roster.frozen)],
        "roster": dump_duties(roster),
    }


def _written(span: MinuteSpan, roster: Roster) -> Form:
    midnight = datetime.combine(roster.first_day, datetime.min.time())
    begins, ends = (midnight + timedelta(minutes=m) for m in span)
    return {
        "from": begins.isoformat(timespec="minutes"),
        "to": ends.isoformat(timespec="minutes"),
    }


def _for_the_crew(duty: Shift | Mission) -> Form:
    said = {"place": duty.place, "notes": duty.notes}
    return {name: text for name, text in said.items() if text}


def dump_duties(roster: Roster) -> dict[str, dict[str, str]]:
    """Who is on what, days ISO, in the order of the people and of the days."""
    return {
        p.id: {
            roster.day_at(d).isoformat(): held
            for d, held in sorted(roster.duties.get(p.id, {}).items())
        }
        for p in roster.people
    }


def _day(day: object, roster: Roster) -> set[int | MinuteSpan] | str:
    try:
        on = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        return f"{day!s:.30} is not a day; write e.g. {roster.first_day.isoformat()}"
    index = roster.index_of(on)
    if not 0 <= index < roster.days:
        return f"{on} is outside the roster's {roster.days} days"
    return {index}


def _stretch(item: Mapping[Any, Any], roster: Roster) -> set[int | MinuteSpan] | str:
    """The whole days of a stretch of time, and what is left of it before and after them."""
    if set(item) != {"from", "to"}:
        return 'a stretch of time is written {"from": "2026-11-18T12:00", "to": "2026-11-19T06:00"}'
    minutes = []
    for key in ("from", "to"):
        at = _wall_minute(item[key], roster)
        if at is not None and key == "to" and len(str(item[key]).strip()) == len("2026-11-18"):
            at += DAY_MIN  # a day without a time is meant whole
        if at is None:
            return f"{key}: {item[key]!s:.30} is not a time; write e.g. 2026-11-18T12:00"
        minutes.append(at)
    start, end = minutes
    if end <= start:
        return f"{item['from']!s:.30} to {item['to']!s:.30} ends before it begins"
    if end <= 0 or start >= (roster.days + BEYOND_DAYS) * DAY_MIN:
        return f"{item['from']!s:.30} to {item['to']!s:.30} is outside the roster's days"
    start, end = max(0, start), min(end, (roster.days + BEYOND_DAYS) * DAY_MIN)
    whole = range(-(-start // DAY_MIN), min(end // DAY_MIN, roster.days))
    if not whole:
        return {MinuteSpan(start, end)}
    found: set[int | MinuteSpan] = set(whole)
    if start < whole.start * DAY_MIN:
        found.add(MinuteSpan(start, whole.start * DAY_MIN))
    if whole.stop * DAY_MIN < end:
        found.add(MinuteSpan(whole.stop * DAY_MIN, end))
    return found


def _wall_minute(text: object, roster: Roster) -> int | None:
    """Minutes on the wall in the team's zone since the midnight of the first day."""
    try:
        at = datetime.fromisoformat(str(text))
        if at.tzinfo is not None:
            at = at.astimezone(ZoneInfo(roster.zone)).replace(tzinfo=None)
        midnight = datetime.combine(roster.first_day, datetime.min.time())
    except (ValueError, OverflowError, KeyError, OSError):
        return None
    return (at - midnight) // timedelta(minutes=1)


def _rules(own: RulesForm, default: Rules, duties: _Names) -> Rules:
    values: dict[str, Any] = {}
    for f in fields(Rules):
        given = getattr(own, f.name)
        values[f.name] = getattr(default, f.name) if given is UNSET else given
    if own.max_shifts is not UNSET:
        mine = {duties.spell(s): n for s, n in dict(own.max_shifts).items()}
        values["max_shifts"] = {**default.max_shifts, **mine}
    return Rules(**values)


def _overrides(own: Rules, default: Rules) -> Form:
    found: Form = {}
    for f in fields(Rules):
        value = getattr(own, f.name)
        if f.name == "max_shifts":
            value = {s: n for s, n in value.items() if default.max_shifts.get(s) != n}
            if value:
                found[f.name] = value
        elif value is not None and value != getattr(default, f.name):
            found[f.name] = value
    return found


def _minute(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
