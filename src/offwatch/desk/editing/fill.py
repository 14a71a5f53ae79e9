"""Open seats of a draft, filled: after an absence by the least change, else from the need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from offwatch.desk.editing.edit import (
    Away,
    RosterCell,
    do_set,
    draft_seen,
    draft_to_edit,
    seats_lost,
)
from offwatch.desk.lock import lock_for_planner
from offwatch.desk.models import Person, Proposal, RosterVersion, Search
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.queue import start_search
from offwatch.desk.rosters.cover import seats_open
from offwatch.desk.rosters.current import roster_of
from offwatch.errors import Refused
from offwatch.plan import Roster


def absences_in(draft: RosterVersion) -> tuple[Roster, Away]:
    """The draft as it was before its absences, and who is away when.

    An absence is a day, or a part of one, never worked in the draft and none in the version it was
    made from.
    """
    roster = roster_of(draft)
    if draft.base is None:
        return roster, {}
    return seats_lost(roster_of(draft.base), roster)


@transaction.atomic
def do_fill(actor: Person, first_day: date, seen: str, now: datetime) -> DeskOutcome:
    """Look for plans that fill what the absences in a draft leave open; else all its open seats.

    The first change of a period in force makes its draft.

    **Raises**: `Refused` ``fill.nothing`` if nobody is absent in it and no seat is open.
    """
    draft = draft_to_edit(actor, first_day, seen, now)
    away = absences_in(draft)[1]
    if not away and not seats_open(roster_of(draft)):
        raise Refused(
            "fill.nothing", "Every seat is filled. Enter an absence, or change what is needed."
        )
    search, _ = Search.objects.get_or_create(team_id=actor.team_id, base=draft, request=None)
    search.fills = not away
    start_search(search, now)
    return DeskOutcome("filling", ref=search.pk)


@transaction.atomic
def do_stop_filling(actor: Person, first_day: date) -> DeskOutcome:
    """End the filling of a draft soon, with what was found by then."""
    team = lock_for_planner(actor)
    Search.objects.filter(team=team, base__first_day=first_day, fills=True).update(stop=True)
    return DeskOutcome("stopping")


@transaction.atomic
def do_take_plan(
    actor: Person, first_day: date, seen: str, proposal_id: int, now: datetime
) -> DeskOutcome:
    """Put a plan that was found into the draft, as one change that can be undone."""
    draft = draft_seen(actor, first_day, seen)
    proposal = Proposal.objects.filter(
        pk=proposal_id, search__base=draft, search__request=None
    ).first()
    if proposal is None:
        raise Refused("fill.gone", "The draft has changed since; look for plans again.")
    roster = roster_of(draft)
    cells = []
    for change in proposal.plan["changes"]:
        here = RosterCell.of(roster, change["person"], date.fromisoformat(change["day"]))
        cells.append(replace(here, duty=change["now"]))
    do_set(actor, draft, cells, now)
    return DeskOutcome("taken", "", draft.pk)
