"""The roster's form as types, which is its schema, and what in a file does not fit it."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import UNSET, Meta, UnsetType

from offwatch.errors import BadInput
from offwatch.names import clean_name, name_key

Form = dict[str, Any]
SHOWN = 5  # more than this in one message helps nobody
MOST_MINUTES = 4320  # a duty lasts three days at most

Day = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Time = Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Stamp = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$")]
Id = Annotated[str, Meta(min_length=1, max_length=100)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Place = Annotated[str, Meta(max_length=200)]
Notes = Annotated[str, Meta(max_length=1000)]
Count = Annotated[int, Meta(ge=0, le=10000)]
Minutes = Annotated[int, Meta(ge=0, le=10_000_000)]
AtLeastOne = Annotated[int, Meta(ge=1, le=10_000)]
Days = Annotated[int, Meta(ge=1, le=400)]
Counts = Literal["overlap", "start"]


class ShiftForm(msgspec.Struct, forbid_unknown_fields=True):
    """A kind of duty within a day or a few."""

    id: Id
    name: Name
    minutes: Annotated[int, Meta(ge=1, le=MOST_MINUTES)]
    start: Time | UnsetType = UNSET
    not_next: list[Id] = []
    break_min: Annotated[int, Meta(ge=0, lt=MOST_MINUTES)] = 0
    place: Place = ""
    notes: Notes = ""


class RulesForm(msgspec.Struct, forbid_unknown_fields=True):
    """Rules of a team, or of one person."""

    max_minutes: Minutes | UnsetType = UNSET
    min_minutes: Minutes | UnsetType = UNSET
    max_run: AtLeastOne | UnsetType = UNSET
    min_run: AtLeastOne | UnsetType = UNSET
    min_days_off: AtLeastOne | UnsetType = UNSET
    max_weekends: Count | UnsetType = UNSET
    max_shifts: dict[str, Count] | UnsetType = UNSET
    rest_h: Annotated[float, Meta(ge=0, le=36)] | UnsetType = UNSET
    off_counts: Counts | UnsetType = UNSET
    weekend_counts: Counts | UnsetType = UNSET
    weekly_rest_h: Annotated[float, Meta(ge=0, le=96)] | UnsetType = UNSET
    max_average_h: Annotated[float, Meta(ge=0, le=168)] | UnsetType = UNSET
    average_weeks: Annotated[int, Meta(ge=1, le=52)] | UnsetType = UNSET
    notice_days: Annotated[int, Meta(ge=0, le=400)] | UnsetType = UNSET


class HistoryForm(msgspec.Struct, forbid_unknown_fields=True):
    """What a person worked before the first day."""

    duties: dict[Day, Id] = {}
    run_days: Annotated[int, Meta(ge=0, le=400)] | UnsetType = UNSET
    rest_days: Annotated[int, Meta(ge=0, le=400)] | UnsetType = UNSET
    minutes: Minutes = 0
    weeks: Annotated[list[Minutes], Meta(max_length=52)] = []


class StretchForm(msgspec.Struct, forbid_unknown_fields=True):
    """A stretch of time in which one person is not on duty."""

    start: Stamp = msgspec.field(name="from")
    end: Stamp = msgspec.field(name="to")


class PersonForm(msgspec.Struct, forbid_unknown_fields=True):
    """One person, their skills, rules and days off."""

    id: Id
    name: Name
    skills: list[Id] = []
    rules: RulesForm = msgspec.field(default_factory=RulesForm)
    off: list[Day] = []
    away: list[StretchForm] = []
    wishes: list[Day] = []
    wants: dict[Day, Id | None] = {}
    credit: Annotated[int, Meta(ge=-366, le=366)] = 0
    history: HistoryForm = msgspec.field(default_factory=HistoryForm)


class DemandForm(msgspec.Struct, forbid_unknown_fields=True):
    """How many people a shift needs on a day."""

    day: Day
    shift: Id
    need: Count
    skills: dict[str, Count] = {}
    guarded: bool = False


class MissionForm(msgspec.Struct, forbid_unknown_fields=True):
    """A commitment of several days, and its window."""

    id: Id
    name: Name
    owner: Id
    start: Day
    days: Days
    start_time: Time
    end_time: Time
    need: Count
    earliest: Day | UnsetType = UNSET
    latest: Day | UnsetType = UNSET
    step_days: Days = 1
    skills: dict[str, Count] = {}
    place: Place = ""
    notes: Notes = ""


class FrozenForm(msgspec.Struct, forbid_unknown_fields=True):
    """A day of one person that must stay as it is."""

    person: Id
    day: Day


class RosterForm(msgspec.Struct, forbid_unknown_fields=True):
    """The whole roster as a file holds it."""

    form: Literal["offwatch-roster/1"]
    team: Name
    first_day: Day
    days: Days
    shifts: list[ShiftForm]
    people: list[PersonForm]
    demand: list[DemandForm]
    roster: dict[str, dict[Day, Id]]
    zone: Annotated[str, Meta(min_length=1, max_length=100)] = "UTC"
    rules: RulesForm = msgspec.field(default_factory=RulesForm)
    missions: list[MissionForm] = []
    frozen: list[FrozenForm] = []
    as_of: Day | UnsetType = UNSET


@cache
def _schema_text() -> bytes:
    forms = (RosterForm,)
    _, parts = msgspec.json.schema_components(forms, ref_template="#/$defs/{name}")
    text = msgspec.json.encode(parts).decode()
    for name in parts:
        short = name.removesuffix("Form").lower()
        text = text.replace(f'"{name}"', f'"{short}"').replace(f"/{name}", f"/{short}")
    found: Form = msgspec.json.decode(text)
    whole = found.pop("roster")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:offwatch:roster:1",
    }
    return msgspec.json.encode(head | whole | {"title": "Offwatch roster, form 1", "$defs": found})


def roster_schema() -> Form:
    """Give the JSON Schema (2020-12) of the roster form, as a fresh value."""
    schema: Form = msgspec.json.decode(_schema_text())
    return schema


def schema_faults(data: object) -> list[str]:
    """Every place at which a value does not fit the form, with what belongs there."""
    if not isinstance(data, dict):
        return ["the whole: an object is needed"]
    faults: list[str] = []
    for fault in _faults(data, RosterForm, ""):
        faults.append(fault)
        if len(faults) > 20 * SHOWN:
            break
    return sorted(faults)


def _faults(value: Any, kind: Any, path: str) -> Iterator[str]:
    """Where a value does not fit a type: the innermost places, each with its path."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        words = str(error).split(" - at `")[0]
    else:
        return
    if get_origin(kind) in (typing.Union, types.UnionType):  # of a type and "left out"
        kind = next(part for part in get_args(kind) if part is not UnsetType)
        yield from _faults(value, kind, path)
        return
    inner = list(_inner_faults(value, kind, path))
    yield from inner or [f"{_place(path)}: {words[:120]}"]


def _inner_faults(value: Any, kind: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        fields = {f.encode_name: f for f in msgspec.structs.fields(kind)}
        for key, part in value.items():
            if key in fields:
                yield from _faults(part, fields[key].type, f"{path}.{key}")
            else:
                yield f"{_place(path)}: there is no field {_short(key)}"
        for key, one in fields.items():
            if one.required and key not in value:
                yield f"{_place(path)}: {key} is missing"
    elif isinstance(value, list) and get_origin(kind) is list:
        for i, part in enumerate(value):
            yield from _faults(part, get_args(kind)[0], f"{path}[{i}]")
    elif isinstance(value, dict) and get_origin(kind) is dict:
        keys, parts = get_args(kind)
        for key, part in value.items():
            for fault in _faults(key, keys, path):
                yield f"{fault} (the key {_short(key)})"
            yield from _faults(part, parts, f"{path}.{_short(key)}")


def day_faults(form: RosterForm) -> list[str]:
    """Days of the right shape that are in no calendar, and names that are none."""
    first = form.first_day
    if not (_real(first) and 1900 <= int(first[:4]) <= 2200):
        return [f"first_day: {first} is not a day between 1900 and 2200"]
    places: list[tuple[str, str]] = []
    for i, person in enumerate(form.people):
        places += [(f"people[{i}].off", d) for d in person.off]
        stamps = [at[:10] for span in person.away for at in (span.start, span.end)]
        places += [(f"people[{i}].away", d) for d in stamps]
        places += [(f"people[{i}].wishes", d) for d in person.wishes]
        places += [(f"people[{i}].wants", d) for d in person.wants]
        places += [(f"people[{i}].history.duties", d) for d in person.history.duties]
    if isinstance(form.as_of, str):
        places.append(("as_of", form.as_of))
    places += [(f"demand[{i}].day", c.day) for i, c in enumerate(form.demand)]
    for i, m in enumerate(form.missions):
        days = {"start": m.start, "earliest": m.earliest, "latest": m.latest}
        places += [(f"missions[{i}].{k}", d) for k, d in days.items() if isinstance(d, str)]
    places += [(f"frozen[{i}].day", f.day) for i, f in enumerate(form.frozen)]
    places += [(f"roster.{_short(p)}", d) for p, line in form.roster.items() for d in line]
    faults = [
        f"{where}: {day} is not a day of the calendar" for where, day in places if not _real(day)
    ]
    return faults + name_faults(form)


def name_faults(form: RosterForm) -> list[str]:
    """Texts that are no names: empty, with control characters, or half a character."""
    names = [("team", form.team)]
    named: list[tuple[str, ShiftForm | PersonForm | MissionForm]] = [
        *((f"shifts[{i}]", s) for i, s in enumerate(form.shifts)),
        *((f"people[{i}]", p) for i, p in enumerate(form.people)),
        *((f"missions[{i}]", m) for i, m in enumerate(form.missions)),
    ]
    for where, item in named:
        names += [(f"{where}.id", item.id), (f"{where}.name", item.name)]
    for i, person in enumerate(form.people):
        names += [(f"people[{i}].skills", skill) for skill in person.skills]
    crewed: list[tuple[str, ShiftForm | MissionForm]] = [
        *((f"shifts[{i}]", s) for i, s in enumerate(form.shifts)),
        *((f"missions[{i}]", m) for i, m in enumerate(form.missions)),
    ]
    for where, each in crewed:
        texts = [(f"{where}.place", each.place)]
        texts += [(f"{where}.notes", line) for line in each.notes.splitlines()]
        names += [(place, text) for place, text in texts if text.strip()]
    faults = []
    for where, text in names:
        try:
            clean_name(text)
        except BadInput as error:
            faults.append(f"{where}: {error.message.removesuffix('.')}")
    return faults


def twice_named(form: RosterForm) -> list[str]:
    """Where two keys of one object are the same name, or a person is not among the people."""
    known = {name_key(p.id) for p in form.people}
    objects: list[tuple[str, dict[str, Any]]] = [("roster", form.roster)]
    rules = [("rules", form.rules)]
    rules += [(f"people[{i}].rules", p.rules) for i, p in enumerate(form.people)]
    for where, one in rules:
        if isinstance(one.max_shifts, dict):
            objects.append((f"{where}.max_shifts", dict(one.max_shifts)))
    objects += [(f"demand[{i}].skills", dict(c.skills)) for i, c in enumerate(form.demand)]
    objects += [(f"missions[{i}].skills", dict(m.skills)) for i, m in enumerate(form.missions)]
    faults = [f"{where}: {pair}" for where, found in objects for pair in same_names(found)]
    return faults + [
        f"roster.{_short(p)}: nobody of that id among the people"
        for p in form.roster
        if name_key(p) not in known
    ]


def same_names(names: typing.Iterable[str]) -> Iterator[str]:
    """Each pair of names that are one, as words."""
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(name_key(name), name)
        if first != name:
            yield f"{_short(first)} and {_short(name)} are the same name"


def told(head: str, faults: list[str]) -> str:
    """Several faults as one sentence: the first few, and how many more there are."""
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    return f"{head}: {'; '.join(fault[:240] for fault in faults[:SHOWN])}{more}."


def _place(path: str) -> str:
    return path.removeprefix(".")[:120] or "the whole"


def _short(text: object) -> str:
    """Somebody's own text as it may be repeated in a message."""
    shown = str(text)
    shown = shown if len(shown) <= 40 else f"{shown[:40]}…"
    return shown.encode("utf-8", "replace").decode().replace("\0", "?")


@lru_cache(maxsize=4096)
def _real(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
