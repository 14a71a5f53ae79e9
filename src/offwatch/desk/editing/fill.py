"""What an absence leaves open, filled: the least-change plans for a draft, taken as one step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from offwatch.desk.editing.edit import RosterCell, do_set, draft_seen, seats_lost
from offwatch.desk.models import Person, Proposal, RosterVersion, Search
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.queue import start_search
from offwatch.desk.rosters.current import roster_of
from offwatch.errors import Refused
from offwatch.plan import Roster


def absences_in(draft: RosterVersion) -> tuple[Roster, dict[str, list[str]]]:
    """The draft as it was before its absences, and who is away on which days.

    An absence is a day never worked in the draft that is none in the version it was made from.
    """
    roster = roster_of(draft)
    if draft.base is None:
        return roster, {}
    return seats_lost(roster_of(draft.base), roster)


@transaction.atomic
def do_fill(actor: Person, first_day: date, seen: str, now: datetime) -> DeskOutcome:
    """Send the planner to fill what the absences in the draft leave open.

    **Raises**: `Refused` ``fill.nothing`` if nobody is absent in it.
    """
    draft = draft_seen(actor, first_day, seen)
    if not absences_in(draft)[1]:
        raise Refused("fill.nothing", "Enter an absence first; then plans for it are looked for.")
    search, _ = Search.objects.get_or_create(team_id=actor.team_id, base=draft, request=None)
    start_search(search, now)
    return DeskOutcome("filling", ref=search.pk)


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
