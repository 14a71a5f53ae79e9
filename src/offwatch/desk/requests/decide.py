"""The owner's answer: apply a proposal, or say no. Either is final for that duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from offwatch.desk.models import Ask, Person, Proposal, RosterVersion, Team
from offwatch.desk.pages.wording import people_words
from offwatch.desk.people.outcome import Outcome, lock_team
from offwatch.desk.requests.routing import may_decide
from offwatch.desk.rosters.current import in_force, roster_of
from offwatch.desk.rosters.duties import held_duties
from offwatch.desk.rosters.publishing import publish, restart
from offwatch.desk.states import PENDING, AskState, SearchState, go
from offwatch.errors import Refused
from offwatch.plan import read_roster


@dataclass(frozen=True, slots=True)
class Apply:
    """Take the proposal that the person saw."""

    ask: int
    proposal: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """The duty stays where it is."""

    ask: int


def do_decide(actor: Person, command: Apply | Refuse, now: datetime) -> Outcome:
    with transaction.atomic():
        team = lock_team(actor.team_id)
        ask = Ask.objects.filter(pk=command.ask, team=team, by_rule=False).first()
        if ask is None or not may_decide(ask, actor):
            raise Refused("ask.not-yours", "This is not yours to decide; pass it on.")
        if ask.state not in PENDING:
            raise Refused("state.settled", "This has been settled already; look at the page again.")
        if isinstance(command, Refuse):
            return _refuse(actor, ask, now)
        proposal = Proposal.objects.filter(pk=command.proposal, search__ask=ask).first()
        if proposal is not None and is_in_force(proposal.search.base) and _is_ahead(proposal, now):
            return apply(actor, team, ask, proposal, now)
        if ask.search.state in (SearchState.DONE, SearchState.FAILED):
            restart(ask.search, _in_force_for(ask))
    raise Refused("ask.stale", "The roster changed meanwhile; new ways are being looked for.")


def apply(actor: Person, team: Team, ask: Ask, proposal: Proposal, now: datetime) -> Outcome:
    """Put the plan in force and close the ask; the caller holds lock and transaction.

    What the standing rule grants stays ``by_rule``: nobody had to decide, so nobody sees who asked.
    """
    base = proposal.search.base
    ask.state = go("ask", ask.state, AskState.GRANTED)
    ask.decided_by = actor
    ask.decided_at = now
    ask.save()
    version = publish(
        team,
        planned_form(base.form, proposal.plan),
        base=base,
        made_by=actor,
        why=proposal.title,
        now=now,
    )
    ask.outcome = version
    ask.save(update_fields=["outcome"])
    Person.objects.filter(pk=ask.person_id).update(changes=F("changes") + 1)
    count = len(proposal.plan["told"])
    are = "is" if count <= 1 else "are"
    said = f"Done: {people_words(count)} {are} told, calendars follow."
    return Outcome("granted", said, version.pk)


def planned_form(form: dict[str, Any], plan: dict[str, Any]) -> dict[str, Any]:
    """The form with the plan's duties, and its missions where the plan has them."""
    starts = {move["mission"]: move["to"] for move in plan.get("moves", ())}
    missions = [{**m, "start": starts.get(m["id"], m["start"])} for m in form.get("missions", ())]
    new = {**form, "roster": plan["roster"]}
    return {**new, "missions": missions} if "missions" in form else new


def _is_ahead(proposal: Proposal, now: datetime) -> bool:
    """Whether all that the plan changes has yet to begin: it may have waited for its answer."""
    base = proposal.search.base
    before = set(held_duties(roster_of(base)))
    after = set(held_duties(read_roster(planned_form(base.form, proposal.plan))))
    return all(held.starts_at > now for held in before ^ after)


def is_in_force(version: RosterVersion) -> bool:
    return any(each.pk == version.pk for each in in_force(version.team))


def _in_force_for(ask: Ask) -> RosterVersion:
    return next(v for v in in_force(ask.team) if v.first_day == ask.version.first_day)


def _refuse(actor: Person, ask: Ask, now: datetime) -> Outcome:
    ask.state = go("ask", ask.state, AskState.REFUSED)
    ask.decided_by = actor
    ask.decided_at = now
    ask.save()
    Person.objects.filter(pk=ask.person_id).update(changes=F("changes") + 1)
    return Outcome("refused", "The duty stays where it is; the answer is on its way.")
