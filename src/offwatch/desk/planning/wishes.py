"""Days that members wish to have off in rosters to come; the filling of open seats reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Person, Team, Wish
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.current import in_force, today_of
from offwatch.errors import BadInput
from offwatch.language import ngettext
from offwatch.plan import Roster

AHEAD_DAYS = 366
MOST = 62
"""So many days can be wished for at once: who wishes for everything wishes for nothing."""


def first_open_day(team: Team, now: datetime) -> date:
    """The first day for which there may be wishes: no roster in force has it, nor has it come."""
    last = max((version.span.end_day for version in in_force(team)), default=date.min)
    return max(last, today_of(team, now) + timedelta(days=1))


@transaction.atomic
def do_wish(
    actor: Person, first: date, last: date, now: datetime, *, never: bool = False
) -> DeskOutcome:
    """Wish these days off; ``never`` says that the actor cannot be on duty then at all.

    Raises
    ------
    BadInput
        ``wish.days`` for days that are in force, over, too far ahead, or in the wrong order;
        ``wish.many`` for more than `MOST` days in all.
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
    for day in days:
        Wish.objects.update_or_create(person=actor, day=day, defaults={"never": never})
    said = ngettext("{n} day is noted.", "{n} days are noted.", len(days))
    return DeskOutcome("wished", said.format(n=len(days)))


@transaction.atomic
def do_take_back_wish(actor: Person, day: date) -> DeskOutcome:
    """Take one day back; one that is not wished for is none."""
    Wish.objects.filter(person=actor, day=day).delete()
    return DeskOutcome("taken-back")


def wishes_in(team: Team, roster: Roster) -> Mapping[str, Mapping[date, bool]]:
    """For each person of a roster the days wished off, and whether they cannot be on duty then."""
    last = roster.day_at(roster.days - 1)
    rows = Wish.objects.filter(person__team=team, day__range=(roster.first_day, last))
    found: defaultdict[str, dict[date, bool]] = defaultdict(dict)
    for key, day, never in rows.values_list("person__key", "day", "never"):
        if key in roster.person:
            found[key][day] = never
    return found


def with_wishes(roster: Roster, wishes: Mapping[str, Mapping[date, bool]]) -> Roster:
    """The roster whose people have their wishes; a day on which somebody cannot is never worked."""
    people = []
    for person in roster.people:
        mine = {roster.index_of(day): never for day, never in wishes.get(person.id, {}).items()}
        held = roster.duties.get(person.id, {})
        never = {index for index, hard in mine.items() if hard and index not in held}
        people.append(
            replace(
                person,
                off=person.off | never,
                wishes=person.wishes | (mine.keys() - never),
            )
        )
    return replace(roster, people=tuple(people))


def wishes_kept(roster: Roster, wishes: Mapping[str, Mapping[date, bool]]) -> tuple[int, int]:
    """How many of the days wished off are off in a roster, and how many there are."""
    days = [(key, roster.index_of(day)) for key, mine in wishes.items() for day in mine]
    return sum(index not in roster.duties.get(key, {}) for key, index in days), len(days)
