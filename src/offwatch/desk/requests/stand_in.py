"""Where the team wants it: whoever would get a duty by a plan is asked before it is in force.

Each answers yes or no in one tap. Once all have said yes, the plan is published. After a no the
request is with its owner again, without the plans that need whoever said no. A question that nobody
answers ends with its request, when the duty begins: the duty stays where it is.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from offwatch.desk.lock import lock_for_planner, lock_team
from offwatch.desk.models import Deed, DutyRequest, Person, Proposal, StandIn, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.record import write_record
from offwatch.desk.queue import start_search
from offwatch.desk.requests.approve import approve
from offwatch.desk.requests.proposals import current_for, fitting
from offwatch.desk.rosters.current import roster_of
from offwatch.desk.rosters.duties import duties_of
from offwatch.desk.rosters.plans import after_plan
from offwatch.desk.states import PENDING, SearchState
from offwatch.errors import Refused
from offwatch.language import ngettext
from offwatch.plan import Roster


def choose(
    actor: Person, team: Team, request: DutyRequest, proposal: Proposal, now: datetime
) -> DeskOutcome:
    """Approve a plan, or ask those whom it gives a duty first; the caller holds the lock."""
    roster = roster_of(current_for(request))
    given = gains(roster, after_plan(proposal.plan, roster))
    agreed = {s.person.key for s in _asked(request) if s.agrees and request.chosen == proposal}
    to_ask = Person.objects.filter(team=team, key__in=given.keys() - agreed, user__is_active=True)
    asked = list(to_ask.exclude(pk__in=(request.person_id, actor.pk)))
    if not team.asks_stand_ins or not asked:
        return approve(actor, team, request, proposal, now)
    if request.chosen != proposal:
        request.stand_ins.filter(agrees__isnull=True).delete()
        request.stand_ins.filter(agrees=True).delete()
    request.chosen, request.chosen_by = proposal, actor
    request.save(update_fields=["chosen", "chosen_by"])
    for person in asked:
        StandIn.objects.get_or_create(
            request=request,
            person=person,
            defaults={"days": given[person.key], "asked_at": now},
        )
    said = ngettext(
        "{n} person is asked first. It is in force once they say yes.",
        "{n} people are asked first. It is in force once all say yes.",
        len(asked),
    )
    return DeskOutcome("asking", said.format(n=len(asked)))


def do_answer_stand_in(actor: Person, request_id: int, agrees: bool, now: datetime) -> DeskOutcome:
    """Say yes or no; the last yes puts the plan in force, a no gives the request back."""
    with transaction.atomic():
        team = lock_team(actor.team_id)
        request = (
            DutyRequest.objects.select_related("chosen", "chosen_by", "person", "search", "team")
            .filter(pk=request_id, team=team, state__in=PENDING, starts_at__gt=now)
            .first()
        )
        mine = _open(request).filter(person=actor).first() if request is not None else None
        if request is None or mine is None:
            raise Refused("stand-in.over", "This question is over; nothing is changed.")
        mine.agrees, mine.answered_at = agrees, now
        mine.save(update_fields=["agrees", "answered_at"])
        if not agrees:
            _give_back(request, now)
            return DeskOutcome("declined", "Thank you. Everything stays as it is for you.")
        if _open(request).exists():
            return DeskOutcome("agreed", "Thank you. It is in force once everybody has said yes.")
        chosen, by = request.chosen, request.chosen_by
        if chosen is not None and by is not None and chosen in fitting(request, now):
            return approve(by, team, request, chosen, now)
        _give_back(request, now)
    return DeskOutcome(
        "stale", "The roster has changed meanwhile; whoever decides looks at it again."
    )


@transaction.atomic
def do_ask_stand_ins(actor: Person, asks: bool, now: datetime) -> DeskOutcome:
    """Say whether whoever would get a duty by an approved request is asked first."""
    team = lock_for_planner(actor)
    if team.asks_stand_ins != asks:
        team.asks_stand_ins = asks
        team.save(update_fields=["asks_stand_ins"])
        write_record(team, actor, Deed.ASKS_FIRST if asks else Deed.ASKS_NOT, now)
    return DeskOutcome("saved", "Saved.")


def questions_for(person: Person, now: datetime) -> list[StandIn]:
    """What this person is asked and has not answered."""
    found = StandIn.objects.filter(
        person=person,
        agrees__isnull=True,
        request__state__in=PENDING,
        request__chosen__isnull=False,
        request__starts_at__gt=now,
    )
    return list(found.select_related("request__chosen", "request__version", "request__team"))


def gains(before: Roster, after: Roster) -> dict[str, list[date]]:
    """Who would get a duty that was not theirs, and on which days without one so far.

    A mission that moves with its crew is no new duty of theirs.
    """
    found: dict[str, list[date]] = {}
    for person in after.people:
        if before.duties.get(person.id, {}) == after.duties.get(person.id, {}):
            continue
        held = {h.duty_id for h in duties_of(before, person.id)}
        new = [h for h in duties_of(after, person.id) if h.duty_id not in held]
        if new:
            taken = before.duties.get(person.id, {})
            days = {day for h in new for day in h.days if before.index_of(day) not in taken}
            found[person.id] = sorted(days)
    return found


def _give_back(request: DutyRequest, now: datetime) -> None:
    """The request is with its owner again, and plans without whoever said no are looked for."""
    request.stand_ins.exclude(agrees=False).delete()
    request.chosen = request.chosen_by = None
    request.by_rule = False
    request.save(update_fields=["chosen", "chosen_by", "by_rule"])
    if request.search.state in (SearchState.DONE, SearchState.FAILED):
        request.search.base = current_for(request)
        start_search(request.search, now)


def _open(request: DutyRequest) -> QuerySet[StandIn]:
    return request.stand_ins.filter(agrees__isnull=True, request__chosen__isnull=False)


def _asked(request: DutyRequest) -> list[StandIn]:
    return list(request.stand_ins.select_related("person"))
