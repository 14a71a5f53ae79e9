"""Absent for a part of a day: by the planner's hand, and as a member asks for it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.editing.edit import Edit, cells_of, do_edit, do_redo, do_undo, seen_of
from offwatch.desk.editing.fill import absences_in, do_fill, do_take_plan
from offwatch.desk.grids.next_period import do_begin_next
from offwatch.desk.models import DutyRequest, Search, Team
from offwatch.desk.requests.pass_time import do_pass_time
from offwatch.desk.rosters.cover import seats_open
from offwatch.desk.rosters.current import draft_of, drafts_of, in_force, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.errors import BadInput, Refused
from offwatch.plan import Roster, dump_roster
from offwatch.plan.roster.read_write import parse_roster
from tests.desk.sample import FAR, FIRST, NOW, day, solve_all, who

DAY = FIRST + timedelta(days=FAR)
MORNING = (0, 6 * 60)  # of the day after: the watch until 04:00 reaches into it


def now_of(team: Team) -> Roster:
    draft = draft_of(team, FIRST)
    assert draft is not None
    return roster_of(draft)


def absent(team: Team, hours: tuple[int, int], on: int = FAR + 1) -> None:
    edit = Edit("absent", "knight", FIRST + timedelta(days=on), hours=hours)
    do_edit(who(team, "planner"), FIRST, seen_of(team, FIRST), edit, NOW)


def test_what_overlaps_is_taken_off_and_the_rest_stays(team: Team) -> None:
    """The night before reaches into the morning; an absence in the afternoon takes nothing."""
    before = roster_of(in_force(team)[0])
    absent(team, (13 * 60, 18 * 60), on=FAR)
    assert now_of(team).duties == before.duties
    absent(team, MORNING)
    roster = now_of(team)
    assert FAR not in roster.duties["knight"]
    assert len(roster.person["knight"].away) == 2
    assert seats_open(roster) == seats_open(before) + 1
    assert parse_roster(dump_roster(roster)) == roster
    planner = who(team, "planner")
    do_undo(planner, FIRST, seen_of(team, FIRST))
    assert now_of(team).duties["knight"][FAR] == "watch"
    assert len(now_of(team).person["knight"].away) == 1
    do_redo(planner, FIRST, seen_of(team, FIRST))
    edit = Edit("present", "knight", DAY + timedelta(days=1))
    do_edit(planner, FIRST, seen_of(team, FIRST), edit, NOW)
    assert len(now_of(team).person["knight"].away) == 1


def test_no_duty_is_given_against_it(team: Team) -> None:
    """By hand it is a broken rule; what is found for it leaves the hours free."""
    planner = who(team, "planner")
    absent(team, MORNING)
    draft = draft_of(team, FIRST)
    assert draft is not None
    assert absences_in(draft)[1] == {
        "knight": [{"from": f"{day(FAR + 1)}T00:00", "to": f"{day(FAR + 1)}T06:00"}]
    }
    do_fill(planner, FIRST, seen_of(team, FIRST), NOW)
    solve_all(team)
    best = Search.objects.get(base=draft).proposals.first()
    assert best is not None
    do_take_plan(planner, FIRST, seen_of(team, FIRST), best.pk, NOW)
    roster = now_of(team)
    assert seats_open(roster) == seats_open(roster_of(in_force(team)[0]))
    assert FAR not in roster.duties["knight"]
    edit = Edit("give", "knight", DAY, "watch")
    do_edit(planner, FIRST, seen_of(team, FIRST), edit, NOW)
    draft = drafts_of(team)[0]
    assert [b.words for b in state_of(draft).broken if b.person == "knight"] == [
        "is on duty at a time that is to stay free"
    ]


def test_the_page_takes_hours_and_shows_them(team: Team) -> None:
    """Until 00:00 is until the end of the day; what cannot be is said; the next period is clean."""
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    said = {
        "first": FIRST.isoformat(),
        "seen": seen_of(team, FIRST),
        "person": "knight",
        "day": DAY.isoformat(),
        "until": DAY.isoformat(),
        "act": "absent",
        "hour_from": "18:00",
        "hour_to": "00:00",
    }
    page = client.post("/roster/change", said, follow=True).content.decode()
    assert "absent 18:00–24:00" in page
    assert "<span>½</span>" in page
    said |= {"seen": seen_of(team, FIRST), "hour_from": "9 o'clock"}
    assert "Write the hours" in client.post("/roster/change", said, follow=True).content.decode()
    draft = drafts_of(team)[0]
    do_publish_draft(who(team, "planner"), draft.pk, NOW)
    do_begin_next(who(team, "planner"), NOW)
    assert all(not p.away for p in roster_of(drafts_of(team)[0]).people)
    roster = roster_of(in_force(team)[0])
    for hours in ((600, 500), (0, 1441)):
        with pytest.raises(BadInput):
            cells_of(roster, Edit("absent", "knight", DAY, hours=hours))


def test_a_member_asks_to_be_free_for_a_while(team: Team) -> None:
    """Hours that reach into a duty, or days with several: a request each, and no second one."""
    knight, tz = who(team, "knight"), team.tz
    begins = datetime.fromisoformat(f"{day(FAR + 1)}T01:00").replace(tzinfo=tz)
    do_pass_time(knight, begins, begins + timedelta(hours=2), NOW)
    assert [r.duty_id for r in DutyRequest.objects.all()] == [f"{day(FAR)}.watch"]
    with pytest.raises(Refused) as refused:
        do_pass_time(knight, begins + timedelta(hours=4), begins + timedelta(hours=5), NOW)
    assert refused.value.code == "pass.none"
    with pytest.raises(BadInput):
        do_pass_time(knight, begins, begins, NOW)
    client = Client()
    client.force_login(User.objects.get(username="knight"))
    said = {"begins": f"{day(2)}T12:00", "ends": f"{day(FAR + 2)}T00:00"}
    client.post("/mine/time/pass", said)
    assert {r.duty_id for r in DutyRequest.objects.filter(person=knight)} == {
        f"{day(FAR)}.watch",
        "landing",
    }
