"""What is wrong with a form before it can be a roster: against the schema, or in no calendar."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

Form = dict[str, Any]
SHOWN = 5  # more than this in one message helps nobody


@cache
def schema_text() -> str:
    return files("offwatch.plan.roster").joinpath("roster.schema.json").read_text(encoding="utf-8")


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator  # 0.1 s: not at the import of the planner

    return Draft202012Validator(json.loads(schema_text()))


def schema_faults(data: object) -> list[str]:
    if not isinstance(data, dict):
        return ["the whole: an object is needed"]
    if not _writable(data):
        return ["the whole: it holds text that cannot be written, such as half a character"]
    faults = []
    for fault in _validator().iter_errors(data):
        where = fault.json_path.removeprefix("$").removeprefix(".") or "the whole"
        faults.append(f"{where[:80]}: {fault.message[:120]}")
        if len(faults) > 20 * SHOWN:
            break
    return sorted(faults)


def day_faults(form: Form) -> list[str]:
    """Days of the right shape that are in no calendar."""
    first = form["first_day"]
    if not (_real(first) and 1900 <= int(first[:4]) <= 2200):
        return [f"first_day: {first} is not a day between 1900 and 2200"]
    places: list[tuple[str, str]] = []
    for i, person in enumerate(form["people"]):
        for key in ("off", "wishes"):
            places += [(f"people[{i}].{key}", d) for d in person.get(key, ())]
    places += [(f"demand[{i}].day", c["day"]) for i, c in enumerate(form["demand"])]
    for i, mission in enumerate(form.get("missions", ())):
        keys = ("start", "earliest", "latest")
        places += [(f"missions[{i}].{k}", mission[k]) for k in keys if k in mission]
    places += [(f"frozen[{i}].day", f["day"]) for i, f in enumerate(form.get("frozen", ()))]
    places += [(f"roster.{p}", day) for p, line in form["roster"].items() for day in line]
    return [
        f"{where}: {day} is not a day of the calendar" for where, day in places if not _real(day)
    ]


def doubles(form: Form) -> list[str]:
    """What only the form can show: people in the roster whom nobody knows."""
    known = {p["id"] for p in form["people"]}
    return [
        f"roster.{p}: nobody of that id among the people" for p in form["roster"] if p not in known
    ]


def _writable(value: object) -> bool:
    """Whether all text in a form can be kept: JSON lets halves of characters and NUL through."""
    if isinstance(value, dict):
        return all(_writable(k) and _writable(v) for k, v in value.items())
    if isinstance(value, list):
        return all(map(_writable, value))
    return not isinstance(value, str) or not any(
        c == "\0" or "\ud800" <= c <= "\udfff" for c in value
    )


def _real(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def told(head: str, faults: list[str]) -> str:
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    return f"{head}: {'; '.join(faults[:SHOWN])}{more}."
