"""A request approved: its plan in force, everybody concerned told once."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from offwatch.desk.models import DutyRequest, Person, Proposal, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.queue import drop_searches
from offwatch.desk.requests.holdings import holdings_of
from offwatch.desk.requests.proposals import current_for
from offwatch.desk.rosters.plans import planned_form
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.desk.states import HoldingState, RequestState, go
from offwatch.language import ngettext


def approve(
    actor: Person, team: Team, request: DutyRequest, proposal: Proposal, now: datetime
) -> DeskOutcome:
    """Publish the plan and close the request; the caller holds lock and transaction.

    The plan must be among those that `fitting` gives. A request that the standing rule approves
    stays ``by_rule``: nobody had to decide, so nobody sees who asked.
    """
    base = current_for(request)
    advance(request, HoldingState.GRANTED)
    request.state = go("request", request.state, RequestState.GRANTED)
    request.decided_by = actor
    request.decided_at = now
    request.chosen = None
    request.save()
    drop_searches([request])
    version = publish(
        team,
        Publication.read(planned_form(base.form, proposal.plan)),
        base=base,
        made_by=actor,
        why=proposal.title,
        now=now,
    )
    request.outcome = version
    request.save(update_fields=["outcome"])
    Person.objects.filter(pk=request.person_id).update(changes=F("changes") + 1)
    count = version.notices.count()
    said = ngettext(
        "Approved: {n} person is notified, calendars follow.",
        "Approved: {n} people are notified, calendars follow.",
        count,
    )
    return DeskOutcome("granted", said.format(n=count), version.pk)


def advance(request: DutyRequest, then: HoldingState) -> None:
    go("holding", holdings_of(request.person).state(request.duty_id), then)
