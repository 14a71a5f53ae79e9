"""A member offers a duty of theirs to a colleague, for one of the colleague's or for nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Person, Swap, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.current import find_in_force, roster_of
from offwatch.desk.rosters.duties import HeldDuty, duties_of
from offwatch.desk.states import SWAPS_PENDING
from offwatch.desk.swaps.trade import Trade, allows, check_trade, find_trade
from offwatch.errors import Refused
from offwatch.language import gettext as _

MOST_SHOWN = 60
MOST_PENDING = 20


def colleagues_of(person: Person, duty_id: str) -> list[Person]:
    """Whom a duty can be offered to: whoever is on the same roster and can log in."""
    found = find_in_force(person, duty_id)
    if found is None:
        return []
    keys = roster_of(found.version).person.keys()
    others = Person.objects.filter(team=person.team_id, key__in=keys, user__is_active=True)
    return list(others.exclude(pk=person.pk).order_by("name", "pk"))


def wanted_from(
    person: Person, colleague: Person, duty_id: str, now: datetime
) -> tuple[bool, list[HeldDuty]]:
    """Whether a duty can be given to a colleague, and which of theirs it can be swapped for."""
    try:
        given = find_trade(person, colleague, duty_id)
    except Refused:
        return False, []
    theirs = [
        held
        for held in duties_of(roster_of(given.version), colleague.key)
        if held.starts_at > now and held.duty_id != duty_id
    ]
    fit = [
        held
        for held in theirs[:MOST_SHOWN]
        if allows(Trade(given.version, person, colleague, given.given, held), now)
    ]
    return allows(given, now), fit


@transaction.atomic
def do_offer(
    actor: Person, colleague_id: int, duty_id: str, wanted_id: str, now: datetime
) -> DeskOutcome:
    """Offer a duty; the colleague is asked, and nobody else hears of it.

    Raises
    ------
    Refused
        As `check_trade` does; ``swap.no-account`` if the colleague could not answer, and
        ``swap.many`` for more offers than anybody needs at once.
    """
    team = lock_team(actor.team_id)
    colleague = _colleague(team, colleague_id)
    trade = find_trade(actor, colleague, duty_id, wanted_id)
    check_trade(trade, now)
    pending = Swap.objects.filter(holder=actor, state__in=SWAPS_PENDING)
    if pending.filter(colleague=colleague, duty_id=duty_id, wanted_id=wanted_id).exists():
        return DeskOutcome("offered", _("Asked: {name}.").format(name=colleague.name))
    if pending.count() >= MOST_PENDING:
        raise Refused("swap.many", "You have many offers waiting; withdraw one first.")
    swap = Swap.objects.create(
        team=team,
        version=trade.version,
        holder=actor,
        colleague=colleague,
        duty_id=duty_id,
        starts_at=trade.given.starts_at,
        wanted_id=wanted_id,
        wanted_starts_at=trade.wanted.starts_at if trade.wanted else None,
        made_at=now,
    )
    return DeskOutcome("offered", _("Asked: {name}.").format(name=colleague.name), swap.pk)


def _colleague(team: Team, pk: int) -> Person:
    found = Person.objects.filter(team=team, pk=pk, user__is_active=True).first()
    if found is None:
        raise Refused("swap.no-account", "This person cannot answer here; choose somebody else.")
    found.team = team
    return found
