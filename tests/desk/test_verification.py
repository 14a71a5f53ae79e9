"""`offwatch desk verify` finds each breach that somebody could make by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from offwatch.desk.models import (
    Booking,
    DutyRequest,
    Keep,
    Notice,
    Person,
    RosterVersion,
    Search,
    Team,
)
from offwatch.desk.requests.decide import do_approve
from offwatch.desk.requests.keep_duty import do_keep_duty
from offwatch.desk.states import RequestState, SearchState
from offwatch.desk.verification import find_breaches
from tests.desk.sample import FIRST, NOW, add_team, request_for, roster_form, who


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def keep_what_is_requested(team: Team) -> None:
    request = DutyRequest.objects.get(pk=request_for(team, "knight", "landing", solve=False))
    Keep.objects.create(person=request.person, duty_id=request.duty_id, starts_at=request.starts_at)


def keep_what_nobody_has(team: Team) -> None:
    Keep.objects.create(person=who(team, "general"), duty_id="landing", starts_at=NOW)


def grant_what_stayed(team: Team) -> None:
    request_for(team, "knight", "landing", solve=False)
    DutyRequest.objects.update(state=RequestState.GRANTED, outcome=team.versions.get())
    Search.objects.update(state=SearchState.DONE)


def book_twice(team: Team) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE desk_booking DROP CONSTRAINT no_double_booking")
    first = Booking.objects.filter(person=who(team, "t3"))[0]
    later = Booking.objects.exclude(pk=first.pk).filter(person=who(team, "t3"))[0]
    later.starts_at = first.starts_at
    later.save()


def tell_twice(team: Team) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE desk_notice DROP CONSTRAINT told_exactly_once")
    for _ in range(2):
        Notice.objects.create(
            person=who(team, "t3"), version=team.versions.get(), lines=["x"], made_at=NOW
        )


def break_the_chain(team: Team) -> None:
    first = team.versions.get()
    version = RosterVersion.objects.create(
        team=team,
        number=7,
        first_day=first.first_day,
        whole=first.form,
        days=first.days,
        state=first.state,
        made_at=NOW,
        published_at=NOW,
    )
    Booking.objects.filter(person__team=team).update(since=version.number)


def lose_a_booking(team: Team) -> None:
    Booking.objects.filter(person=who(team, "t3"))[0].delete()


def look_for_nothing(team: Team) -> None:
    request_for(team, "knight", "landing", solve=False)
    DutyRequest.objects.update(state=RequestState.REFUSED)


def ask_another_team(team: Team) -> None:
    request_for(team, "knight", "landing", solve=False)
    DutyRequest.objects.update(waits_with=Person.objects.exclude(team=team)[0])


BREACHES: list[tuple[Callable[[Team], None], str]] = [
    (keep_what_is_requested, "verify.kept"),
    (keep_what_nobody_has, "verify.kept"),
    (grant_what_stayed, "verify.granted"),
    (book_twice, "verify.double-booking"),
    (tell_twice, "verify.told-twice"),
    (break_the_chain, "verify.chain"),
    (lose_a_booking, "verify.bookings"),
    (look_for_nothing, "verify.search"),
    (ask_another_team, "verify.asked"),
]


@pytest.mark.parametrize(("spoil", "code"), BREACHES, ids=[b.__name__ for b, _ in BREACHES])
def test_a_breach_is_named_by_its_code_and_rows(
    db: None, spoil: Callable[[Team], None], code: str
) -> None:
    """One team spoiled by hand, another whole: the breach is found, and only there."""
    team = add_team()
    add_team(first_asked="owner")
    assert find_breaches() == []
    spoil(team)
    found = find_breaches()
    assert {(breach.code, breach.team) for breach in found} == {(code, team.pk)}
    assert all(breach.rows for breach in found)
    names = {person.name for person in Person.objects.all()}
    assert not any(name in breach.words for breach in found for name in names)


def test_a_team_that_was_used_holds(db: None) -> None:
    """Requests, answers, keeps and a second roster: nothing is wrong."""
    team = add_team(first_asked="owner")
    do_keep_duty(who(team, "t3"), Booking.objects.filter(person=who(team, "t3"))[0].duty_id, NOW)
    pk = request_for(team, "knight", "landing")
    do_approve(
        who(team, "general"), pk, DutyRequest.objects.get(pk=pk).search.proposals.all()[0].pk, NOW
    )
    assert RosterVersion.objects.filter(team=team).count() == 2
    add_team(roster=roster_form(FIRST + timedelta(days=28)))
    assert find_breaches() == []
