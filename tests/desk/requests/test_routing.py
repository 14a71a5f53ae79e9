"""Whom a request goes to, and what each of them can do with it."""

from __future__ import annotations

from functools import partial

import pytest

from offwatch.desk.models import DutyRequest, Person, Team
from offwatch.desk.requests.decide import do_approve, do_decline
from offwatch.desk.requests.pass_on import do_pass_on
from offwatch.errors import Refused
from tests.desk.sample import FAR, NOW, add_team, day, request_for, roster_form, who


def test_a_leader_is_asked_first_where_the_team_wants_it(team: Team) -> None:
    """With first_asked=leader the request waits with the leader, and the owner is the mission's."""
    request = DutyRequest.objects.get(pk=request_for(team, "knight", "landing", solve=False))
    assert (request.waits_with.key, request.owner.key) == ("leader", "general")


def test_the_owner_is_asked_first_by_default(db: None) -> None:
    """With first_asked=owner nobody stands between."""
    team = add_team(first_asked="owner")
    request = DutyRequest.objects.get(pk=request_for(team, "knight", "landing", solve=False))
    assert request.waits_with.key == "general"


def test_a_leader_can_only_pass_it_on(team: Team) -> None:
    """Who does not own the duty can neither apply nor refuse."""
    pk = request_for(team, "knight", "landing")
    proposal = DutyRequest.objects.get(pk=pk).search.proposals.get(rank=0)
    leader = who(team, "leader")
    for act in (
        partial(do_approve, leader, pk, proposal.pk),
        partial(do_decline, leader, pk),
    ):
        with pytest.raises(Refused) as refused:
            act(now=NOW)
        assert refused.value.code == "request.not-yours"
    assert do_pass_on(who(team, "leader"), pk, NOW).state == "passed_on"
    assert DutyRequest.objects.get(pk=pk).waits_with.key == "general"


def test_once_passed_on_it_is_gone_from_the_leader(team: Team) -> None:
    """The leader cannot pass on what is no longer there."""
    pk = request_for(team, "knight", "landing", solve=False)
    do_pass_on(who(team, "leader"), pk, NOW)
    with pytest.raises(Refused):
        do_pass_on(who(team, "leader"), pk, NOW)


def test_the_deputy_decides_once_the_owner_passed_it_on(team: Team) -> None:
    """Before that the deputy has no say."""
    pk = request_for(team, "knight", "landing", solve=False)
    do_pass_on(who(team, "leader"), pk, NOW)
    with pytest.raises(Refused):
        do_decline(who(team, "lieutenant"), pk, NOW)
    do_pass_on(who(team, "general"), pk, NOW)
    assert do_decline(who(team, "lieutenant"), pk, NOW).state == "refused"


def test_a_shift_is_the_planners_to_decide(team: Team) -> None:
    """A shift has no owner of its own: whoever is accountable for the plan decides."""
    request = DutyRequest.objects.get(
        pk=request_for(team, "knight", f"{day(FAR)}.watch", solve=False)
    )
    assert request.owner.key == "planner"


def test_asking_twice_is_asking_once(team: Team) -> None:
    """A second word about the same duty changes nothing while the first waits."""
    request_for(team, "knight", "landing", solve=False)
    from offwatch.desk.requests.pass_duty import do_pass_duty

    assert do_pass_duty(who(team, "knight"), "landing", NOW).state == "asked"
    assert DutyRequest.objects.count() == 1


def test_a_no_is_final_for_that_duty(db: None) -> None:
    """After a refusal the same duty at the same time cannot be asked for again."""
    team = add_team(first_asked="owner")
    pk = request_for(team, "knight", "landing", solve=False)
    do_decline(who(team, "general"), pk, NOW)
    with pytest.raises(Refused) as refused:
        request_for(team, "knight", "landing", solve=False)
    assert refused.value.code == "pass.refused"


def test_nobody_can_ask_about_somebody_elses_duty(team: Team) -> None:
    """The general is not on the landing, so there is nothing to move for them."""
    with pytest.raises(Refused) as refused:
        request_for(team, "general", "landing", solve=False)
    assert refused.value.code == "pass.unknown-duty"


def close_account(team: Team, *keys: str) -> None:
    """They stay in the team, and nobody can log in as them."""
    Person.objects.filter(team=team, key__in=keys).update(user=None)


def test_who_has_no_account_is_never_asked(team: Team) -> None:
    """Past the leader to the owner, from the owner to whoever is accountable, then by role."""
    came_to = []
    for key in ("leader", "general", "planner"):
        close_account(team, key)
        DutyRequest.objects.all().delete()
        request = DutyRequest.objects.get(pk=request_for(team, "knight", "landing", solve=False))
        came_to.append((request.waits_with.key, request.owner.key))
    assert came_to == [("general", "general"), ("planner", "planner"), ("admin", "admin")]


def test_where_nobody_can_answer_nothing_is_asked(team: Team) -> None:
    """The person is notified so, and no request is left lying."""
    close_account(team, "leader", "general", "planner", "admin")
    with pytest.raises(Refused) as refused:
        request_for(team, "knight", "landing", solve=False)
    assert refused.value.code == "pass.no-owner"
    assert DutyRequest.objects.count() == 0


def test_a_deputy_without_an_account_gets_nothing(team: Team) -> None:
    """The request stays with its owner."""
    close_account(team, "leader", "lieutenant")
    pk = request_for(team, "knight", "landing", solve=False)
    with pytest.raises(Refused) as refused:
        do_pass_on(who(team, "general"), pk, NOW)
    assert refused.value.code == "request.no-further"
    assert DutyRequest.objects.get(pk=pk).waits_with.key == "general"


def test_a_leader_who_could_tell_is_not_asked(team: Team) -> None:
    """Three of the leader's people are on the landing, one is on the watch: that goes on."""
    for key, duty, asked in (
        ("knight", "landing", "leader"),
        ("knight", f"{day(FAR)}.watch", "planner"),
    ):
        request = DutyRequest.objects.get(pk=request_for(team, key, duty, solve=False))
        assert request.waits_with.key == asked


def test_two_who_could_be_it_are_too_few(team: Team) -> None:
    """One of the three is led by somebody else: the owner is asked."""
    Person.objects.filter(team=team, key="t2").update(leader=who(team, "planner"))
    request = DutyRequest.objects.get(pk=request_for(team, "knight", "landing", solve=False))
    assert request.waits_with.key == "general"


def test_a_guarded_seat_is_never_the_rules_to_give(db: None) -> None:
    """An old pad passes it all the same: its owner decides, however clean the plan."""
    form = roster_form()
    for seat in form["demand"]:
        seat["guarded"] = seat["day"] == day(FAR)
    team = add_team(roster=form, standing_rule=True, accountable="planner", first_asked="owner")
    request = DutyRequest.objects.get(pk=request_for(team, "knight", f"{day(FAR)}.watch"))
    assert (request.state, request.by_rule, request.waits_with.key) == ("open", False, "planner")
