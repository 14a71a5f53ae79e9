"""Where the team wants it, whoever would get a duty is asked before it is theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.models import DutyRequest, Notice, Person, Proposal, StandIn, Team
from offwatch.desk.requests.decide import do_approve
from offwatch.desk.requests.proposals import fitting
from offwatch.desk.requests.stand_in import (
    do_answer_stand_in,
    do_ask_stand_ins,
    gains,
    questions_for,
)
from offwatch.desk.retention import lapse_requests
from offwatch.desk.rosters.current import in_force, roster_of
from offwatch.desk.rosters.plans import after_plan
from offwatch.desk.verification import find_breaches
from offwatch.errors import Refused
from tests.desk.sample import FAR, NOW, day, request_for, solve_all, who

KNIGHTS = f"{day(FAR)}.watch"


@pytest.fixture
def asked(team: Team) -> DutyRequest:
    """The knight's far watch, for which the owner has chosen a plan with a stand-in."""
    do_ask_stand_ins(who(team, "planner"), True, NOW)
    pk = request_for(team, "knight", KNIGHTS)
    request = DutyRequest.objects.get(pk=pk)
    request.waits_with = request.owner
    request.save()
    do_approve(request.owner, pk, with_stand_in(request).pk, NOW)
    return DutyRequest.objects.get(pk=pk)


def with_stand_in(request: DutyRequest) -> Proposal:
    roster = roster_of(in_force(request.team)[0])
    plans = fitting(request, NOW)
    return next(p for p in plans if len(gains(roster, after_plan(p.plan, roster))) == 1)


def stand_in(request: DutyRequest) -> Person:
    return Person.objects.select_related("team").get(stand_ins__request=request)


def test_nothing_is_in_force_before_the_yes(team: Team, asked: DutyRequest) -> None:
    """One tap puts it in force; who asked is not on the page of whoever is asked."""
    before = in_force(team)[0]
    assert (before.number, asked.state) == (1, "open")
    person = stand_in(asked)
    client, owner = Client(), Client()
    client.force_login(User.objects.get(username=person.key))
    owner.force_login(User.objects.get(username=asked.owner.key))
    page = client.get("/requests").content.decode()
    assert "Can you stand in?" in page
    assert "New for you: Watch" in page
    assert "Knight" not in page
    waiting = owner.get("/requests").content.decode()
    assert f"Asked to stand in, no answer yet: {person.name}." in waiting
    assert "No requests for you" in waiting
    client.post(f"/requests/{asked.pk}/stand-in", {"answer": "yes"})
    asked.refresh_from_db()
    now = in_force(team)[0]
    assert (asked.state, asked.outcome, now.base) == ("granted", now, before)
    assert roster_of(now).duties[person.key][FAR] == "watch"
    assert Notice.objects.filter(version=now).count() == 2
    assert find_breaches() == []


def test_a_no_gives_the_request_back_without_that_plan(team: Team, asked: DutyRequest) -> None:
    """The owner sees who will not, and is offered no plan with them; nobody is notified."""
    person, notices = stand_in(asked), Notice.objects.count()
    do_answer_stand_in(person, asked.pk, False, NOW)
    solve_all(team)
    asked.refresh_from_db()
    assert (asked.state, asked.chosen, Notice.objects.count()) == ("open", None, notices)
    assert in_force(team)[0].number == 1
    for plan in fitting(asked, NOW):
        given = {change["person"] for change in plan.plan["changes"] if change["now"]}
        assert person.key not in given
    owner = Client()
    owner.force_login(User.objects.get(username=asked.owner.key))
    page = owner.get(f"/requests/{asked.pk}").content.decode()
    assert f"Will not stand in: {person.name}." in page
    other = with_stand_in(asked)
    do_approve(asked.owner, asked.pk, other.pk, NOW)
    assert StandIn.objects.filter(request=asked, agrees__isnull=True).exists()


def test_without_an_answer_the_duty_stays(team: Team, asked: DutyRequest) -> None:
    """Once it begins the request ends, and so does the question."""
    person, begun = stand_in(asked), asked.starts_at + timedelta(minutes=1)
    assert questions_for(person, NOW) != []
    assert questions_for(person, begun) == []
    assert lapse_requests(begun) == 1
    with pytest.raises(Refused) as refused:
        do_answer_stand_in(person, asked.pk, True, begun)
    assert refused.value.code == "stand-in.over"
    assert in_force(team)[0].number == 1


def test_only_whoever_is_asked_answers(team: Team, asked: DutyRequest) -> None:
    """Not the owner, not a third member, and nobody twice."""
    person = stand_in(asked)
    others = [k for k in ("t1", "t2", "t3", "t4", "leader", "planner") if k != person.key]
    for key in others:
        with pytest.raises(Refused):
            do_answer_stand_in(who(team, key), asked.pk, True, NOW)
    do_answer_stand_in(person, asked.pk, False, NOW)
    with pytest.raises(Refused):
        do_answer_stand_in(person, asked.pk, True, NOW)


def test_the_standing_rule_asks_too(team: Team) -> None:
    """It approves once the stand-in has said yes; after a no a person decides."""
    team.standing_rule, team.accountable, team.asks_stand_ins = True, who(team, "planner"), True
    team.save()
    request = DutyRequest.objects.get(pk=request_for(team, "knight", KNIGHTS))
    assert (request.state, request.by_rule) == ("open", True)
    assert request.chosen is not None
    person = stand_in(request)
    do_answer_stand_in(person, request.pk, False, NOW)
    request.refresh_from_db()
    assert not request.by_rule
    request = DutyRequest.objects.get(pk=request.pk)
    request.delete()
    again = DutyRequest.objects.get(pk=request_for(team, "knight", KNIGHTS))
    do_answer_stand_in(stand_in(again), again.pk, True, NOW)
    again.refresh_from_db()
    assert (again.state, again.by_rule) == ("granted", True)


def test_where_the_team_does_not_ask_it_is_in_force_at_once(team: Team) -> None:
    """As ever; the setting is off at first, and on it stands in the record."""
    request = DutyRequest.objects.get(pk=request_for(team, "knight", KNIGHTS))
    request.waits_with = request.owner
    request.save()
    do_approve(request.owner, request.pk, with_stand_in(request).pk, NOW)
    assert DutyRequest.objects.get(pk=request.pk).state == "granted"
    do_ask_stand_ins(who(team, "planner"), True, NOW)
    assert team.record.filter(deed="asks_first").exists()
