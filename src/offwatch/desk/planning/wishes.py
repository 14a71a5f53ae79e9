"""What members wish for in rosters to come: days off, and duties. The filling reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Person, Team, Wish
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.current import drafts_of, in_force, roster_of, today_of
from offwatch.errors import BadInput
from offwatch.language import ngettext
from offwatch.plan import Roster
from offwatch.plan.objective import is_wanted

Kind = Literal["off", "never", "wanted"]
AHEAD_DAYS = 366
MOST = 62
"""So many days can be wished for at once: who wishes for everything wishes for nothing."""


@dataclass(frozen=True, slots=True)
class DayWish:
    """What somebody wishes for on one day: it off, never on duty then, or a duty.

    ``shift``: the one wanted; empty for any. ``shown``: whoever plans may see whose it is.
    """

    kind: Kind
    shift: str = ""
    shown: bool = True


Wishes = Mapping[str, Mapping[date, DayWish]]


def first_open_day(team: Team, now: datetime) -> date:
    """The first day for which there may be wishes: no roster in force has it, nor has it come."""
    last = max((version.span.end_day for version in in_force(team)), default=date.min)
    return max(last, today_of(team, now) + timedelta(days=1))


@transaction.atomic
def do_wish(
    actor: Person, first: date, last: date, now: datetime, *, kind: Kind = "off", shift: str = ""
) -> DeskOutcome:
    """Wish these days off, or say that one cannot be on duty then, or that one would like a duty.

    Raises
    ------
    BadInput
        ``wish.days`` for days that are in force, over, too far ahead, or in the wrong order;
        ``wish.many`` for more than `MOST` days in all; ``wish.shift`` for a shift there is not.
    """
    lock_team(actor.team_id)
    earliest = first_open_day(actor.team, now)
    if not earliest <= first <= last <= earliest + timedelta(days=AHEAD_DAYS):
        raise BadInput(
            "wish.days",
            "Wishes are for days that no published roster has yet; choose such days, the first one"
            " first.",
        )
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    others = Wish.objects.filter(person=actor, day__gte=earliest).exclude(day__in=days)
    if others.count() + len(days) > MOST:
        raise BadInput("wish.many", "These are too many days; take some back first.")
    if kind != "wanted":
        shift = ""
    if shift and shift not in {key for key, _ in shifts_of(actor.team)}:
        raise BadInput("wish.shift", "There is no such shift; choose one of the list.")
    kept = {"never": kind == "never", "wanted": kind == "wanted", "shift": shift, "shown": True}
    for day in days:
        Wish.objects.update_or_create(person=actor, day=day, defaults=kept)
    said = ngettext("{n} day is noted.", "{n} days are noted.", len(days))
    return DeskOutcome("wished", said.format(n=len(days)))


@transaction.atomic
def do_take_back_wish(actor: Person, day: date) -> DeskOutcome:
    """Take one day back; one that is not wished for is none."""
    Wish.objects.filter(person=actor, day=day).delete()
    return DeskOutcome("taken-back")


def shifts_of(team: Team) -> list[tuple[str, str]]:
    """The shifts a duty can be wished for in: those of the last period, its draft first."""
    versions = [*in_force(team), *drafts_of(team)]
    last = max(versions, key=lambda v: (v.first_day, v.published_at is None), default=None)
    return [(shift.id, shift.name) for shift in roster_of(last).shifts] if last else []


def wishes_in(team: Team, roster: Roster) -> Wishes:
    """For each person of a roster what they wish for on which day of it."""
    last = roster.day_at(roster.days - 1)
    rows = Wish.objects.filter(person__team=team, day__range=(roster.first_day, last))
    found: defaultdict[str, dict[date, DayWish]] = defaultdict(dict)
    for wish in rows.select_related("person"):
        if wish.person.key in roster.person and wish.shift in ("", *roster.shift):
            found[wish.person.key][wish.day] = _read(wish)
    return found


def wishes_shown(team: Team, roster: Roster) -> Wishes:
    """Those of them of which whoever plans may see whose they are."""
    return {
        person: {day: wish for day, wish in mine.items() if wish.shown}
        for person, mine in wishes_in(team, roster).items()
    }


def with_wishes(roster: Roster, wishes: Wishes) -> Roster:
    """The roster whose people have their wishes; a day on which somebody cannot is never worked."""
    people = []
    for person in roster.people:
        mine = {roster.index_of(day): wish for day, wish in wishes.get(person.id, {}).items()}
        held = roster.duties.get(person.id, {})
        never = {i for i, wish in mine.items() if wish.kind == "never" and i not in held}
        wanted = {i: wish.shift or None for i, wish in mine.items() if wish.kind == "wanted"}
        people.append(
            replace(
                person,
                off=person.off | never,
                wishes=person.wishes | (mine.keys() - never - wanted.keys()),
                wants={**person.wants, **wanted},
            )
        )
    return replace(roster, people=tuple(people))


def wishes_kept(roster: Roster, wishes: Wishes) -> tuple[int, int]:
    """How many of the wishes a roster keeps, days off and duties alike, and how many there are."""
    kept = total = 0
    for person, mine in wishes.items():
        held = roster.duties.get(person, {})
        for day, wish in mine.items():
            on = held.get(roster.index_of(day))
            kept += is_wanted(on, wish.shift or None) if wish.kind == "wanted" else on is None
            total += 1
    return kept, total


def _read(wish: Wish) -> DayWish:
    kind: Kind = "never" if wish.never else "wanted" if wish.wanted else "off"
    return DayWish(kind, wish.shift, wish.shown)
