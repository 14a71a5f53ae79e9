"""A member takes an open seat, where the team allows it, they can, and no rule breaks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.editing.edit import Edit, do_edit, seen_of
from offwatch.desk.editing.take_seat import do_let_members_take, do_take_seat
from offwatch.desk.models import Notice, Team
from offwatch.desk.rosters.cover import open_list, seats_open
from offwatch.desk.rosters.current import drafts_of, in_force, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft
from offwatch.desk.verification import find_breaches
from offwatch.errors import Refused
from tests.desk.sample import FAR, FIRST, NOW, who

DAY = FIRST + timedelta(days=FAR)


@pytest.fixture
def open_watch(team: Team) -> Team:
    """The knight's far watch has nobody, and members may take it."""
    planner = who(team, "planner")
    do_edit(planner, FIRST, seen_of(team, FIRST), Edit("remove", "knight", DAY), NOW)
    do_publish_draft(planner, drafts_of(team)[0].pk, NOW)
    do_let_members_take(planner, True)
    team.refresh_from_db()
    return team


def test_whoever_can_takes_it_at_once(open_watch: Team) -> None:
    """On the page, in a tap; told once, counted everywhere, and nobody can take it twice."""
    before = in_force(open_watch)[0]
    told = Notice.objects.count()
    client = Client()
    client.force_login(User.objects.get(username="knight"))
    assert "I take it" in client.get("/roster/open").content.decode()
    client.post("/roster/open/take", {"day": DAY.isoformat(), "what": "watch"})
    now = in_force(open_watch)[0]
    assert now.pk != before.pk
    after = roster_of(now)
    assert after.duties["knight"][FAR] == "watch"
    assert seats_open(after) == seats_open(roster_of(before)) - 1
    assert Notice.objects.count() == told + 1
    assert find_breaches() == []
    with pytest.raises(Refused) as refused:
        do_take_seat(who(open_watch, "t3"), DAY, "watch", NOW)
    assert refused.value.code == "seat.not-free"


@pytest.mark.parametrize("person", ["general", "planner"])
def test_who_cannot_is_not_offered_it(open_watch: Team, person: str) -> None:
    """Without the skill, or on no roster; a crafted form changes nothing either."""
    client = Client()
    client.force_login(User.objects.get(username=person))
    assert "I take it" not in client.get("/roster/open").content.decode()
    before = in_force(open_watch)[0].pk
    client.post("/roster/open/take", {"day": DAY.isoformat(), "what": "watch"})
    client.post("/roster/open/take", {"day": "no day", "what": "watch"})
    assert in_force(open_watch)[0].pk == before


def test_one_that_has_begun_or_that_somebody_is_absent_for_is_not_taken(open_watch: Team) -> None:
    """Though the watch of two days ago is open, and the absent has the skill."""
    planner, first = who(open_watch, "planner"), roster_of(in_force(open_watch)[0])
    past = next(p for p, line in first.duties.items() if line.get(0) == "watch")
    for edit in (Edit("remove", past, FIRST), Edit("absent", "t4", DAY)):
        do_edit(planner, FIRST, seen_of(open_watch, FIRST), edit, NOW)
    do_publish_draft(planner, drafts_of(open_watch)[0].pk, NOW)
    open_days = {seat.day for seat in open_list(roster_of(in_force(open_watch)[0]))}
    assert {FIRST, DAY} <= open_days
    for person, day in (("knight", FIRST), ("t4", DAY)):
        with pytest.raises(Refused):
            do_take_seat(who(open_watch, person), day, "watch", NOW)


def test_where_the_team_does_not_allow_it_nobody_takes_any(open_watch: Team) -> None:
    """A planner fills open seats then."""
    do_let_members_take(who(open_watch, "planner"), False)
    with pytest.raises(Refused) as refused:
        do_take_seat(who(open_watch, "knight"), DAY, "watch", NOW)
    assert refused.value.code == "seat.planner"
