"""The next roster: settled around everybody's rhythm days, looked at, then published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from offwatch.desk.models import Person, Proposal, Role, RosterVersion, Search
from offwatch.desk.people.outcome import Outcome, lock_team
from offwatch.desk.requests.decide import planned_form
from offwatch.desk.rosters.current import draft_of, in_force
from offwatch.desk.rosters.publishing import publish, restart
from offwatch.errors import Refused


@dataclass(frozen=True, slots=True)
class SettleDraft:
    draft: int


@dataclass(frozen=True, slots=True)
class PublishDraft:
    draft: int


@transaction.atomic
def do_settle_draft(actor: Person, command: SettleDraft, now: datetime) -> Outcome:
    """Send the planner to arrange the draft around the days people asked to keep free."""
    draft = _draft(actor, command.draft)
    search, _ = Search.objects.get_or_create(team_id=actor.team_id, base=draft, ask=None)
    restart(search, draft)
    return Outcome("settling", ref=search.pk)


@transaction.atomic
def do_publish_draft(actor: Person, command: PublishDraft, now: datetime) -> Outcome:
    """Put the draft in force, as settled if it was; everybody on it is told once."""
    draft = _draft(actor, command.draft)
    best = Proposal.objects.filter(search__base=draft, search__ask=None).first()
    form = planned_form(draft.form, best.plan) if best else draft.form
    base = next((v for v in in_force(draft.team) if v.first_day == draft.first_day), None)
    version = publish(
        draft.team, form, base=base, draft=draft, made_by=actor, why="New roster", now=now
    )
    return Outcome("published", f"Published: {version.notices.count()} people are told.")


def _draft(actor: Person, pk: int) -> RosterVersion:
    team = lock_team(actor.team_id)
    if not actor.has(Role.PLANNER):
        raise Refused("draft.planner", "Only a planner can settle and publish a roster.")
    draft = draft_of(team)
    if draft is None or draft.pk != pk:
        raise Refused("draft.none", "There is no such draft any more; look at the page again.")
    return draft
