"""A plan put in force: one version, everybody told once, and nothing built on what is gone."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta
from functools import partial

import pytest

from offwatch.desk.models import Booking, DutyRequest, Notice, Person, RosterVersion, Search, Team
from offwatch.desk.requests.decide import do_approve, do_decline
from offwatch.desk.requests.pass_on import do_pass_on
from offwatch.desk.requests.proposals import fitting, look_again
from offwatch.desk.rosters.current import find_in_force, in_force
from offwatch.desk.rosters.drafts import do_publish_draft
from offwatch.desk.rosters.load_roster import do_load_roster
from offwatch.desk.rosters.plans import planned_form
from offwatch.desk.states import RequestState, SearchState
from offwatch.errors import Refused
from offwatch.plan.roster import read_write
from tests.desk.sample import (
    FAR,
    FIRST,
    LANDING_DAYS,
    NOW,
    add_team,
    day,
    request_for,
    roster_form,
    solve_all,
    who,
)


def decided(team: Team, key: str = "knight", duty: str = "landing") -> DutyRequest:
    pk = request_for(team, key, duty)
    request = DutyRequest.objects.get(pk=pk)
    if request.waits_with_id != request.owner_id:
        do_pass_on(request.waits_with, pk, NOW)
    best = request.search.proposals.get(rank=0)
    do_approve(request.owner, pk, best.pk, NOW)
    return DutyRequest.objects.get(pk=pk)


def test_the_mission_moves_by_a_week_with_everyone_on_it(team: Team) -> None:
    """Nobody else can lead, so the best plan moves the landing, and the knight stays on it."""
    decided(team)
    for key in ("knight", "t1", "t2"):
        found = find_in_force(who(team, key), "landing")
        assert found is not None
        assert found.held.days[0].isoformat() == day(LANDING_DAYS[0] + 7)


def test_each_person_concerned_is_told_exactly_once(team: Team) -> None:
    """A notice for whoever's duties differ, none for anybody else, and only their own lines."""
    version = decided(team).outcome
    assert version is not None
    base = version.base
    assert base is not None

    def line(person: Person, which: RosterVersion) -> set[tuple[str, object]]:
        rows = Booking.objects.of(which).filter(person=person)
        return set(rows.values_list("duty_id", "starts_at"))

    changed = {p.key for p in team.people.all() if line(p, base) != line(p, version)}
    told = list(Notice.objects.filter(version=version).values_list("person__key", flat=True))
    assert sorted(told) == sorted(changed)
    assert {"knight", "t1", "t2"} <= changed
    for notice in Notice.objects.filter(version=version):
        others = {p.name for p in team.people.all()} - {notice.person.name}
        assert not any(name in json.dumps(notice.lines) for name in others)


def test_what_the_person_asked_for_is_what_changed(team: Team) -> None:
    """The request is granted, names who decided, and points at the version that came of it."""
    request = decided(team)
    assert (request.state, request.decided_by and request.decided_by.key) == (
        RequestState.GRANTED,
        "general",
    )
    assert request.outcome in in_force(team)


def test_a_decision_is_made_once(team: Team) -> None:
    """A second answer, yes or no, is refused and changes nothing."""
    request = decided(team)
    best = request.search.proposals.get(rank=0)
    general = who(team, "general")
    for act in (
        partial(do_approve, general, request.pk, best.pk),
        partial(do_decline, general, request.pk),
    ):
        with pytest.raises(Refused) as refused:
            act(now=NOW)
        assert refused.value.code == "state.answered"
    assert team.versions.count() == 2


def test_a_proposal_of_another_request_cannot_be_applied(team: Team) -> None:
    """The proposal must belong to the request that is decided."""
    first, second = (
        request_for(team, "knight", "landing"),
        request_for(team, "t3", _watch(team, "t3")),
    )
    do_pass_on(who(team, "leader"), first, NOW)
    foreign = DutyRequest.objects.get(pk=second).search.proposals.get(rank=0)
    with pytest.raises(Refused):
        do_approve(who(team, "general"), first, foreign.pk, NOW)
    assert team.versions.count() == 1


def test_a_plan_that_a_change_does_not_touch_is_kept(team: Team) -> None:
    """Another change came first: what still fits is on the page as before, and can be approved."""
    duty = f"{day(FAR)}.watch"
    waiting = request_for(team, "knight", duty)
    decided(team)
    request = DutyRequest.objects.get(pk=waiting)
    kept = fitting(request, NOW)
    assert kept
    look_again(request, NOW)
    assert Search.objects.get(request=waiting).state == SearchState.DONE
    if request.waits_with_id != request.owner_id:
        do_pass_on(request.waits_with, waiting, NOW)
    assert do_approve(request.owner, waiting, kept[0].pk, NOW).state == "granted"
    assert find_in_force(who(team, "knight"), duty) is None
    landing = find_in_force(who(team, "knight"), "landing")
    assert landing is not None
    assert landing.held.days[0].isoformat() == day(LANDING_DAYS[0] + 7)  # the other change stands


def test_a_plan_that_a_change_touches_is_made_anew_when_looked_at(team: Team) -> None:
    """Whoever was to take the watch has it now by hand: nothing that was found fits any more."""
    other = DutyRequest.objects.get(pk=request_for(team, "t1", _watch(team, "t1")))
    taken = {c["person"] for p in other.search.proposals.all() for c in p.plan["changes"]}
    form = deepcopy(in_force(team)[-1].form)
    for key in taken - {"t1"}:
        form["roster"][key][other.duty_id.split(".")[0]] = "watch"
    planner = who(team, "planner")
    draft = do_load_roster(planner, form, NOW).ref
    assert draft is not None
    do_publish_draft(planner, draft, NOW)
    assert fitting(other, NOW) == []
    assert Search.objects.get(request=other).state == SearchState.DONE  # nobody has looked yet
    look_again(other, NOW)
    assert Search.objects.get(request=other).state == SearchState.WAITING
    solve_all(team)
    assert fitting(DutyRequest.objects.get(pk=other.pk), NOW)


def test_a_request_overtaken_by_another_change_is_over(team: Team) -> None:
    """The second of two on the landing has nothing left to ask once it has moved."""
    other = request_for(team, "t1", "landing", solve=False)
    decided(team)
    assert DutyRequest.objects.get(pk=other).state == RequestState.MOVED


def test_days_granted_stay_free_when_others_are_planned(team: Team) -> None:
    """A later plan for somebody else does not put the knight back on the day given up."""
    decided(team, duty=f"{day(FAR)}.watch")
    holder = Booking.objects.in_force().get(duty_id=f"{day(FAR)}.watch").person
    pk = request_for(team, holder.key, f"{day(FAR)}.watch")
    search = DutyRequest.objects.get(pk=pk).search
    for proposal in search.proposals.all():
        after = planned_form(search.base.form, proposal.plan)
        assert after["roster"]["knight"].get(day(FAR)) is None


def test_the_standing_rule_answers_a_clean_ask_by_itself(db: None) -> None:
    """Before the freeze, within the budget, proven, nothing open: in the accountable's name."""
    team = add_team(standing_rule=True, accountable="planner")
    request = DutyRequest.objects.get(pk=request_for(team, "knight", f"{day(FAR)}.watch"))
    assert (request.state, request.decided_by and request.decided_by.key) == (
        RequestState.GRANTED,
        "planner",
    )


def test_the_standing_rule_leaves_an_open_seat_to_the_owner(db: None) -> None:
    """Where the best plan leaves a seat open, a person decides, however early the request."""
    form = roster_form(FIRST + timedelta(days=10))
    form["missions"][0]["latest"] = form["missions"][0]["start"]  # it cannot move
    team = add_team(roster=form, standing_rule=True, accountable="planner")
    request = DutyRequest.objects.get(pk=request_for(team, "knight", "landing"))
    assert request.search.proposals.get(rank=0).plan["open"]
    assert (request.state, request.by_rule) == (RequestState.OPEN, False)


def test_the_standing_rule_leaves_the_freeze_to_the_owner(db: None) -> None:
    """Inside the freeze a person decides, however clean the plan."""
    team = add_team(standing_rule=True, accountable="planner")
    request = DutyRequest.objects.get(pk=request_for(team, "knight", "landing"))
    assert (request.state, request.by_rule) == (RequestState.OPEN, False)


def test_the_standing_rule_answers_only_within_the_budget(db: None) -> None:
    """The second pass of a period, where the norm has one, goes to a person."""
    team = add_team(standing_rule=True, accountable="planner")
    watches = [
        b.duty_id
        for b in Booking.objects.filter(person=who(team, "t3"), duty_id__contains="watch")
        if b.starts_at > NOW + timedelta(days=4)
    ]
    first, second = (
        DutyRequest.objects.get(pk=request_for(team, "t3", duty)) for duty in watches[:2]
    )
    assert (first.state, second.state) == (RequestState.GRANTED, RequestState.OPEN)


def test_nothing_moves_into_the_past(team: Team) -> None:
    """Every change of every proposal lies ahead, though the roster began before today."""
    pk = request_for(team, "knight", "landing")
    days = [
        change["day"]
        for proposal in DutyRequest.objects.get(pk=pk).search.proposals.all()
        for change in proposal.plan["changes"]
    ]
    assert days
    assert min(days) >= NOW.date().isoformat()


def _watch(team: Team, key: str) -> str:
    ahead = Booking.objects.filter(person=who(team, key), starts_at__gt=NOW + timedelta(days=4))
    return ahead.order_by("starts_at")[0].duty_id


def test_an_answer_that_comes_too_late_moves_nothing_begun(team: Team) -> None:
    """A plan that waited until its duties began is not put in force."""
    pk = request_for(team, "knight", "landing")
    request = DutyRequest.objects.get(pk=pk)
    do_pass_on(request.waits_with, pk, NOW)
    best = request.search.proposals.get(rank=0)
    with pytest.raises(Refused) as caught:
        do_approve(request.owner, pk, best.pk, request.starts_at + timedelta(hours=1))
    assert caught.value.code == "request.begun"
    assert request.version in in_force(team)


def test_a_request_before_the_rule_is_nobodys_to_answer(db: None) -> None:
    """While the planner's rule looks at it, its number opens it to no one."""
    team = add_team(standing_rule=True, accountable="planner", first_asked="owner")
    pk = request_for(team, "knight", f"{day(FAR)}.watch", solve=False)
    planner = who(team, "planner")
    for act in (partial(do_decline, planner, pk), partial(do_approve, planner, pk, 1)):
        with pytest.raises(Refused) as caught:
            act(now=NOW)
        assert caught.value.code == "request.not-yours"


def test_a_plan_is_read_against_the_schema_once(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From approval to the version in force the form is read one time."""
    pk = request_for(team, "knight", "landing")
    request = DutyRequest.objects.get(pk=pk)
    do_pass_on(request.waits_with, pk, NOW)
    read = []
    day_faults = read_write.day_faults
    monkeypatch.setattr(read_write, "day_faults", lambda form: read.append(1) or day_faults(form))
    do_approve(request.owner, pk, request.search.proposals.get(rank=0).pk, NOW)
    assert len(read) == 1
