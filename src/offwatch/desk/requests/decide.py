"""The owner's answer: apply a proposal, or say no. Either is final for that duty."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Ask, Person, Proposal, RosterVersion, Team
from offwatch.desk.outcome import Outcome
from offwatch.desk.queue import start_search
from offwatch.desk.requests.routing import may_decide
from offwatch.desk.rosters.current import in_force, roster_of
from offwatch.desk.rosters.duties import held_duties
from offwatch.desk.rosters.publication import Publication, planned_form
from offwatch.desk.rosters.publishing import publish
from offwatch.desk.states import PENDING, AskState, SearchState, go
from offwatch.errors import Refused


@transaction.atomic
def do_decline(actor: Person, ask_id: int, now: datetime) -> Outcome:
    """Leave the duty where it is; that is final for it."""
    ask = _to_decide(actor, lock_team(actor.team_id), ask_id)
    ask.state = go("ask", ask.state, AskState.REFUSED)
    ask.decided_by = actor
    ask.decided_at = now
    ask.save()
    Person.objects.filter(pk=ask.person_id).update(changes=F("changes") + 1)
    return Outcome("refused", "Declined: the duty stays where it is, and the person is told.")


def do_approve(actor: Person, ask_id: int, proposal_id: int, now: datetime) -> Outcome:
    """Put the plan that the person saw in force; one that no longer fits is looked for anew."""
    with transaction.atomic():
        team = lock_team(actor.team_id)
        ask = _to_decide(actor, team, ask_id)
        proposal = Proposal.objects.filter(pk=proposal_id, search__ask=ask).first()
        if proposal is not None and is_in_force(proposal.search.base):
            publication = _planned(proposal)
            if _is_ahead(proposal.search.base, publication, now):
                return approve(actor, team, ask, proposal, publication, now)
        if ask.search.state in (SearchState.DONE, SearchState.FAILED):
            start_search(ask.search, _in_force_for(ask))
    raise Refused("ask.stale", "The roster changed meanwhile; new ways are being looked for.")


def approve_by_rule(team: Team, ask: Ask, proposal: Proposal, now: datetime) -> None:
    """The planner's standing rule approves, in the name of whoever is accountable.

    The request stays ``by_rule``: nobody had to decide, so nobody sees who asked.
    """
    if team.accountable is not None:
        approve(team.accountable, team, ask, proposal, _planned(proposal), now)


def approve(
    actor: Person,
    team: Team,
    ask: Ask,
    proposal: Proposal,
    publication: Publication,
    now: datetime,
) -> Outcome:
    """Publish the plan and close the request; the caller holds lock and transaction."""
    ask.state = go("ask", ask.state, AskState.GRANTED)
    ask.decided_by = actor
    ask.decided_at = now
    ask.save()
    version = publish(
        team,
        publication,
        base=proposal.search.base,
        made_by=actor,
        why=proposal.title,
        now=now,
    )
    ask.outcome = version
    ask.save(update_fields=["outcome"])
    Person.objects.filter(pk=ask.person_id).update(changes=F("changes") + 1)
    told = version.notices.count()
    people = "1 person is" if told == 1 else f"{told} people are"
    return Outcome("granted", f"Approved: {people} told, calendars follow.", version.pk)


def _to_decide(actor: Person, team: Team, ask_id: int) -> Ask:
    ask = Ask.objects.filter(pk=ask_id, team=team, by_rule=False).first()
    if ask is None or not may_decide(ask, actor):
        raise Refused("ask.not-yours", "This is not yours to decide; pass it on.")
    if ask.state not in PENDING:
        raise Refused("state.settled", "This has been answered already; look at the page again.")
    return ask


def _planned(proposal: Proposal) -> Publication:
    return Publication.read(planned_form(proposal.search.base.form, proposal.plan))


def _is_ahead(base: RosterVersion, publication: Publication, now: datetime) -> bool:
    """Whether all that the plan changes has yet to begin: it may have waited for its answer."""
    before = set(held_duties(roster_of(base)))
    after = set(held_duties(publication.roster))
    return all(held.starts_at > now for held in before ^ after)


def is_in_force(version: RosterVersion) -> bool:
    return any(each.pk == version.pk for each in in_force(version.team))


def _in_force_for(ask: Ask) -> RosterVersion:
    return next(v for v in in_force(ask.team) if v.first_day == ask.version.first_day)
