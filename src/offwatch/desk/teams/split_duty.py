"""A duty split by hand: two people share one shift of one day, each a part with its own hours.

The parts are shifts of their own in the draft, and what is needed on that day goes over to them: a
seat of the whole shift becomes a seat of each part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db import transaction

from offwatch.desk.editing.edit import RosterCell, do_set, draft_to_edit
from offwatch.desk.models import Person
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.current import roster_of
from offwatch.desk.teams.shifts import looks_of
from offwatch.errors import BadInput, Refused
from offwatch.plan import Demand, Roster, Shift
from offwatch.plan.objective import crews
from offwatch.plan.roster.roster import DAY_MIN

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Split:
    """Whose shift of which day is split at which time of the clock, and who has which part.

    ``keeps``: the part that its holder keeps. ``other``: who gets the other; nobody if empty.
    """

    person: str
    day: date
    at_min: int
    keeps: Literal["first", "second"] = "first"
    other: str = ""


@transaction.atomic
def do_split(actor: Person, first_day: date, seen: str, split: Split, now: datetime) -> DeskOutcome:
    """Split a shift that somebody has, in the draft, as one change that can be undone.

    Raises
    ------
    BadInput
        ``split.time`` for a time that is not within the shift; ``edit.cell`` for a person, day or
        duty that is not on the roster.
    Refused
        ``split.busy`` where somebody would have two duties on one day of the roster, or is absent
        then; ``split.last-day`` where the second part would begin after the last day.
    """
    draft = draft_to_edit(actor, first_day, seen, now)
    roster = roster_of(draft)
    shift, index = _shift_of(roster, split)
    parts = _parts(shift, index, split.at_min)
    if parts[1][0] >= roster.days:
        raise Refused("split.last-day", "The second part would begin after the period’s last day.")
    cells = _cells(roster, split, index, parts)
    frame = [*_shifts(roster, parts), *_need(roster, split, shift, index, parts)]
    letter = looks_of(actor.team, roster.shifts)[shift.id]
    team = draft.team
    team.shift_looks = {
        **{
            part.id: {"letter": f"{letter.letter[:2]}{n}", "tone": letter.tone}
            for n, (_, part) in enumerate(parts, 1)
        },
        **team.shift_looks,
    }
    team.save(update_fields=["shift_looks"])
    return do_set(actor, draft, cells, now, frame=frame)


def _shift_of(roster: Roster, split: Split) -> tuple[Shift, int]:
    index = roster.index_of(split.day)
    held = roster.duties.get(split.person, {}).get(index)
    other = not split.other or (split.other in roster.person and split.other != split.person)
    if held not in roster.shift or not other or split.keeps not in ("first", "second"):
        raise BadInput(
            "edit.cell", "This person, day or duty is not on the roster; choose a cell again."
        )
    return roster.shift[held], index


def _parts(shift: Shift, index: int, at_min: int) -> tuple[tuple[int, Shift], tuple[int, Shift]]:
    """Each part with the day on which it begins; a time before the start is of the next day."""
    begins = shift.start_min
    if begins is None:
        raise BadInput("split.time", "Write a time within the shift, such as 02:00.")
    ends, at = begins + shift.minutes, at_min
    while at <= begins:
        at += DAY_MIN
    if not at < ends:
        raise BadInput("split.time", "Write a time within the shift, such as 02:00.")
    return (
        (index, _part(shift, begins, at)),
        (index + at // DAY_MIN, _part(shift, at, ends)),
    )


def _part(shift: Shift, begins: int, ends: int) -> Shift:
    hours = [f"{minute // 60 % 24:02}:{minute % 60:02}" for minute in (begins, ends)]
    name = f"{shift.name[:180]} {hours[0]}–{hours[1]}"
    key = f"{shift.id[:50]}-{hours[0]}-{hours[1]}".replace(":", "")
    return Shift(
        key,
        name,
        ends - begins,
        begins % DAY_MIN,
        shift.not_next,
        place=shift.place,
        notes=shift.notes,
    )


def _cells(
    roster: Roster, split: Split, index: int, parts: tuple[tuple[int, Shift], tuple[int, Shift]]
) -> list[RosterCell]:
    mine, others = parts if split.keeps == "first" else parts[::-1]
    found = {
        (split.person, index): replace(RosterCell.of(roster, split.person, split.day), duty=None)
    }
    for person, (day, part) in ((split.person, mine), (split.other, others)):
        if not person:
            continue
        here = found.get((person, day)) or RosterCell.of(roster, person, roster.day_at(day))
        if here.duty is not None or here.off:
            raise Refused(
                "split.busy",
                "Somebody would have two duties on one day of the roster, or is absent then;"
                " choose somebody else, or another time.",
            )
        found[person, day] = replace(here, duty=part.id)
    return list(found.values())


def _shifts(
    roster: Roster, parts: tuple[tuple[int, Shift], tuple[int, Shift]]
) -> list[tuple[Item, Item]]:
    """The parts as shifts, before and after: one that is there already stays."""
    return [
        ({"part": _entry(part), "there": part.id in roster.shift},
         {"part": _entry(part), "there": True})
        for _, part in parts
    ]  # fmt: skip


def _entry(part: Shift) -> Item:
    start = part.start_min or 0
    said: Item = {
        "id": part.id,
        "name": part.name,
        "start": f"{start // 60:02}:{start % 60:02}",
        "minutes": part.minutes,
    }
    more = {"not_next": sorted(part.not_next), "place": part.place, "notes": part.notes}
    return said | {name: value for name, value in more.items() if value}


def _need(
    roster: Roster,
    split: Split,
    shift: Shift,
    index: int,
    parts: tuple[tuple[int, Shift], tuple[int, Shift]],
) -> list[tuple[Item, Item]]:
    """A seat of the shift becomes one of each part; a skill that nobody else on it has goes along.

    Where the day has more people on the shift than it needs, nothing is needed of the parts.
    """
    demand = {(d.day, d.shift): d for d in roster.demand}
    whole = demand.get((index, shift.id))
    crew = crews(roster).get((index, shift.id), ())
    if whole is None or not whole.need or len(crew) > whole.need:
        return []
    rest = [person for person in crew if person != split.person]
    goes = {
        skill
        for skill, least in whole.skills.items()
        if sum(skill in roster.person[p].skills for p in rest) < least
    }
    left = {s: n - (s in goes) for s, n in whole.skills.items() if n - (s in goes)}
    found = [(_asked(roster, index, shift.id, whole), _said(roster, index, shift.id, whole.need - 1,
              left, whole.guarded))]  # fmt: skip
    for day, part in parts:
        old = demand.get((day, part.id))
        skills = dict(old.skills) if old is not None else {}
        for skill in goes:
            skills[skill] = skills.get(skill, 0) + 1
        need = 1 + (old.need if old is not None else 0)
        after = _said(roster, day, part.id, need, skills, whole.guarded)
        found.append((_asked(roster, day, part.id, old), after))
    return found


def _asked(roster: Roster, day: int, shift: str, demand: Demand | None) -> Item:
    if demand is None:
        return _said(roster, day, shift, None, {}, False)
    return _said(roster, day, shift, demand.need, demand.skills, demand.guarded)


def _said(
    roster: Roster, day: int, shift: str, need: int | None, skills: Mapping[str, int], guarded: bool
) -> Item:
    """What is needed of a shift on a day, as a step of the draft keeps it; none: not demanded."""
    return {
        "day": (roster.first_day + timedelta(days=day)).isoformat(),
        "shift": shift,
        "need": need,
        "skills": dict(skills),
        "guarded": guarded,
    }
