"""Reads the text form of the Curtois & Qu shift scheduling instances as a roster.

**Source**: T. Curtois, R. Qu, *Computational results on new staff scheduling benchmark instances*
(2014), schedulingbenchmarks.org. Every instance starts on a Monday; days count from 0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from offwatch.errors import BadInput
from offwatch.plan import Demand, Person, Roster, Rules, Shift

MONDAY = date(2024, 1, 1)

Days = Mapping[str, list[int]]


def read_instance(path: Path) -> Roster:
    """An instance without anybody on duty yet.

    **Raises**: `BadInput` ``curtois.instance`` for a file that is not of this form.
    """
    try:
        sections = _sections(path.read_text(encoding="utf-8"))
        off = {row[0]: frozenset(map(int, row[1:])) for row in sections["SECTION_DAYS_OFF"]}
        return Roster(
            team=path.stem,
            zone="UTC",
            first_day=MONDAY,
            days=int(sections["SECTION_HORIZON"][0][0]),
            shifts=tuple(_shift(row) for row in sections["SECTION_SHIFTS"]),
            people=tuple(_person(row, off) for row in sections["SECTION_STAFF"]),
            demand=tuple(_demand(row) for row in sections["SECTION_COVER"]),
        )
    except (OSError, KeyError, IndexError, ValueError) as error:
        message = f"{path.name} is no Curtois instance; give the path of an InstanceN.txt."
        raise BadInput("curtois.instance", message) from error


def read_base(path: Path, instance: Roster) -> Roster:
    """The roster in force: ``{"roster": {person: {day: shift}}}``, or that mapping by itself."""
    data = _json(path)
    if isinstance(data, dict) and isinstance(data.get("roster"), dict):
        data = data["roster"]
    if not isinstance(data, dict):
        raise BadInput("curtois.base", f"{path.name} must hold {{person: {{day: shift}}}}.")
    try:
        duties = {p: {int(d): s for d, s in line.items()} for p, line in data.items()}
    except (AttributeError, ValueError) as error:
        message = f"{path.name} must hold {{person: {{day: shift}}}}, days counted from 0."
        raise BadInput("curtois.base", message) from error
    known = all(
        p in instance.person and 0 <= d < instance.days and s in instance.shift
        for p, line in duties.items()
        for d, s in line.items()
    )
    if not known:
        raise BadInput("curtois.base", f"{path.name} names a person, day or shift not in it.")
    return instance.with_duties(duties)


def read_draws(path: Path) -> dict[str, Days]:
    """Absences by draw; a flat file ``{person: [day, …]}`` is the draw named ``""``."""
    data = _json(path)
    if not isinstance(data, dict):
        raise BadInput("curtois.absent", f"{path.name} must hold an object of absences.")
    if all(isinstance(days, list) for days in data.values()):
        return {"": data}
    if not all(isinstance(draw, dict) for draw in data.values()):
        message = f"{path.name} must hold {{person: [day, …]}}, or {{draw: {{person: [day, …]}}}}."
        raise BadInput("curtois.absent", message)
    return data


def absences_of(draw: Days, roster: Roster) -> dict[str, frozenset[int]]:
    """One draw as day indexes of a roster."""
    absent: dict[str, frozenset[int]] = {}
    for person, days in draw.items():
        sound = isinstance(days, list) and all(
            type(d) is int and 0 <= d < roster.days for d in days
        )
        if person not in roster.person or not sound:
            message = f"Absence of {person!s:.40}: people of the instance, days from 0."
            raise BadInput("curtois.absent", message)
        if days:
            absent[person] = frozenset(days)
    return absent


def _json(path: Path) -> object:
    try:
        data: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        message = f"{path.name} cannot be read as JSON; check the path and the file."
        raise BadInput("curtois.json", message) from error
    return data


def _sections(text: str) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("SECTION_"):
            rows = found.setdefault(line, [])
        elif line and not line.startswith("#"):
            rows.append([cell.strip() for cell in line.split(",")])
    return found


def _shift(row: list[str]) -> Shift:
    return Shift(row[0], row[0], int(row[1]), None, frozenset(filter(None, row[2].split("|"))))


def _person(row: list[str], off: Mapping[str, frozenset[int]]) -> Person:
    most = dict(part.split("=") for part in row[1].split("|"))
    rules = Rules(
        max_shifts={shift: int(n) for shift, n in most.items()},
        max_minutes=int(row[2]),
        min_minutes=int(row[3]),
        max_run=int(row[4]),
        min_run=int(row[5]),
        min_days_off=int(row[6]),
        max_weekends=int(row[7]),
    )
    return Person(row[0], row[0], frozenset(), rules, off.get(row[0], frozenset()))


def _demand(row: list[str]) -> Demand:
    return Demand(int(row[0]), row[1], int(row[2]))
