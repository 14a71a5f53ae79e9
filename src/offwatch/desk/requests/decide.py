"""The owner's answer: approve a proposal, or decline. Either is final for that duty."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from offwatch.desk.lock import lock_team
from offwatch.desk.models import DutyRequest, Person, Proposal, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.queue import drop_searches, start_search
from offwatch.desk.requests.approve import advance
from offwatch.desk.requests.proposals import current_for, fitting
from offwatch.desk.requests.routing import may_decide
from offwatch.desk.requests.stand_in import choose
from offwatch.desk.states import PENDING, HoldingState, RequestState, SearchState, go
from offwatch.errors import Refused


@transaction.atomic
def do_decline(actor: Person, request_id: int, now: datetime) -> DeskOutcome:
    """Leave the duty where it is; that is final for it."""
    request = _to_decide(actor, lock_team(actor.team_id), request_id)
    advance(request, HoldingState.DECLINED)
    request.state = go("request", request.state, RequestState.REFUSED)
    request.decided_by = actor
    request.decided_at = now
    request.chosen = None
    request.save()
    drop_searches([request])
    Person.objects.filter(pk=request.person_id).update(changes=F("changes") + 1)
    return DeskOutcome(
        "refused", "Declined: the duty stays where it is, and the person is notified."
    )


def do_approve(actor: Person, request_id: int, proposal_id: int, now: datetime) -> DeskOutcome:
    """Put the plan that the person saw in force; one that no longer fits is looked for anew."""
    with transaction.atomic():
        team = lock_team(actor.team_id)
        request = _to_decide(actor, team, request_id)
        if request.starts_at <= now:
            raise Refused("request.begun", "This duty has begun; speak to whoever is on it.")
        proposal = Proposal.objects.filter(pk=proposal_id, search__request=request).first()
        if proposal is not None and proposal in fitting(request, now):
            return choose(actor, team, request, proposal, now)
        if request.search.state in (SearchState.DONE, SearchState.FAILED):
            request.search.base = current_for(request)
            start_search(request.search, now)
    raise Refused(
        "request.stale", "The roster has changed meanwhile; new options are being looked for."
    )


def _to_decide(actor: Person, team: Team, request_id: int) -> DutyRequest:
    request = DutyRequest.objects.filter(pk=request_id, team=team, by_rule=False).first()
    if request is None or not may_decide(request, actor):
        raise Refused("request.not-yours", "This is not yours to decide; pass it on.")
    if request.state not in PENDING:
        raise Refused("state.answered", "This has been answered already; look at the page again.")
    return request
