"""A team's shifts: their hours, what may not follow them, and how they look in the grid."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from offwatch.desk.editing.frame_changes import change_frames, frames_changed, periods_from
from offwatch.desk.lock import lock_for_planner
from offwatch.desk.models import Person, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.members import new_key
from offwatch.desk.rosters.current import today_of
from offwatch.errors import BadInput, Refused
from offwatch.names import clean_name, name_key
from offwatch.plan import Shift

Form = dict[str, Any]
TONES = 6  # ways to fill a cell that differ in black and white
_IN_TURN = (0, 3, 2, 5, 4, 1)  # as they are given; a dark cell looks like a mission, so it is last
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(frozen=True, slots=True)
class ShiftTerms:
    """What a planner says of a shift; ``key`` is empty for a new one.

    ``end`` before ``start`` is on the next day. ``not_next``: what may not follow on the next day.
    """

    key: str
    name: str
    start: str
    end: str
    letter: str = ""
    tone: int = 0
    not_next: Collection[str] = ()
    break_min: int = 0
    place: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ShiftLook:
    """How a shift looks in the grid: up to three letters, and one of the ways to fill a cell."""

    letter: str
    tone: int


def looks_of(team: Team, shifts: Iterable[Shift]) -> dict[str, ShiftLook]:
    """How each shift looks, as the team chose; else its first letters that no other begins with."""
    shifts = list(shifts)
    chosen: Mapping[str, Any] = team.shift_looks
    found = {}
    for number, shift in enumerate(shifts):
        said = chosen.get(shift.id, {})
        others = [name_key(other.name) for other in shifts if other is not shift]
        name = shift.name
        short = next(
            (
                name[:n]
                for n in (1, 2, 3)
                if not any(other.startswith(name_key(name[:n])) for other in others)
            ),
            name[:1],
        )
        found[shift.id] = ShiftLook(
            str(said.get("letter") or (short[:1].upper() + short[1:])),
            int(said.get("tone", _IN_TURN[number % TONES])) % TONES,
        )
    return found


@transaction.atomic
def do_set_shift(actor: Person, terms: ShiftTerms, now: datetime) -> DeskOutcome:
    """Add or change a shift, in the draft of each period that is not over.

    **Raises**: `BadInput` ``shift.hours`` for times that cannot be read, ``shift.letter``,
    ``shift.break`` for a break that leaves no time to work, or ``duty.notes``.
    """
    team = lock_for_planner(actor)
    name = clean_name(terms.name)
    start, end = _minute(terms.start), _minute(terms.end)
    letter = terms.letter.strip()
    if len(letter) > 3 or not letter.isprintable():
        raise BadInput("shift.letter", "At most three letters fit into a cell.")
    today = today_of(team, now)
    taken = {s["id"] for v in periods_from(team, today) for s in v.form["shifts"]}
    plain = re.sub(r"[^a-z0-9_-]+", "-", name_key(name)).strip("-") or "shift"
    key = terms.key or new_key(plain, taken)
    entry: Form = {
        "id": key,
        "name": name,
        "start": f"{start // 60:02}:{start % 60:02}",
        "minutes": (end - start) % 1440 or 1440,
        **for_the_crew(terms.place, terms.notes),
    }
    if not 0 <= terms.break_min < entry["minutes"]:
        raise BadInput("shift.break", "A break is shorter than its shift; write its minutes.")
    if terms.break_min:
        entry["break_min"] = terms.break_min

    def with_shift(form: Form) -> Form:
        here = {s["id"] for s in form["shifts"]} | {key}
        after = [each for each in terms.not_next if each in here]
        said = entry | ({"not_next": sorted(after)} if after else {})
        if key in {s["id"] for s in form["shifts"]}:
            shifts = [_longer(s, said) if s["id"] == key else s for s in form["shifts"]]
        elif terms.key:
            return form  # a period that does not have it
        else:
            shifts = [*form["shifts"], said]
        return {**form, "shifts": shifts} if shifts != form["shifts"] else form

    drafts = change_frames(actor, team, today, with_shift, now)
    team.shift_looks = {**team.shift_looks, key: {"letter": letter, "tone": terms.tone % TONES}}
    team.save(update_fields=["shift_looks"])
    return frames_changed(drafts)


@transaction.atomic
def do_remove_shift(actor: Person, key: str, now: datetime) -> DeskOutcome:
    """Take a shift out of the periods that are not over.

    **Raises**: `Refused` ``shift.used`` if somebody has it or it is needed in one of them.
    """
    team = lock_for_planner(actor)

    def without_shift(form: Form) -> Form:
        held = {what for line in form["roster"].values() for what in line.values()}
        if key in held or any(d["shift"] == key and d["need"] for d in form["demand"]):
            raise Refused(
                "shift.used",
                "Somebody has this shift, or it is needed, in a period that is not over; take it"
                " off and set its need to 0 first.",
            )
        shifts = [_not_after(s, key) for s in form["shifts"] if s["id"] != key]
        if shifts == form["shifts"]:
            return form
        demand = [d for d in form["demand"] if d["shift"] != key]
        people = [_without_limit(p, key) for p in form["people"]]
        rules = _without_limit({"rules": form.get("rules", {})}, key)["rules"]
        return {**form, "shifts": shifts, "demand": demand, "people": people, "rules": rules}

    drafts = change_frames(actor, team, today_of(team, now), without_shift, now)
    return frames_changed(drafts)


def for_the_crew(place: str, notes: str) -> Form:
    """What a form says of a duty's place and notes; nothing where there are none.

    **Raises**: `BadInput` ``duty.notes``.
    """
    lines = [line.strip() for line in notes.splitlines()]
    said = {"place": " ".join(place.split()), "notes": "\n".join(lines).strip()}
    try:
        for text in (said["place"], *lines):
            if text:
                clean_name(text)
    except BadInput:
        raise _notes() from None
    if len(said["place"]) > 200 or len(said["notes"]) > 1000:
        raise _notes()
    return {name: text for name, text in said.items() if text}


def _notes() -> BadInput:
    return BadInput(
        "duty.notes",
        "A place has up to 200 characters, notes up to 1,000 in lines of up to 200; no control"
        " characters.",
    )


def _longer(old: Form, said: Form) -> Form:
    """The shift with what was said; one of more than a day keeps the days beyond."""
    days = (int(old["minutes"]) - 1) // 1440
    return {**said, "minutes": int(said["minutes"]) + days * 1440}


def _not_after(shift: Form, key: str) -> Form:
    after = [each for each in shift.get("not_next", ()) if each != key]
    rest = {k: v for k, v in shift.items() if k != "not_next"}
    return {**rest, "not_next": after} if after else rest


def _without_limit(owner: Form, key: str) -> Form:
    most = owner.get("rules", {}).get("max_shifts", {})
    if key not in most:
        return owner
    rules = {**owner["rules"], "max_shifts": {k: v for k, v in most.items() if k != key}}
    return {**owner, "rules": rules}


def _minute(text: str) -> int:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise BadInput("shift.hours", "Write when the shift begins and ends as 22:00 and 06:00.")
    return int(found[1]) * 60 + int(found[2])
