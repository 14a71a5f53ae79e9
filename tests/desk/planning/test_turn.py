"""Whose search is next: a turn for each team, one job a search, and none is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from offwatch.desk.models import Booking, DutyRequest, Search, Team
from offwatch.desk.planning.solving import give_up, run_search
from offwatch.desk.planning.turn import take_turn, wake
from offwatch.desk.queue import start_search
from offwatch.desk.requests.decide import do_decline
from offwatch.desk.states import SearchState
from tests.desk.sample import NOW, add_team, request_for, who


def ask_many(team: Team, keys: tuple[str, ...]) -> list[int]:
    """Each of them asks for every watch they have ahead; gives the searches."""
    found = []
    for key in keys:
        for booking in Booking.objects.filter(
            person=who(team, key), starts_at__gt=NOW, duty_id__endswith=".watch"
        ):
            pk = request_for(team, key, booking.duty_id, solve=False)
            found.append(Search.objects.get(request=pk).pk)
    return found


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="desk.search", status="todo").count()


def turns(at: datetime) -> list[int]:
    """The searches in the order in which they are taken up, one after the other."""
    order = []
    while (search := take_turn(None, at + timedelta(seconds=len(order)))) is not None:
        Search.objects.filter(pk=search.pk).update(state=SearchState.DONE)
        order.append(search.pk)
    return order


def test_each_team_has_its_turn(db: None) -> None:
    """Ten requests of one team wait; the one of another, made last, comes second."""
    busy, other = add_team(), add_team()
    many = ask_many(busy, ("t1", "t2", "t3", "leader"))[:10]
    one = ask_many(other, ("knight",))[:1]
    Search.objects.exclude(pk__in=[*many, *one]).delete()
    order = turns(NOW)
    assert len(order) == 11
    assert one[0] in order[:2]
    assert [pk for pk in order if pk in many] == many  # within a team as they came


def test_turns_go_round(db: None) -> None:
    """Two teams with much to do take turns one by one."""
    first, second = add_team(), add_team()
    sides = dict.fromkeys(ask_many(first, ("t3", "t4")), 1)
    sides |= dict.fromkeys(ask_many(second, ("t3", "t4")), 2)
    order = [sides[pk] for pk in turns(NOW)]
    assert order == [1, 2] * (len(order) // 2)


def test_a_search_has_one_job(team: Team) -> None:
    """Sent out again while it waits, it does not queue a second time."""
    pk = request_for(team, "knight", "landing", solve=False)
    assert jobs() == 1
    for _ in range(3):
        start_search(Search.objects.get(request=pk), NOW)
    assert jobs() == 1


def test_a_job_run_again_takes_up_what_it_had(team: Team) -> None:
    """A worker died: its job finds its own search in its hands, and no other."""
    first = request_for(team, "knight", "landing", solve=False)
    request_for(team, "t1", "landing", solve=False)
    taken = take_turn(7, NOW)
    assert taken is not None
    again = take_turn(7, NOW)
    assert again is not None
    assert again.pk == taken.pk == Search.objects.get(request=first).pk
    other = take_turn(8, NOW)
    assert other is not None
    assert other.pk != taken.pk


def test_what_was_answered_meanwhile_is_not_looked_for(db: None) -> None:
    """The search ends with its request, waiting or in a worker's hands."""
    team = add_team(first_asked="owner")
    waiting = request_for(team, "knight", "landing", solve=False)
    do_decline(who(team, "general"), waiting, NOW)
    assert take_turn(None, NOW) is None
    assert Search.objects.get(request=waiting).state == SearchState.DROPPED
    working = request_for(team, "t1", "landing", solve=False)
    search = take_turn(None, NOW)
    assert search is not None
    do_decline(who(team, "general"), working, NOW)
    run_search(search)
    assert Search.objects.get(request=working).state == SearchState.DROPPED
    assert not search.proposals.exists()


def test_a_search_that_left_the_queue_is_answered_once(team: Team) -> None:
    """Two jobs at one search: only the one that has it in hand writes down what it found."""
    pk = request_for(team, "knight", "landing", solve=False)
    slow = take_turn(7, NOW)
    assert slow is not None
    start_search(Search.objects.get(request=pk), NOW)
    quick = take_turn(8, NOW)
    assert quick is not None
    run_search(slow)
    assert Search.objects.get(request=pk).state == SearchState.WORKING
    run_search(quick)
    assert Search.objects.get(request=pk).state == SearchState.DONE


@pytest.mark.parametrize("state", [SearchState.WAITING, SearchState.WORKING])
def test_what_no_job_has_in_hand_is_sent_out_again(team: Team, state: SearchState) -> None:
    """Jobs were lost, as after a restore: within minutes each search has one again."""
    pk = request_for(team, "knight", "landing", solve=False)
    ProcrastinateJob.objects.all()._raw_delete("default")
    Search.objects.filter(request=pk).update(state=state, job=7, queued_at=NOW, began_at=NOW)
    wake(NOW + timedelta(minutes=1))
    assert jobs() == 0
    wake(NOW + timedelta(minutes=3))
    assert jobs() == 1
    assert Search.objects.get(request=pk).state == SearchState.WAITING
    wake(NOW + timedelta(minutes=6))
    assert jobs() == 1


def test_giving_up_gives_it_to_a_person(db: None) -> None:
    """Nothing found for a cause of our own: FAILED, and no longer the standing rule's."""
    team = add_team(standing_rule=True, accountable="planner", first_asked="owner")
    booking = Booking.objects.filter(person=who(team, "knight")).order_by("-starts_at")[0]
    pk = request_for(team, "knight", booking.duty_id, solve=False)
    assert DutyRequest.objects.get(pk=pk).by_rule
    search = take_turn(None, NOW)
    assert search is not None
    give_up(search.pk)
    search.refresh_from_db()
    assert (search.state, DutyRequest.objects.get(pk=pk).by_rule) == (SearchState.FAILED, False)
    give_up(search.pk)  # and once more does nothing
    give_up(0)
    assert Search.objects.get(pk=search.pk).state == SearchState.FAILED
