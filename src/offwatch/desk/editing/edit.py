"""A roster changed by hand: cell by cell in a draft, with undo and redo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, cast

from django.db import transaction

from offwatch.desk.lock import lock_for_planner
from offwatch.desk.models import DraftStep, Person, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.broken_rules import BrokenRule, newly_broken
from offwatch.desk.rosters.current import draft_of, roster_of, version_of
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import next_number
from offwatch.desk.states import VersionState
from offwatch.errors import BadInput, Refused
from offwatch.plan import Roster, dump_roster
from offwatch.plan.roster.availability import duties_on
from offwatch.plan.roster.roster import DAY_MIN, MinuteSpan

Act = Literal["give", "remove", "swap", "absent", "present"]
Item = dict[str, Any]
Away = dict[str, list[str | dict[str, str]]]  # days, and stretches of time, as a form has them


@dataclass(frozen=True, slots=True)
class RosterCell:
    """One person's one day: the duty, if any, and whether they are not to be on duty then.

    ``away``: the minutes of the day from and until which they are not, where it is a part of it.
    """

    person: str
    day: date
    duty: str | None
    off: bool
    away: tuple[int, int] | None = None

    @classmethod
    def of(cls, roster: Roster, person: str, day: date) -> RosterCell:
        index = roster.index_of(day)
        off = index in roster.person[person].off
        spans = sorted(s for s in roster.person[person].away if s.start_min // DAY_MIN == index)
        away = tuple(m - index * DAY_MIN for m in spans[0]) if spans else None
        held = roster.duties.get(person, {}).get(index)
        return cls(person, day, held, off, cast(tuple[int, int] | None, away))

    def as_dict(self) -> dict[str, Any]:
        return {
            "person": self.person,
            "day": self.day.isoformat(),
            "duty": self.duty,
            "off": self.off,
            **({"away": list(self.away)} if self.away else {}),
        }

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> RosterCell:
        day, away = date.fromisoformat(said["day"]), said.get("away")
        return cls(said["person"], day, said["duty"], said["off"], tuple(away) if away else None)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a planner does to one cell.

    ``what``: the shift or mission given. ``other``: with whom the day is swapped. ``until``: the
    last day of an absence. ``hours``: the minutes of its one day from and until which it is.
    """

    act: Act
    person: str
    day: date
    what: str = ""
    other: str = ""
    until: date | None = None
    hours: tuple[int, int] | None = None


def seen_of(team: Team, first_day: date) -> str:
    """What a page shows of a period, as a word that changes with it."""
    version, draft = version_of(team, first_day), draft_of(team, first_day)
    base = version.pk if version else 0
    return f"{base}.{draft.pk if draft else 0}.{draft.revision if draft else 0}"


def cells_of(roster: Roster, edit: Edit) -> list[RosterCell]:
    """The cells that an edit sets, as they are after it.

    **Raises**: `BadInput` ``edit.cell`` for a person, day or duty that is not on the roster.
    """
    _check(roster, edit)
    here = RosterCell.of(roster, edit.person, edit.day)
    if edit.act == "give":
        return [*_given_up(roster, here, edit.what), *_given(roster, edit)]
    if edit.act == "remove":
        return _given_up(roster, here, None)
    if edit.act == "swap":
        there = RosterCell.of(roster, edit.other, edit.day)
        found = _given_up(roster, here, there.duty) + _given_up(roster, there, here.duty)
        for what, person in ((here.duty, edit.other), (there.duty, edit.person)):
            if what is not None:
                found += _given(roster, replace(edit, person=person, what=what))
        return found
    if edit.act == "absent" and edit.hours is not None:
        return _absent_for_hours(roster, edit, edit.hours)
    last = edit.until or edit.day
    days = [edit.day + timedelta(days=i) for i in range((last - edit.day).days + 1)]
    found = []
    for day in days:
        cell = RosterCell.of(roster, edit.person, day)
        if edit.act == "absent":
            found += _given_up(roster, cell, None)
        found.append(
            replace(
                cell,
                duty=None if edit.act == "absent" else cell.duty,
                off=edit.act == "absent",
                away=None,
            )
        )
    return found


def with_cells(form: Mapping[str, Any], cells: Iterable[RosterCell]) -> dict[str, Any]:
    """The form with these cells; a later one of the same day counts."""
    lines = {key: dict(line) for key, line in form["roster"].items()}
    off = {p["id"]: set(p.get("off", ())) for p in form["people"]}
    away = {p["id"]: {s["from"][:10]: s for s in p.get("away", ())} for p in form["people"]}
    for cell in cells:
        on = cell.day.isoformat()
        line = lines.setdefault(cell.person, {})
        line.pop(on, None)
        if cell.duty is not None:
            line[on] = cell.duty
        (off[cell.person].add if cell.off else off[cell.person].discard)(on)
        away[cell.person].pop(on, None)
        if cell.away is not None:
            away[cell.person][on] = _stretch(cell.day, cell.away)
    people = [
        {**{k: v for k, v in p.items() if k not in ("off", "away")}}
        | ({"off": sorted(off[p["id"]])} if off[p["id"]] else {})
        | ({"away": [s for _, s in sorted(away[p["id"]].items())]} if away[p["id"]] else {})
        for p in form["people"]
    ]
    roster = {key: dict(sorted(line.items())) for key, line in lines.items()}
    return {**form, "people": people, "roster": roster}


def would_break(roster: Roster, edit: Edit) -> tuple[BrokenRule, ...]:
    """Which rules an edit would newly break, of the people it touches."""
    return broken_by(roster, cells_of(roster, edit))


def broken_by(roster: Roster, cells: Iterable[RosterCell]) -> tuple[BrokenRule, ...]:
    """Which rules these cells would newly break, of the people they are of."""
    cells = list(cells)
    people = tuple(p for p in roster.people if p.id in {c.person for c in cells})
    lines = {p.id: dict(roster.duties.get(p.id, {})) for p in people}
    before = replace(roster, people=people, duties=lines, frozen=frozenset())
    return newly_broken(before, roster_with(before, cells))


def roster_with(roster: Roster, cells: Iterable[RosterCell]) -> Roster:
    """The roster with these cells; a later one of the same day counts."""
    duties = {p: dict(line) for p, line in roster.duties.items()}
    off = {p.id: set(p.off) for p in roster.people}
    away = {p.id: set(p.away) for p in roster.people}
    for cell in cells:
        index = roster.index_of(cell.day)
        line = duties.setdefault(cell.person, {})
        line.pop(index, None)
        if cell.duty is not None:
            line[index] = cell.duty
        (off[cell.person].add if cell.off else off[cell.person].discard)(index)
        kept = {s for s in away[cell.person] if s.start_min // DAY_MIN != index}
        if cell.away is not None:
            kept.add(MinuteSpan(*(index * DAY_MIN + minute for minute in cell.away)))
        away[cell.person] = kept
    people = tuple(
        replace(p, off=frozenset(off[p.id]), away=frozenset(away[p.id])) for p in roster.people
    )
    return replace(roster, people=people, duties=duties)


@transaction.atomic
def do_edit(actor: Person, first_day: date, seen: str, edit: Edit, now: datetime) -> DeskOutcome:
    """Change cells in the draft of a period; the first change makes it, from what is in force.

    **Raises**: `Refused` ``draft.changed`` if the page the planner saw is no longer what there is.
    """
    draft = draft_to_edit(actor, first_day, seen, now)
    return do_set(actor, draft, cells_of(roster_of(draft), edit), now)


def do_set(
    actor: Person,
    draft: RosterVersion,
    cells: Iterable[RosterCell],
    now: datetime,
    *,
    frame: Sequence[tuple[Item, Item]] = (),
) -> DeskOutcome:
    """Set cells of a draft as one step; the caller holds the team's lock and a transaction.

    ``frame``: what the step changes beside them, before and after, as `with_frame` reads it.
    """
    roster = roster_of(draft)
    after = _last_of_each(cells)
    before = [RosterCell.of(roster, c.person, c.day) for c in after]
    after, before = _only_changed(after, before)
    if not after:
        return DeskOutcome("same", "Nothing changed.", draft.pk)
    DraftStep.objects.filter(draft=draft, undone=True).delete()
    DraftStep.objects.create(
        draft=draft,
        number=draft.revision + 1,
        made_by=actor,
        made_at=now,
        before=[*(c.as_dict() for c in before), *(was for was, _ in frame)],
        after=[*(c.as_dict() for c in after), *(now for _, now in frame)],
    )
    _set(draft, after, [each for _, each in frame])
    return DeskOutcome("changed", "", draft.pk)


@transaction.atomic
def do_undo(actor: Person, first_day: date, seen: str) -> DeskOutcome:
    """Take back the last change of the draft."""
    draft = draft_seen(actor, first_day, seen)
    step = DraftStep.objects.filter(draft=draft, undone=False).order_by("-number").first()
    _turn(draft, step, undone=True)
    return DeskOutcome("undone", "", draft.pk)


@transaction.atomic
def do_redo(actor: Person, first_day: date, seen: str) -> DeskOutcome:
    """Make the change again that was undone last."""
    draft = draft_seen(actor, first_day, seen)
    step = DraftStep.objects.filter(draft=draft, undone=True).order_by("number").first()
    _turn(draft, step, undone=False)
    return DeskOutcome("redone", "", draft.pk)


def _turn(draft: RosterVersion, step: DraftStep | None, *, undone: bool) -> None:
    if step is None:
        raise _no_step()
    step.undone = undone
    step.save(update_fields=["undone"])
    items = step.before if undone else step.after
    _set(draft, cells_in(items), [item for item in items if "person" not in item])


def _no_step() -> Refused:
    return Refused("draft.no-step", "There is no change to undo or to do again.")


def _check_seen(team: Team, first_day: date, seen: str) -> None:
    if seen != seen_of(team, first_day):
        raise Refused(
            "draft.changed",
            "Somebody else has changed this roster meanwhile; here it is as it is now. Nothing of"
            " yours was changed.",
        )


def seats_lost(before: Roster, roster: Roster) -> tuple[Roster, Away]:
    """A draft with what its absences took given back, and who is away when."""
    away: Away = {}
    duties = {p: dict(line) for p, line in roster.duties.items()}
    people = []
    for person in roster.people:
        old = before.person.get(person.id)
        new = person.off - old.off if old is not None else frozenset()
        for day in sorted(new):
            away.setdefault(person.id, []).append(roster.day_at(day).isoformat())
            held = before.duties.get(person.id, {}).get(day)
            if held in roster.shift:
                duties[person.id].setdefault(day, held)
        hours = person.away - old.away if old is not None else frozenset()
        for span in sorted(hours):
            index = span.start_min // DAY_MIN
            minutes = (span.start_min - index * DAY_MIN, span.end_min - index * DAY_MIN)
            away.setdefault(person.id, []).append(_stretch(roster.day_at(index), minutes))
            for day in duties_on(before, person.id, span):
                held = before.duties[person.id][day]
                if held in roster.shift:
                    duties[person.id].setdefault(day, held)
        people.append(replace(person, off=person.off - new, away=person.away - hours))
    return replace(roster, people=tuple(people), duties=duties), away


def draft_seen(actor: Person, first_day: date, seen: str) -> RosterVersion:
    """The draft that a planner saw, under the team's lock."""
    team = lock_for_planner(actor)
    _check_seen(team, first_day, seen)
    draft = draft_of(team, first_day)
    if draft is None:
        raise _no_step()
    return draft


def draft_to_edit(actor: Person, first_day: date, seen: str, now: datetime) -> RosterVersion:
    """The draft that a planner saw; of a period without one, a new one from what is in force."""
    team = lock_for_planner(actor)
    _check_seen(team, first_day, seen)
    return draft_of(team, first_day) or begin_draft(actor, team, first_day, now)


def begin_draft(actor: Person, team: Team, first_day: date, now: datetime) -> RosterVersion:
    version = version_of(team, first_day)
    if version is None:
        raise Refused("draft.none", "There is no such draft any more; look at the page again.")
    return RosterVersion.objects.create(
        team=team,
        number=next_number(team),
        first_day=first_day,
        whole=version.form,
        days=version.days,
        state=VersionState.DRAFT,
        made_at=now,
        made_by=actor,
        base=version,
    )


def cells_in(items: Iterable[Mapping[str, Any]]) -> list[RosterCell]:
    """The cells among what a step keeps."""
    return [RosterCell.read(item) for item in items if "person" in item]


def with_frame(form: Mapping[str, Any], items: Iterable[Item]) -> dict[str, Any]:
    """The form with shifts that come or go, and with what is needed of a shift on a day.

    An item is ``{"part": shift, "there": bool}`` or a demand, whose ``need`` is none where there is
    to be none.
    """
    shifts, demand = list(form["shifts"]), list(form["demand"])
    for item in items:
        if "part" in item:
            shifts = [s for s in shifts if s["id"] != item["part"]["id"]]
            shifts += [item["part"]] if item["there"] else []
            continue
        key = (item["day"], item["shift"])
        demand = [d for d in demand if (d["day"], d["shift"]) != key]
        if item["need"] is not None:
            asked = {name: item[name] for name in ("day", "shift", "need")}
            demand.append(
                asked
                | ({"skills": item["skills"]} if item["skills"] else {})
                | ({"guarded": True} if item["guarded"] else {})
            )
    return {**form, "shifts": shifts, "demand": demand}


def _set(draft: RosterVersion, cells: Sequence[RosterCell], frame: Sequence[Item] = ()) -> None:
    # written anew, each name in one spelling, whatever a file spelled
    form = dump_roster(roster_of(draft))
    set_form(
        draft, with_frame(with_cells(form, cells), frame) if frame else with_cells(form, cells)
    )


def set_form(draft: RosterVersion, form: Mapping[str, Any]) -> None:
    """Put a form into a draft, if it holds; the caller holds the team's lock and a transaction."""
    draft.form = Publication.read(form).form
    draft.revision += 1
    draft.save(update_fields=[*draft.FORM_FIELDS, "revision"])
    draft.searches.all().delete()  # an arrangement of what it was


def _check(roster: Roster, edit: Edit) -> None:
    people = {edit.person} | ({edit.other} if edit.act == "swap" else set())
    last = edit.until or edit.day
    within = all(0 <= roster.index_of(day) < roster.days for day in (edit.day, last))
    known = edit.what in roster.shift or edit.what in roster.mission
    right = within and edit.day <= last and people <= roster.person.keys()
    if edit.hours is not None and not (
        last == edit.day and 0 <= edit.hours[0] < edit.hours[1] <= DAY_MIN
    ):
        raise BadInput(
            "edit.hours", "Write the hours of an absence as 08:00 and 12:00, of one day."
        )
    if not right or (edit.act == "give" and not known):
        raise BadInput(
            "edit.cell", "This person, day or duty is not on the roster; choose a cell again."
        )


def _absent_for_hours(roster: Roster, edit: Edit, hours: tuple[int, int]) -> list[RosterCell]:
    """The day with the hours that stay free, and what overlaps them given up."""
    start = roster.index_of(edit.day) * DAY_MIN
    span = MinuteSpan(start + hours[0], start + hours[1])
    found: list[RosterCell] = []
    for index in duties_on(roster, edit.person, span):
        there = RosterCell.of(roster, edit.person, roster.day_at(index))
        found += _given_up(roster, there, None)
    here = RosterCell.of(roster, edit.person, edit.day)
    lost = any(cell.day == edit.day for cell in found)
    return [*found, replace(here, duty=None if lost else here.duty, away=hours)]


def _stretch(day: date, minutes: tuple[int, int]) -> dict[str, str]:
    """Part of a day as a form has it."""
    begins, ends = (datetime.combine(day, time()) + timedelta(minutes=m) for m in minutes)
    return {
        "from": begins.isoformat(timespec="minutes"),
        "to": ends.isoformat(timespec="minutes"),
    }


def _given(roster: Roster, edit: Edit) -> list[RosterCell]:
    """The cells of a duty given: one, or all the days of a mission with what stood there."""
    cell = RosterCell.of(roster, edit.person, edit.day)
    if edit.what not in roster.mission:
        return [replace(cell, duty=edit.what)]
    found: list[RosterCell] = []
    for index in roster.mission[edit.what].span():
        there = RosterCell.of(roster, edit.person, roster.day_at(index))
        found += _given_up(roster, there, edit.what)
    days = [roster.day_at(i) for i in roster.mission[edit.what].span()]
    return found + [replace(RosterCell.of(roster, edit.person, d), duty=edit.what) for d in days]


def _given_up(roster: Roster, cell: RosterCell, instead: str | None) -> list[RosterCell]:
    """The cells that are free once a duty is given up; a mission is given up whole."""
    if cell.duty is None or cell.duty == instead or cell.duty not in roster.mission:
        return [replace(cell, duty=None)] if cell.duty != instead else []
    days = [roster.day_at(i) for i in roster.mission[cell.duty].span()]
    return [replace(RosterCell.of(roster, cell.person, day), duty=None) for day in days]


def _last_of_each(cells: Iterable[RosterCell]) -> list[RosterCell]:
    return list({(cell.person, cell.day): cell for cell in cells}.values())


def _only_changed(
    after: Sequence[RosterCell], before: Sequence[RosterCell]
) -> tuple[list[RosterCell], list[RosterCell]]:
    pairs = [(a, b) for a, b in zip(after, before, strict=True) if a != b]
    return [a for a, _ in pairs], [b for _, b in pairs]
