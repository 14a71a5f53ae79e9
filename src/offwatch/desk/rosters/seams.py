"""Where one period meets the next: what was worked before it binds it; values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from offwatch.desk.rosters.publication import Publication
from offwatch.names import name_key
from offwatch.plan import Roster
from offwatch.plan.roster.consistency import HISTORY_DAYS
from offwatch.plan.roster.roster import History

MOST_DAYS = 400  # the longest run that the form holds
MOST_WEEKS, WEEK = 52, 7


def join(publication: Publication, before: Roster | None) -> Publication:
    """The roster with what the period before it had its people work as their history.

    The minutes that a form gives of earlier work stay. A mission of the period before counts as
    days worked; rest after it is held where the bookings of both periods are compared.
    """
    if before is None or not _is_near(before, publication.roster):
        return publication
    roster = with_history(publication.roster, before)
    known = {name_key(p.id): p for p in roster.people if name_key(p.id) in _keys(before)}
    people = [
        {**raw, "history": _written(known[name_key(raw["id"])].history, roster)}
        if name_key(raw["id"]) in known
        else raw
        for raw in publication.form["people"]
    ]
    return Publication({**publication.form, "people": people}, roster)


def with_history(roster: Roster, before: Roster | None) -> Roster:
    """The roster whose people remember what they worked in the period before it."""
    if before is None or not _is_near(before, roster):
        return roster
    spelled = {name_key(p.id): p.id for p in before.people}
    people = tuple(
        replace(p, history=_history(before, spelled[name_key(p.id)], roster, p.history.minutes))
        if name_key(p.id) in spelled
        else p
        for p in roster.people
    )
    return replace(roster, people=people)


def _keys(roster: Roster) -> set[str]:
    return {name_key(p.id) for p in roster.people}


def _is_near(before: Roster, roster: Roster) -> bool:
    ends = before.days - before.index_of(roster.first_day)
    return before.first_day < roster.first_day and -HISTORY_DAYS < ends <= 0


def _history(before: Roster, person: str, roster: Roster, minutes: int) -> History:
    """What one person worked, by days before the first; days between the periods are off."""
    offset = before.index_of(roster.first_day)
    line = (*before.line(person), *(None,) * (offset - before.days))
    past = before.person[person].history
    run = next((n for n, what in enumerate(reversed(line)) if what is None), len(line))
    rest = next((n for n, what in enumerate(reversed(line)) if what is not None), len(line))
    if run == len(line):
        run += past.run_days
    if rest == len(line):
        rest += past.rest_days
    duties = {
        index - offset: what
        for index, what in enumerate(line)
        if what in roster.shift and index - offset >= -HISTORY_DAYS
    }
    if run and -1 not in duties:  # a mission, or a shift that is no more: only its days are known
        duties = {}
    weeks = _weeks(before, line, past.weeks)
    return History(duties, min(run, MOST_DAYS), min(rest, MOST_DAYS), minutes, weeks)


def _weeks(before: Roster, line: Sequence[str | None], earlier: Sequence[int]) -> tuple[int, ...]:
    """The minutes of each seven days back from the end of a line, the latest first.

    Weeks before the line began elsewhere in the week: their minutes are spread over their days.
    """
    held = [0 if what is None else before.minutes_of(what) for what in line]
    spread = [minutes / WEEK for minutes in reversed(earlier) for _ in range(WEEK)]
    days = [*spread, *held]
    whole = min(MOST_WEEKS, len(days) // WEEK)
    ends = (len(days) - WEEK * n for n in range(whole))
    return tuple(round(sum(days[end - WEEK : end])) for end in ends)


def _written(history: History, roster: Roster) -> dict[str, Any]:
    said: dict[str, Any] = {
        "duties": {roster.day_at(d).isoformat(): held for d, held in history.duties.items()},
        "run_days": history.run_days,
        "rest_days": history.rest_days,
    }
    said |= {"weeks": list(history.weeks)} if history.weeks else {}
    return said | ({"minutes": history.minutes} if history.minutes else {})
