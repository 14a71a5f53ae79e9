"""The next roster: arranged around everybody's rhythm days, looked at, then published."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Person, Proposal, Role, RosterVersion, Search
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.queue import start_search
from offwatch.desk.rosters.current import draft_of, in_force
from offwatch.desk.rosters.plans import planned_form
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.errors import Refused
from offwatch.language import ngettext


@transaction.atomic
def do_arrange_draft(actor: Person, draft_id: int, now: datetime) -> DeskOutcome:
    """Send the planner to arrange the draft around the days people asked to keep free."""
    draft = _draft(actor, draft_id)
    search, _ = Search.objects.get_or_create(team_id=actor.team_id, base=draft, request=None)
    start_search(search, now)
    return DeskOutcome("arranging", ref=search.pk)


@transaction.atomic
def do_publish_draft(actor: Person, draft_id: int, now: datetime) -> DeskOutcome:
    """Put the draft in force, as arranged if it was; everybody on it is told once."""
    draft = _draft(actor, draft_id)
    best = Proposal.objects.filter(search__base=draft, search__request=None).first()
    publication = Publication.read(planned_form(draft.form, best.plan) if best else draft.form)
    base = next((v for v in in_force(draft.team) if v.first_day == draft.first_day), None)
    version = publish(
        draft.team, publication, base=base, draft=draft, made_by=actor, why="New roster", now=now
    )
    count = version.notices.count()
    said = ngettext(
        "Published: {n} person is notified.", "Published: {n} people are notified.", count
    )
    return DeskOutcome("published", said.format(n=count))


def _draft(actor: Person, pk: int) -> RosterVersion:
    team = lock_team(actor.team_id)
    if not actor.has(Role.PLANNER):
        raise Refused("draft.planner", "Only a planner can bring, arrange and publish a roster.")
    draft = draft_of(team)
    if draft is None or draft.pk != pk:
        raise Refused("draft.none", "There is no such draft any more; look at the page again.")
    return draft
