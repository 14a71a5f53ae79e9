"""One state a duty, whatever is done with it and in whatever order."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from offwatch.desk.exchange.duty_pages import wire_state
from offwatch.desk.models import DutyRequest, Keep, Person, Proposal, Search, Team
from offwatch.desk.requests.decide import do_approve, do_decline
from offwatch.desk.requests.holdings import holdings_of
from offwatch.desk.requests.keep_duty import do_keep_duty
from offwatch.desk.requests.pass_duty import do_pass_duty
from offwatch.desk.requests.pass_on import do_pass_on
from offwatch.desk.requests.proposals import fitting
from offwatch.desk.rosters.current import duties_in_force, find_in_force, in_force
from offwatch.desk.rosters.drafts import do_publish_draft
from offwatch.desk.rosters.load_roster import do_load_roster
from offwatch.desk.rosters.plans import planned_form
from offwatch.desk.states import PENDING, HoldingState, RequestState, SearchState
from offwatch.desk.verification import find_breaches
from offwatch.errors import Refused
from tests.desk.sample import FAR, LANDING_DAYS, NOW, add_team, day, request_for, solve_all, who

PEOPLE = ("knight", "leader", "t1", "t2", "t3", "t4")
WATCH = f"{day(FAR)}.watch"


def bring(team: Team, form: dict[str, Any]) -> None:
    """A planner brings the roster changed by hand, and publishes it."""
    planner = who(team, "planner")
    draft = do_load_roster(planner, form, NOW).ref
    assert draft is not None
    do_publish_draft(planner, draft, NOW)


def form_in_force(team: Team) -> dict[str, Any]:
    return deepcopy(in_force(team)[-1].form)


def without(person: str, duty_id: str, form: dict[str, Any]) -> dict[str, Any]:
    """The form with this person off this duty."""
    line = form["roster"][person]
    gone = [d for d, what in line.items() if duty_id in (what, f"{d}.{what}")]
    for each in gone:
        del line[each]
    return form


def code_of(act: Callable[[], object]) -> str:
    """The code with which it is refused; empty if it is not."""
    try:
        act()
    except Refused as refused:
        return refused.code
    return ""


def found_by_hand(request: DutyRequest, *others: tuple[str, str]) -> Proposal:
    """A plan that takes the duty off its holder, and others' duties too: nobody checked it."""
    search = Search.objects.get(request=request)
    version = in_force(request.team)[-1]
    changes = []
    for person, duty_id in ((request.person.key, request.duty_id), *others):
        for on, what in version.form["roster"][person].items():
            if duty_id in (what, f"{on}.{what}"):
                changes.append({"person": person, "day": on, "was": what, "now": None, "why": ""})
    Search.objects.filter(pk=search.pk).update(state=SearchState.DONE, base=version)
    search.proposals.all().delete()
    plan = {"changes": changes, "moves": [], "open": [], "proven": True, "told": []}
    return Proposal.objects.create(search=search, rank=0, title="By hand", plan=plan)


def test_a_requested_duty_cannot_be_kept(team: Team) -> None:
    """Of the two promises the first stands until it is answered."""
    knight = who(team, "knight")
    do_pass_duty(knight, "landing", NOW)
    with pytest.raises(Refused) as refused:
        do_keep_duty(knight, "landing", NOW)
    assert refused.value.code == "keep.requested"
    assert not Keep.objects.exists()


def test_a_kept_duty_is_not_requested(team: Team) -> None:
    """And keeping it twice is keeping it once."""
    knight = who(team, "knight")
    for _ in range(2):
        assert do_keep_duty(knight, "landing", NOW).state == "kept"
    with pytest.raises(Refused) as refused:
        do_pass_duty(knight, "landing", NOW)
    assert refused.value.code == "pass.kept"
    assert (Keep.objects.count(), DutyRequest.objects.count()) == (1, 0)


def test_a_declined_duty_may_be_kept(db: None) -> None:
    """It stays, and its holder says so."""
    team = add_team(first_asked="owner")
    knight = who(team, "knight")
    do_decline(who(team, "general"), request_for(team, "knight", "landing", solve=False), NOW)
    assert holdings_of(knight).state("landing") == HoldingState.DECLINED
    do_keep_duty(knight, "landing", NOW)
    assert holdings_of(knight).state("landing") == HoldingState.KEPT


def test_a_request_nobody_answered_is_not_told_as_declined(team: Team) -> None:
    """A pad shows a duty that began while still requested as one that nobody answered."""
    knight = who(team, "knight")
    pk = request_for(team, "knight", "landing", solve=False)
    DutyRequest.objects.filter(pk=pk).update(state=RequestState.LAPSED)
    assert wire_state(holdings_of(knight), "landing") == "asked"
    DutyRequest.objects.filter(pk=pk).update(state=RequestState.REFUSED)
    assert wire_state(holdings_of(knight), "landing") == "refused"


def test_no_plan_for_somebody_else_takes_a_kept_duty(db: None) -> None:
    """The landing cannot move under the troopers who keep it: the plans leave them where they are.

    Without their word the best plan moves it by a week.
    """
    team = add_team(first_asked="owner")
    for key in ("t1", "t2"):
        do_keep_duty(who(team, key), "landing", NOW)
    request = DutyRequest.objects.get(pk=request_for(team, "knight", "landing"))
    plans = [proposal.plan for proposal in fitting(request, NOW)]
    assert plans
    for plan in plans:
        assert not plan["moves"]
        after = planned_form(request.search.base.form, plan)
        assert all(day(LANDING_DAYS[0]) in after["roster"][key] for key in ("t1", "t2"))


def test_a_plan_that_takes_what_was_kept_meanwhile_is_not_approved(db: None) -> None:
    """Found first, kept then: the plan is stale, and new ones are looked for."""
    team = add_team(first_asked="owner")
    pk = request_for(team, "knight", "landing")
    best = Proposal.objects.get(search__request=pk, rank=0)
    assert best.plan["moves"]
    do_keep_duty(who(team, "t1"), "landing", NOW)
    with pytest.raises(Refused) as refused:
        do_approve(who(team, "general"), pk, best.pk, NOW)
    assert refused.value.code == "request.stale"
    solve_all(team)
    assert not any(p.plan["moves"] for p in fitting(DutyRequest.objects.get(pk=pk), NOW))


def test_a_planner_may_take_a_kept_duty_by_hand(team: Team) -> None:
    """Then it is kept no more, and given back it is held anew."""
    t1 = who(team, "t1")
    do_keep_duty(t1, "landing", NOW)
    form = form_in_force(team)
    with_stranger = without("t1", "landing", deepcopy(form))
    for on in LANDING_DAYS:
        with_stranger["roster"]["t4"].pop(day(on), None)
        with_stranger["roster"]["t4"][day(on)] = "landing"
    for index in (LANDING_DAYS[0] - 1, LANDING_DAYS[-1] + 1):
        with_stranger["roster"]["t4"].pop(day(index), None)
    bring(team, with_stranger)
    assert holdings_of(t1).state("landing") == HoldingState.GIVEN_AWAY
    assert not Keep.objects.exists()
    bring(team, form)
    assert holdings_of(t1).state("landing") == HoldingState.PLANNED
    assert find_breaches() == []


def test_a_duty_given_back_is_asked_for_anew(db: None) -> None:
    """What was granted before is over: it can be kept, or requested again."""
    team = add_team(first_asked="owner")
    knight = who(team, "knight")
    form = form_in_force(team)
    pk = request_for(team, "knight", WATCH, solve=False)
    plan = found_by_hand(DutyRequest.objects.get(pk=pk))
    do_approve(who(team, "planner"), pk, plan.pk, NOW)
    assert holdings_of(knight).state(WATCH) == HoldingState.GRANTED
    assert wire_state(holdings_of(knight), WATCH) == "given_away"
    bring(team, form)
    assert holdings_of(knight).state(WATCH) == HoldingState.PLANNED
    do_keep_duty(knight, WATCH, NOW)
    assert find_breaches() == []


def test_a_request_for_what_was_given_away_by_hand_is_over(team: Team) -> None:
    """The request ends as moved, and nobody looks for plans any more."""
    pk = request_for(team, "knight", WATCH, solve=False)
    bring(team, without("knight", WATCH, form_in_force(team)))
    assert DutyRequest.objects.get(pk=pk).state == RequestState.MOVED
    assert Search.objects.get(request=pk).state == SearchState.DROPPED


def test_a_duty_that_moved_is_told_so(db: None) -> None:
    """The landing a week later is the knight's still: moved, not given away."""
    team = add_team(first_asked="owner")
    pk = request_for(team, "knight", "landing")
    do_approve(who(team, "general"), pk, Proposal.objects.get(search__request=pk, rank=0).pk, NOW)
    assert wire_state(holdings_of(who(team, "knight")), "landing") == "moved"


class Duties(RuleBasedStateMachine):
    """Members, leaders, owners and planners do what they can, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.team = add_team(first_asked="owner", accountable="planner")
        self.first = form_in_force(self.team)
        self.kept: dict[tuple[str, str], datetime] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def a_duty(self, data: st.DataObject) -> tuple[Person, str]:
        person = who(self.team, data.draw(st.sampled_from(PEOPLE)))
        ahead = [f.held.duty_id for f in duties_in_force(person) if f.held.starts_at > NOW]
        return person, data.draw(st.sampled_from(ahead or ["landing"]))

    def a_request(self, data: st.DataObject) -> DutyRequest:
        pending = DutyRequest.objects.filter(state__in=PENDING).order_by("pk")
        return data.draw(st.sampled_from(list(pending)))

    def pending(self) -> bool:
        return DutyRequest.objects.filter(state__in=PENDING).exists()

    @rule(data=st.data())
    def keep(self, data: st.DataObject) -> None:
        person, duty_id = self.a_duty(data)
        if code_of(partial(do_keep_duty, person, duty_id, NOW)):
            return
        found = find_in_force(person, duty_id)
        assert found is not None
        self.kept[person.key, duty_id] = found.held.starts_at

    @rule(data=st.data())
    def request(self, data: st.DataObject) -> None:
        person, duty_id = self.a_duty(data)
        code = code_of(partial(do_pass_duty, person, duty_id, NOW))
        assert code in ("", "pass.kept", "pass.refused", "pass.unknown-duty")

    @precondition(pending)
    @rule(data=st.data())
    def hand_on(self, data: st.DataObject) -> None:
        request = self.a_request(data)
        code = code_of(partial(do_pass_on, request.waits_with, request.pk, NOW))
        assert code in ("", "request.no-further")

    @precondition(pending)
    @rule(data=st.data())
    def decline(self, data: st.DataObject) -> None:
        request = self.a_request(data)
        do_decline(request.waits_with, request.pk, NOW)

    @precondition(pending)
    @rule(data=st.data(), greedy=st.booleans())
    def find(self, data: st.DataObject, greedy: bool) -> None:
        others = [self.a_duty(data)] if greedy else []
        found_by_hand(self.a_request(data), *((p.key, duty_id) for p, duty_id in others))

    @precondition(pending)
    @rule(data=st.data())
    def approve(self, data: st.DataObject) -> None:
        request = self.a_request(data)
        plan = Proposal.objects.filter(search__request=request).first()
        code = code_of(
            partial(do_approve, request.waits_with, request.pk, plan.pk if plan else 0, NOW)
        )
        assert code in ("", "request.stale")

    @rule(data=st.data())
    def take_by_hand(self, data: st.DataObject) -> None:
        person, duty_id = self.a_duty(data)
        if duty_id != "landing":
            self.bring(without(person.key, duty_id, form_in_force(self.team)))

    @rule()
    def bring_the_first_roster_again(self) -> None:
        self.bring(deepcopy(self.first))

    def bring(self, form: dict[str, Any]) -> None:
        bring(self.team, form)
        for key, duty_id in list(self.kept):
            found = find_in_force(who(self.team, key), duty_id)
            if found is None or found.held.starts_at != self.kept[key, duty_id]:
                del self.kept[key, duty_id]

    @invariant()
    def what_is_kept_stays(self) -> None:
        for (key, duty_id), starts_at in self.kept.items():
            found = find_in_force(who(self.team, key), duty_id)
            assert found is not None
            assert found.held.starts_at == starts_at

    @invariant()
    def all_holds(self) -> None:
        assert find_breaches() == []


def test_all_orders_of_keep_request_answer_and_publication(db: None) -> None:
    """No duty is kept and given away, none is in two hands, and every check of the desk holds."""
    in_any_order(4)


@pytest.mark.slow
def test_hundreds_of_orders_of_keep_request_answer_and_publication(db: None) -> None:
    """The same for hundreds."""
    in_any_order(300)


def in_any_order(times: int) -> None:
    run_state_machine_as_test(
        Duties,
        settings=settings(
            max_examples=times,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_request_lapses_when_its_duty_begins(team: Team) -> None:
    """It cannot be approved any more, and says so."""
    pk = request_for(team, "knight", WATCH)
    request = DutyRequest.objects.get(pk=pk)
    plan = Proposal.objects.get(search__request=pk, rank=0)
    with pytest.raises(Refused) as refused:
        do_approve(request.waits_with, pk, plan.pk, request.starts_at + timedelta(minutes=1))
    assert refused.value.code == "request.begun"
