"""The owner's answer: approve a proposal, or decline. Either is final for that duty."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Ask, Person, Proposal, RosterVersion, Team
from offwatch.desk.outcome import Outcome
from offwatch.desk.queue import drop_searches, start_search
from offwatch.desk.requests.holdings import holdings_of
from offwatch.desk.requests.proposals import current_for, fitting
from offwatch.desk.requests.routing import may_decide
from offwatch.desk.rosters.plans import planned_form
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.desk.states import PENDING, AskState, HoldingState, SearchState, go
from offwatch.errors import Refused


@transaction.atomic
def do_decline(actor: Person, ask_id: int, now: datetime) -> Outcome:
    """Leave the duty where it is; that is final for it."""
    ask = _to_decide(actor, lock_team(actor.team_id), ask_id)
    _advance(ask, HoldingState.DECLINED)
    ask.state = go("ask", ask.state, AskState.REFUSED)
    ask.decided_by = actor
    ask.decided_at = now
    ask.save()
    drop_searches([ask])
    Person.objects.filter(pk=ask.person_id).update(changes=F("changes") + 1)
    return Outcome("refused", "Declined: the duty stays where it is, and the person is told.")


def do_approve(actor: Person, ask_id: int, proposal_id: int, now: datetime) -> Outcome:
    """Put the plan that the person saw in force; one that no longer fits is looked for anew."""
    with transaction.atomic():
        team = lock_team(actor.team_id)
        ask = _to_decide(actor, team, ask_id)
        if ask.starts_at <= now:
            raise Refused("ask.begun", "This duty has begun; speak to whoever is on it.")
        proposal = Proposal.objects.filter(pk=proposal_id, search__ask=ask).first()
        if proposal is not None and proposal in fitting(ask, now):
            return approve(actor, team, ask, proposal, now)
        if ask.search.state in (SearchState.DONE, SearchState.FAILED):
            ask.search.base = current_for(ask)
            start_search(ask.search, now)
    raise Refused("ask.stale", "The roster changed meanwhile; new ways are being looked for.")


def approve(actor: Person, team: Team, ask: Ask, proposal: Proposal, now: datetime) -> Outcome:
    """Publish the plan and close the request; the caller holds lock and transaction.

    The plan must be among those that `fitting` gives. A request that the standing rule approves
    stays ``by_rule``: nobody had to decide, so nobody sees who asked.
    """
    base = current_for(ask)
    _advance(ask, HoldingState.GRANTED)
    ask.state = go("ask", ask.state, AskState.GRANTED)
    ask.decided_by = actor
    ask.decided_at = now
    ask.save()
    drop_searches([ask])
    version = publish(
        team,
        Publication.read(planned_form(base.form, proposal.plan)),
        base=base,
        made_by=actor,
        why=proposal.title,
        now=now,
    )
    ask.outcome = version
    ask.save(update_fields=["outcome"])
    Person.objects.filter(pk=ask.person_id).update(changes=F("changes") + 1)
    return Outcome("granted", f"Approved: {_told(version)} told, calendars follow.", version.pk)


def _told(version: RosterVersion) -> str:
    told = version.notices.count()
    return "1 person is" if told == 1 else f"{told} people are"


def _advance(ask: Ask, then: HoldingState) -> None:
    go("holding", holdings_of(ask.person).state(ask.duty_id), then)


def _to_decide(actor: Person, team: Team, ask_id: int) -> Ask:
    ask = Ask.objects.filter(pk=ask_id, team=team, by_rule=False).first()
    if ask is None or not may_decide(ask, actor):
        raise Refused("ask.not-yours", "This is not yours to decide; pass it on.")
    if ask.state not in PENDING:
        raise Refused("state.settled", "This has been answered already; look at the page again.")
    return ask
