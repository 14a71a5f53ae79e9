"""A duty split by hand: two people share a shift, and what is needed goes over to its parts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.editing.edit import Edit, do_edit, do_redo, do_undo, seen_of
from offwatch.desk.grids.next_period import do_begin_next
from offwatch.desk.models import Team
from offwatch.desk.rosters.cover import open_list, seats_open
from offwatch.desk.rosters.current import draft_of, drafts_of, in_force, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.desk.rosters.duties import duties_of
from offwatch.desk.teams.split_duty import Split, do_split
from offwatch.desk.verification import find_breaches
from offwatch.errors import BadInput, Refused
from offwatch.plan import Roster
from tests.desk.sample import FAR, FIRST, NOW, who

DAY = FIRST + timedelta(days=FAR)
TWO = 22 * 60  # the watch is from 20:00 to 04:00
FIRST_PART, SECOND_PART = "watch-2000-2200", "watch-2200-0400"


def split(team: Team, **how: object) -> Roster:
    said = Split("knight", DAY, **{"at_min": TWO, **how})  # type: ignore[arg-type]
    do_split(who(team, "planner"), FIRST, seen_of(team, FIRST), said, NOW)
    return now_of(team)


def now_of(team: Team) -> Roster:
    draft = draft_of(team, FIRST)
    assert draft is not None
    return roster_of(draft)


def test_two_share_it_and_no_seat_is_open(team: Team) -> None:
    """Each has their hours; published, both are told, and nothing is broken."""
    before = roster_of(in_force(team)[0])
    roster = split(team, other="leader" if FAR not in before.duties["leader"] else "t4")
    other = next(p for p, line in roster.duties.items() if line.get(FAR) == SECOND_PART)
    assert roster.duties["knight"][FAR] == FIRST_PART
    assert seats_open(roster) == seats_open(before)
    (mine,) = [h for h in duties_of(roster, "knight") if h.days == (DAY,)]
    assert (mine.ends_at - mine.starts_at) == timedelta(hours=2)
    draft = drafts_of(team)[0]
    broken = len(state_of(draft).broken)
    do_publish_draft(who(team, "planner"), draft.pk, NOW, despite=broken)
    version = in_force(team)[0]
    assert set(version.notices.values_list("person__key", flat=True)) == {"knight", other}
    assert find_breaches() == []


def test_the_other_part_may_stay_open(team: Team) -> None:
    """With the skill that was asked of the whole; the keeper may keep either part."""
    roster = split(team, keeps="second")
    assert roster.duties["knight"][FAR] == SECOND_PART
    (seat,) = [s for s in open_list(roster) if s.day == DAY]
    assert (seat.what, seat.seats, seat.skills) == (FIRST_PART, 1, ("watch",))


def test_a_part_after_midnight_is_of_the_next_day(team: Team) -> None:
    """A time before the start is of the morning after."""
    roster = split(team, at_min=2 * 60, keeps="second")
    assert FAR not in roster.duties["knight"]
    assert roster.duties["knight"][FAR + 1] == "watch-0200-0400"


def test_it_is_one_change_to_be_undone(team: Team) -> None:
    """Duties, need and shifts are as before, and again as after."""
    before = roster_of(in_force(team)[0])
    after = split(team)
    planner = who(team, "planner")
    do_undo(planner, FIRST, seen_of(team, FIRST))
    assert {p: dict(line) for p, line in now_of(team).duties.items()} == before.duties
    assert now_of(team).shifts == before.shifts
    assert sorted(now_of(team).demand, key=str) == sorted(before.demand, key=str)
    do_redo(planner, FIRST, seen_of(team, FIRST))
    assert now_of(team) == after


def test_what_cannot_be_is_refused(team: Team) -> None:
    """A time outside, two duties on a day, a mission, somebody unknown; nothing is changed."""
    line = roster_of(in_force(team)[0]).duties
    do_edit(
        who(team, "planner"), FIRST, seen_of(team, FIRST), Edit("give", "t3", DAY, "watch"), NOW
    )
    busy = "t3"
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({"at_min": 12 * 60}, "split.time"),
        ({"at_min": 20 * 60}, "split.time"),
        ({"other": busy}, "split.busy"),
        ({"other": "nobody"}, "edit.cell"),
        ({"other": "knight"}, "edit.cell"),
    )
    for how, code in wrong:
        with pytest.raises((BadInput, Refused)) as refused:
            split(team, **how)
        assert refused.value.code == code
    mission = Split("knight", FIRST + timedelta(days=3), TWO)
    with pytest.raises(BadInput):
        do_split(who(team, "planner"), FIRST, seen_of(team, FIRST), mission, NOW)
    assert now_of(team).duties["knight"] == line["knight"]


def test_the_page_splits_it_and_the_next_period_has_no_parts(team: Team) -> None:
    """In the panel of the chosen day, half way at first."""
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    asked = {"first": FIRST.isoformat(), "person": "knight", "day": DAY.isoformat()}
    page = client.get("/roster/edit", asked).content.decode()
    assert 'name="at" value="00:00"' in page
    said = asked | {"seen": seen_of(team, FIRST), "act": "split", "at": "22:00", "keeps": "first"}
    page = client.post("/roster/change", said, follow=True).content.decode()
    assert "Watch 20:00–22:00" in page
    draft = drafts_of(team)[0]
    do_publish_draft(who(team, "planner"), draft.pk, NOW)
    do_begin_next(who(team, "planner"), NOW)
    after = roster_of(drafts_of(team)[0])
    assert [shift.id for shift in after.shifts] == ["watch"]
    assert {d.shift for d in after.demand} == {"watch"}
