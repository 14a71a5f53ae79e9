"""A plan as a tired planner reads it: cards, rows and one headline; values in, values out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from offwatch.desk.rosters.duties import DutyChange, duties_of, span_words
from offwatch.desk.rosters.plans import after_plan
from offwatch.language import gettext, gettext_noop, ngettext, short_dates, short_day
from offwatch.plan import Roster
from offwatch.plan.objective import open_seats
from offwatch.plan.reason import Reason

NUMBERS = (
    "No",
    gettext_noop("One"),
    gettext_noop("Two"),
    gettext_noop("Three"),
)
# Titles of plans, as the planner stores them.
TITLES = (
    gettext_noop("Leave it open"),
    gettext_noop("Change nothing"),
    gettext_noop("Swap two people"),
    gettext_noop("Swap three people"),
    gettext_noop("Swap four people"),
    gettext_noop("Swap five people"),
    gettext_noop("Swap six people"),
    gettext_noop("Change the roster"),
    gettext_noop("Swap that two agreed on"),
)
# Why a mission moves to where it does, as the planner stores it.
_MISSIONS = re.compile(r"Move (\d+) missions")
_MOVED = re.compile(r"Move (?P<name>.+) (?:a|(?P<n>\d+)) (?P<unit>day|week)s?(?P<early> earlier)?")
_SWAP = re.compile(r"Swap (\d+) people")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the table: who, what changes, and why."""

    who: str
    change: str
    why: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One way out, as its card and its button say it."""

    pk: int
    rank: int
    title: str
    told: int
    seats: int
    short: int
    moves: int
    proven: bool
    bound: int | None
    button: str
    rows: tuple[ChangeRow, ...]
    left: tuple[str, ...]
    picture: str


def people_words(count: int) -> str:
    if not count:
        return gettext("nobody")
    return ngettext("{n} person", "{n} people", count).format(n=count)


def ways_words(count: int) -> str:
    return ngettext(
        "{n} way, most seats filled first.", "{n} ways, most seats filled first.", count
    ).format(n=gettext(NUMBERS[count]))


def read_card(pk: int, rank: int, title: str, plan: Mapping[str, Any], roster: Roster) -> Card:
    """A stored plan as a card; ``roster`` is the one it changes."""
    after = after_plan(plan, roster)
    title = title_words(title)
    told = people_changed(roster, after)
    return Card(
        pk=pk,
        rank=rank,
        title=title,
        told=told,
        seats=sum(seat[2] for seat in plan["open"]),
        short=sum(n for _, _, n in open_seats(roster, after, whole=True)),
        moves=len(plan.get("moves", ())),
        proven=bool(plan["proven"]),
        bound=_told_at_least(plan),
        button=gettext("{title}, notify {people}").format(title=title, people=people_words(told)),
        rows=tuple(rows(plan, roster)),
        left=tuple(
            gettext("{duty}, {day}: {n} open").format(
                duty=_name(roster, what), day=day_words(day), n=n
            )
            for day, what, n in plan["open"]
        ),
        picture="",
    )


def notice_words(lines: Sequence[Mapping[str, Any] | str], tz: ZoneInfo) -> list[str]:
    """What a notice says, in the reader's language; a sentence that was kept stays as it is."""
    said = []
    for line in lines:
        if isinstance(line, str):
            said.append(line)
        elif line["code"] == "out":
            words = ngettext(
                "The roster is out: you have {n} duty",
                "The roster is out: you have {n} duties",
                line["n"],
            )
            said.append(words.format(n=line["n"]))
        elif line["code"] == "swap":
            said.append(_swap_words(line, tz))
        else:
            said.append(DutyChange.read(line).words(tz))
    return said


_SWAP_MINE = {
    "accepted": gettext_noop("{name} accepts your offer of {duty}; whoever decides is asked now."),
    "declined": gettext_noop("{name} does not take {duty}; it stays yours."),
    "refused": gettext_noop("Your swap of {duty} with {name} was declined; all stays as it is."),
    "withdrawn": gettext_noop("{name} has withdrawn from the swap of {duty}; it stays yours."),
    "moved": gettext_noop("The roster has changed: your swap of {duty} with {name} is over."),
    "lapsed": gettext_noop(
        "Your swap of {duty} with {name} was not answered before a duty began; it is over."
    ),
}
_SWAP_THEIRS = {
    "withdrawn": gettext_noop("{name} has withdrawn the offer of {duty}."),
    "refused": gettext_noop("{name}’s swap of {duty} with you was declined; all stays as it is."),
    "moved": gettext_noop("The roster has changed: {name}’s offer of {duty} is over."),
    "lapsed": gettext_noop(
        "{name}’s offer of {duty} was not answered before a duty began; it is over."
    ),
}


def _swap_words(line: Mapping[str, Any], tz: ZoneInfo) -> str:
    start, end = map(datetime.fromisoformat, line["span"])
    duty = f"{line['name']}, {span_words(start, end, line['whole_days'], tz)}"
    words = (_SWAP_MINE if line["mine"] else _SWAP_THEIRS)[line["state"]]
    return gettext(words).format(name=line["with"], duty=duty)


def title_words(title: str) -> str:
    """A plan's stored title in the reader's language."""
    name = title.removesuffix(" takes over")
    if name != title:
        return gettext("{name} takes over").format(name=name)
    if many := _MISSIONS.fullmatch(title):
        return gettext("Move {n} missions").format(n=many[1])
    if moved := _MOVED.fullmatch(title):
        return _move_words(moved["name"], int(moved["n"] or 1), moved["unit"], bool(moved["early"]))
    if many := _SWAP.fullmatch(title):
        return gettext("Swap {n} people").format(n=many[1])
    return gettext(title)


def _move_words(name: str, n: int, unit: str, early: bool) -> str:
    if unit == "week":
        later = ngettext("Move {name} a week", "Move {name} {n} weeks", n)
        sooner = ngettext("Move {name} a week earlier", "Move {name} {n} weeks earlier", n)
    else:
        later = ngettext("Move {name} a day", "Move {name} {n} days", n)
        sooner = ngettext("Move {name} a day earlier", "Move {name} {n} days earlier", n)
    return (sooner if early else later).format(name=name, n=n)


def people_changed(before: Roster, after: Roster) -> int:
    """How many people get a notice: whoever has a duty more, less or at another time."""
    return sum(
        _times(before, person.id) != _times(after, person.id)
        for person in before.people
        if before.duties.get(person.id, {}) != after.duties.get(person.id, {})
    )


def _times(roster: Roster, person: str) -> set[tuple[str, datetime, datetime]]:
    return {(h.duty_id, h.starts_at, h.ends_at) for h in duties_of(roster, person)}


def _told_at_least(plan: Mapping[str, Any]) -> int | None:
    """How many every plan with as few seats open must tell, where that is known."""
    (seats, told), (fewest, bound) = plan["objective"][:2], plan["bound"][:2]
    return int(bound) if seats == fewest and 0 < bound < told else None


def rows(plan: Mapping[str, Any], roster: Roster) -> list[ChangeRow]:
    """A line for each change; a crew that moves together is one line."""
    moved = {move["mission"]: move for move in plan.get("moves", ())}
    along = {(change["person"], change["now"]) for change in plan["changes"]}
    crews: defaultdict[str, list[str]] = defaultdict(list)
    single: defaultdict[tuple[str, str | None, str | None], list[Mapping[str, Any]]]
    single = defaultdict(list)
    for change in plan["changes"]:
        goes = {change["was"], change["now"]} & set(moved)
        who = change["person"]
        crew = next((m for m in goes if who in roster.members(m) and (who, m) in along), None)
        other = {change["was"], change["now"]} - goes - {None}
        if crew is not None:
            if change["person"] not in crews[crew]:
                crews[crew].append(change["person"])
            if not other:
                continue
        mission = {change["was"], change["now"]} & set(roster.mission)
        day = "" if mission else change["day"]
        single[change["person"], change["was"] or day, change["now"] or day].append(change)
    found = [_crew_row(roster, moved[mission], crew) for mission, crew in crews.items()]
    return found + [_row(roster, changes) for changes in single.values()]


def day_words(day: str | date) -> str:
    """A day as people say it: ``Mon 23 Nov``.

    >>> day_words("2026-11-23")
    'Mon 23 Nov'
    """
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return short_day(on)


def days_words(first: str | date, last: str | date) -> str:
    """Days in a row: ``23–24 Nov``, ``30 Nov – 1 Dec``.

    >>> days_words("2026-11-30", "2026-12-01")
    '30 Nov – 1 Dec'
    """
    start = date.fromisoformat(first) if isinstance(first, str) else first
    end = date.fromisoformat(last) if isinstance(last, str) else last
    return short_dates(start, end)


def _crew_row(roster: Roster, move: Mapping[str, Any], crew: Sequence[str]) -> ChangeRow:
    mission = roster.mission[move["mission"]]
    length = timedelta(days=mission.days - 1)
    was = date.fromisoformat(move["from"])
    to = date.fromisoformat(move["to"])
    names = tuple(roster.person[p].name for p in crew)
    who = (
        names[0]
        if len(names) == 1
        else gettext("{n} of the crew of {name}").format(n=len(names), name=mission.name)
    )
    change = f"{days_words(was, was + length)} → {days_words(to, to + length)}"
    return ChangeRow(who, change, reason_words(move), names if len(names) > 1 else ())


def _row(roster: Roster, changes: Sequence[Mapping[str, Any]]) -> ChangeRow:
    first = changes[0]
    on = days_words(min(c["day"] for c in changes), max(c["day"] for c in changes))
    was, now = first["was"], first["now"]
    if now is None:
        change = gettext("gives {duty}, {on}").format(duty=_name(roster, was), on=on)
    elif was is None:
        change = gettext("takes {duty}, {on}").format(duty=_name(roster, now), on=on)
    else:
        change = gettext("{duty} instead of {before}, {on}").format(
            duty=_name(roster, now), before=_name(roster, was), on=on
        )
    return ChangeRow(roster.person[first["person"]].name, change, reason_words(first))


def reason_words(change: Mapping[str, Any]) -> str:
    """Why a plan changes a day or moves a mission, in the reader's language.

    A plan of a version that kept sentences has no code; its sentence stays as it is.
    """
    kept = change.get("reason")
    return gettext(change["why"]) if kept is None else Reason.read(kept).words()


def _name(roster: Roster, what: str) -> str:
    return roster.name_of(what)
