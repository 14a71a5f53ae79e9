"""The roster changed by hand: a grid whose cells are chosen, and what a change would mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.editing.catch_up import others_changes
from offwatch.desk.editing.edit import (
    Edit,
    RosterCell,
    cells_in,
    do_edit,
    do_redo,
    do_undo,
    seen_of,
    would_break,
)
from offwatch.desk.editing.fill import absences_in, do_fill, do_stop_filling, do_take_plan
from offwatch.desk.models import DraftStep, Person, RosterVersion, Search
from offwatch.desk.pages.grid import draw_edit_cells
from offwatch.desk.pages.views.access import now, planner
from offwatch.desk.pages.views.roster import months
from offwatch.desk.pages.wording import Card, day_words, days_words, people_changed, read_card
from offwatch.desk.planning.wishes import DayWish, wishes_in, wishes_kept, wishes_shown
from offwatch.desk.rosters.cover import cover_rows, open_list, seats_open
from offwatch.desk.rosters.current import (
    current_version,
    draft_of,
    roster_of,
    today_of,
    version_of,
    with_carried_credit,
)
from offwatch.desk.rosters.drafts import state_of
from offwatch.desk.rosters.duties import DutyChange, duties_of, duty_changes
from offwatch.desk.rosters.plans import after_plan
from offwatch.desk.rosters.workload import workloads
from offwatch.desk.states import SearchState
from offwatch.desk.teams.shifts import ShiftLook, looks_of
from offwatch.desk.teams.split_duty import Split, do_split
from offwatch.errors import BadInput, OffwatchError
from offwatch.language import gettext as _
from offwatch.names import name_key
from offwatch.plan import Mission, Roster, Shift
from offwatch.plan import Person as PlanPerson

WORKING = (SearchState.WAITING, SearchState.WORKING)
MOST_CELLS = 3000  # on one page
MOST_PEOPLE = 60  # of a large roster: each cell is a link
WINDOW_DAYS = 14
MOST_LEFT = 20
ACTS = ("give", "remove", "swap", "absent", "present")


@require_GET
@gzip_page  # as the Roster page: ADR 45
@planner
def edit(request: HttpRequest, me: Person) -> HttpResponse:
    first = _day(request.GET.get("first", ""))
    if first is None:
        version = current_version(me.team, today_of(me.team, now()))
        draft = draft_of(me.team)
        chosen = version or draft
        if chosen is None:
            return redirect("roster")
        first = chosen.first_day
    return render(request, "desk/roster_edit.html", _context(me, first, request.GET))


@require_POST
@planner
def change(request: HttpRequest, me: Person) -> HttpResponse:
    """One change of one cell, or a step back or forth; then the page anew, at the same cell."""
    said = request.POST
    first, day = _day(said.get("first", "")), _day(said.get("day", ""))
    act, person, seen = said.get("act", ""), said.get("person", ""), said.get("seen", "")
    if first is None:
        raise Http404
    try:
        if act == "undo":
            do_undo(me, first, seen)
        elif act == "redo":
            do_redo(me, first, seen)
        elif act == "fill":
            do_fill(me, first, seen, now())
        elif act == "stop":
            do_stop_filling(me, first)
        elif act == "take":
            wanted_plan = said.get("plan", "")
            number = int(wanted_plan) if wanted_plan.isdecimal() and len(wanted_plan) < 18 else 0
            do_take_plan(me, first, seen, number, now())
        elif act == "split" and day is not None:
            do_split(me, first, seen, _split(said, person, day), now())
        elif act not in ACTS or day is None:
            raise BadInput(
                "edit.cell", "This person, day or duty is not on the roster; choose a cell again."
            )
        else:
            wanted = Edit(
                act,  # type: ignore[arg-type]
                person,
                day,
                said.get("what", ""),
                said.get("other", ""),
                _day(said.get("until", "")),
                _hours(said),
            )
            do_edit(me, first, seen, wanted, now())
    except OffwatchError as error:
        messages.info(request, _(error.message))
    query = {"first": first.isoformat()}
    if person and day:
        query |= {"person": person, "day": day.isoformat()}
    return redirect(f"{reverse('roster_edit')}?{urlencode(query)}#cell")


@require_GET
@planner
def progress(request: HttpRequest, me: Person) -> HttpResponse:
    """Asked for every second while plans are looked for; the whole page once there are some."""
    first = _day(request.GET.get("first", ""))
    draft = draft_of(me.team, first) if first is not None else None
    search = _search(draft)
    if search is not None and search.state in WORKING:
        context = {"first": first, "fills": search.fills, "progress": search.progress}
        return render(request, "desk/parts/filling.html", context)
    reply = HttpResponse(status=200)
    reply["HX-Refresh"] = "true"
    return reply


@dataclass(frozen=True, slots=True)
class RosterWindow:
    """The part of a large roster that one page shows: some days, and some people by name."""

    days: range
    people: tuple[PlanPerson, ...]
    words: str
    before: date | None
    after: date | None
    large: bool
    more: int


def _window(plan: Roster, asked: Any, person: str, day: date | None) -> RosterWindow:
    """All of a small roster; of a large one two weeks around a day, and people by their names."""
    large = plan.days * len(plan.people) > MOST_CELLS
    words = asked.get("q", "").strip()[:60]
    people = tuple(p for p in plan.people if name_key(words) in name_key(p.name))
    days = range(plan.days)
    if large:
        at = _day(asked.get("from", "")) or day or plan.first_day
        start = min(max(0, plan.index_of(at) // 7 * 7), max(0, plan.days - WINDOW_DAYS))
        days = range(start, min(plan.days, start + WINDOW_DAYS))
    fit = min(MOST_PEOPLE, MOST_CELLS // len(days)) if large else len(people)
    shown = people[:fit]
    if person in plan.person and plan.person[person] not in shown:
        shown = (plan.person[person], *shown)
    return RosterWindow(
        days,
        shown,
        words,
        plan.day_at(days.start - WINDOW_DAYS) if days.start > 0 else None,
        plan.day_at(days.stop) if days.stop < plan.days else None,
        large,
        len(people) - len(people[:fit]),
    )


def _search(draft: RosterVersion | None) -> Search | None:
    return Search.objects.filter(base=draft, request=None).first() if draft else None


def _plan_cards(before: Roster, draft: Roster, search: Search) -> list[Card]:
    """Each plan, with how many get a notice of it beside those whom the draft changes already."""
    return [
        replace(
            read_card(p.pk, p.rank, p.title, p.plan, before),
            told=people_changed(draft, after_plan(p.plan, before)),
        )
        for p in search.proposals.all()
    ]


def _filled(search: Search, draft: Roster) -> dict[str, Any] | None:
    """What a filling came to: seats filled and open, and what each person would work."""
    proposal = search.proposals.first()
    if proposal is None:
        return None
    after = after_plan(proposal.plan, draft)
    still = open_list(after)
    work = workloads(with_carried_credit(search.team, after))
    kept, wished = wishes_kept(after, wishes_in(search.team, after))
    return {
        "kept": kept,
        "wished": wished,
        "pk": proposal.pk,
        "seats": seats_open(draft) - sum(seat.seats for seat in still),
        "open": sum(seat.seats for seat in still),
        "left": [(day_words(s.day), s.name, s.seats, s.skills) for s in still[:MOST_LEFT]],
        "proven": proposal.plan["proven"],
        "work": work,
        "carried": any(each.credit for each in work),
    }


def _context(me: Person, first: date, asked: Any) -> dict[str, Any]:
    version, draft = version_of(me.team, first), draft_of(me.team, first)
    shown = draft or version
    if shown is None:
        raise Http404
    state = state_of(draft) if draft else None
    plan = state.roster if state else roster_of(shown)
    base = roster_of(version) if version else None
    search = _search(draft)
    before, away = absences_in(draft) if draft else (plan, {})
    person, day = asked.get("person", ""), _day(asked.get("day", ""))
    wishes = wishes_shown(me.team, plan)
    chosen = None
    if day is not None and person in plan.person and 0 <= plan.index_of(day) < plan.days:
        chosen = _chosen(plan, person, day, looks_of(me.team, plan.shifts))
        chosen["wish"] = wish_words(plan, wishes.get(person, {}).get(day))
    window = _window(plan, asked, person, day)
    looks = looks_of(me.team, plan.shifts)
    days = [plan.day_at(i) for i in window.days]
    steps = DraftStep.objects.filter(draft=draft).select_related("made_by") if draft else ()
    return {
        "first": first,
        "draft": draft,
        "state": state,
        "others": others_changes(draft) if draft else (),
        "seen": seen_of(me.team, first),
        "span": days_words(plan.day_at(0), plan.day_at(plan.days - 1)),
        "window": window,
        "days": days,
        "months": months(days),
        "today": today_of(me.team, now()),
        "rows": [
            {
                "key": p.id,
                "name": p.name,
                "drawn": draw_edit_cells(
                    first,
                    p,
                    [
                        cell | _wish_mark(plan, wishes.get(p.id, {}).get(cell["day"]))
                        for cell in _cells(plan, base, p.id, person, day, looks, window.days)
                    ],
                ),
            }
            for p in window.people
        ],
        "chosen": chosen,
        "wishes": any(wishes.values()),
        "absences": bool(away),
        "working": search is not None and search.state in WORKING,
        "failed": search is not None and search.state == SearchState.FAILED,
        "plans": _plan_cards(before, plan, search) if search and not search.fills else (),
        "filled": _filled(search, plan) if search and search.fills else None,
        "fills": search is not None and search.fills,
        "progress": search.progress if search else {},
        "letters": _letters(looks),
        "cover": [
            replace(row, cells=row.cells[window.days.start : window.days.stop])
            for row in cover_rows(plan)
        ],
        "open": seats_open(plan),
        "notified": _notified(base, plan) if draft else (),
        "can_undo": any(not s.undone for s in steps),
        "can_redo": any(s.undone for s in steps),
        "steps": [_step_words(plan, s) for s in list(steps)[-8:] if not s.undone],
    }


def _cells(
    plan: Roster,
    base: Roster | None,
    person: str,
    chosen: str,
    day: date | None,
    looks: Mapping[str, ShiftLook],
    days: range,
) -> list[dict[str, Any]]:
    """One person's line: the code, whether it changes what is in force, whether it is chosen."""
    before = base.duties.get(person, {}) if base is not None else {}
    off = plan.person[person].off
    was_off = base.person[person].off if base is not None and person in base.person else frozenset()
    parts = _parts(plan, person)
    was_parts = _parts(base, person) if base is not None and person in base.person else {}
    found = []
    line = plan.line(person)
    for index in days:
        what = line[index]
        name = plan.name_of(what) if what is not None else ""
        look = looks.get(what or "")
        changed = base is not None and (
            before.get(index) != what
            or (index in off) != (index in was_off)
            or parts.get(index) != was_parts.get(index)
        )
        kind = "off" if what is None else "mission" if what in plan.mission else "shift"
        on = plan.day_at(index)
        found.append(
            {
                "day": on,
                "kind": kind,
                "short": _short(name, look) or ("×" if index in off else ""),
                "tone": look.tone if look else None,
                "full": name,
                "absent": index in off,
                "away": away_words(parts[index]) if index in parts else "",
                "changed": changed,
                "chosen": person == chosen and on == day,
            }
        )
    return found


WISH_MARKS = {"off": "–", "never": "!", "wanted": "+"}


def _wish_mark(plan: Roster, wish: DayWish | None) -> dict[str, str]:
    return {"mark": WISH_MARKS[wish.kind] if wish else "", "wish": wish_words(plan, wish)}


def wish_words(plan: Roster, wish: DayWish | None) -> str:
    """What somebody wishes for on a day, as whoever plans reads it."""
    if wish is None:
        return ""
    if wish.kind == "never":
        return _("cannot be on duty")
    if wish.kind == "off":
        return _("wishes the day off")
    if not wish.shift:
        return _("would like a duty")
    return _("would like: {shift}").format(shift=plan.name_of(wish.shift))


def _parts(plan: Roster, person: str) -> dict[int, tuple[int, int]]:
    """The parts of days on which somebody is absent, by day."""
    return {
        span.start_min // 1440: (
            span.start_min % 1440,
            span.end_min - span.start_min // 1440 * 1440,
        )
        for span in plan.person[person].away
    }


def _short(name: str, look: ShiftLook | None) -> str:
    return look.letter if look else name[:1].upper()


def _chosen(plan: Roster, person: str, day: date, looks: Mapping[str, ShiftLook]) -> dict[str, Any]:
    here = RosterCell.of(plan, person, day)
    index = plan.index_of(day)
    missions = [m for m in plan.missions if index in m.span()]
    gives = []
    named: tuple[Shift | Mission, ...] = (*plan.shifts, *missions)
    for each in named:
        if each.id != here.duty:
            broken = would_break(plan, Edit("give", person, day, each.id))
            gives.append((each.id, each.name, broken, _short(each.name, looks.get(each.id))))
    others = [
        (p.id, p.name, plan.name_of(held) if (held := plan.duties.get(p.id, {}).get(index)) else "")
        for p in plan.people
        if p.id != person and plan.duties.get(p.id, {}).get(index) != here.duty
    ]
    return {
        "person": plan.person[person],
        "day": day,
        "words": day_words(day),
        "duty": plan.name_of(here.duty) if here.duty else "",
        "off": here.off,
        "away": away_words(here.away),
        "splits_at": _middle(plan, here.duty),
        "everybody": [(p.id, p.name) for p in plan.people if p.id != person],
        "gives": gives,
        "others": sorted(others, key=lambda o: not o[2]),
        "last": plan.day_at(plan.days - 1),
    }


def _notified(base: Roster | None, plan: Roster) -> list[tuple[str, list[str]]]:
    """Who gets a notice once this is published, and what it says."""
    zone = ZoneInfo(plan.zone)
    found = []
    same = base is not None and base.missions == plan.missions and base.shifts == plan.shifts
    for person in plan.people:
        line = plan.duties.get(person.id, {})
        if same and base is not None and base.duties.get(person.id, {}) == line:
            continue
        before = duties_of(base, person.id) if base is not None and person.id in base.person else ()
        lines = _said(duty_changes(before, duties_of(plan, person.id)), zone)
        if lines:
            found.append((person.name, lines))
    for person in base.people if base is not None else ():
        if base is not None and person.id not in plan.person:
            lines = _said(duty_changes(duties_of(base, person.id), ()), zone)
            found += [(person.name, lines)] if lines else []
    return found


def _said(changes: list[DutyChange], zone: ZoneInfo) -> list[str]:
    return [change.words(zone) for change in changes]


def _step_words(plan: Roster, step: DraftStep) -> str:
    cells = list(zip(cells_in(step.before), cells_in(step.after), strict=True))
    names = {p.id: p.name for p in plan.people}
    said = [
        f"{names.get(a.person, a.person)}, {day_words(a.day)}: {_held(plan, b)} → {_held(plan, a)}"
        for b, a in cells[:3]
    ]
    more = f" (+{len(cells) - 3})" if len(cells) > 3 else ""
    who = f"{step.made_by.name}: " if step.made_by else ""
    return who + "; ".join(said) + more


def _held(plan: Roster, cell: RosterCell) -> str:
    if cell.away is not None:
        held = plan.name_of(cell.duty) if cell.duty else "–"
        return f"{held} (× {away_words(cell.away)})"
    if cell.duty is None:
        return "×" if cell.off else "–"
    return plan.name_of(cell.duty)


def _split(said: Mapping[str, str], person: str, day: date) -> Split:
    """**Raises**: `BadInput` ``split.time``."""
    try:
        at = time.fromisoformat(said.get("at", ""))
    except ValueError:
        raise BadInput("split.time", "Write a time within the shift, such as 02:00.") from None
    keeps: Literal["first", "second"] = "second" if said.get("keeps") == "second" else "first"
    return Split(person, day, at.hour * 60 + at.minute, keeps, said.get("other", ""))


def _middle(plan: Roster, what: str | None) -> str:
    """A time at which a shift could be split: half way; none where it has no hours."""
    shift = plan.shift.get(what or "")
    if shift is None or shift.start_min is None or shift.minutes < 2:
        return ""
    at = (shift.start_min + shift.minutes // 2) % 1440
    return f"{at // 60:02}:{at % 60:02}"


def _hours(said: Mapping[str, str]) -> tuple[int, int] | None:
    """The part of a day that an absence is of; none where it is whole days.

    **Raises**: `BadInput` ``edit.hours``.
    """
    begins, ends = said.get("hour_from", "").strip(), said.get("hour_to", "").strip()
    if not begins and not ends:
        return None
    try:
        start, end = time.fromisoformat(begins or "00:00"), time.fromisoformat(ends or "00:00")
    except ValueError:
        raise BadInput(
            "edit.hours", "Write the hours of an absence as 08:00 and 12:00, of one day."
        ) from None
    # until 00:00 is until the end of the day
    return start.hour * 60 + start.minute, end.hour * 60 + end.minute or 24 * 60


def away_words(away: tuple[int, int] | None) -> str:
    """From when to when somebody is absent on a day: ``08:00–12:00``."""
    if away is None:
        return ""
    return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in away)


def _letters(looks: Mapping[str, ShiftLook]) -> list[tuple[str, str]]:
    """The keys that give a shift: its letter in the grid, where it is the only one."""
    first = [(look.letter[:1].lower(), key) for key, look in looks.items()]
    letters = [letter for letter, _id in first]
    return [
        (at, key)
        for at, key in first
        if letters.count(at) == 1 and at in "abcdefghijklmnopqrstuvwxyz"
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
