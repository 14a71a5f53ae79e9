"""Open seats, by an absence or from the need, are filled and taken as one change of the draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.editing.edit import Edit, RosterCell, do_edit, do_undo, seen_of
from offwatch.desk.editing.fill import do_fill, do_take_plan
from offwatch.desk.models import Proposal, Search, Team
from offwatch.desk.planning.filling import Watch
from offwatch.desk.rosters.cover import seats_open
from offwatch.desk.rosters.current import drafts_of, in_force, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.desk.states import SearchState
from offwatch.desk.verification import find_breaches
from offwatch.errors import Refused
from offwatch.plan import Roster
from tests.desk.sample import FAR, FIRST, NOW, day, solve_all, who


def absent(team: Team, person: str, first: int, last: int) -> None:
    wanted: Any = Edit(
        "absent", person, FIRST + timedelta(days=first), until=FIRST + timedelta(days=last)
    )
    do_edit(who(team, "planner"), FIRST, seen_of(team, FIRST), wanted, NOW)


def test_an_absence_is_filled_and_published(team: Team) -> None:
    """The plan that disturbs the fewest; in the draft as one step; published, all holds."""
    planner = who(team, "planner")
    before = seats_open(roster_of(in_force(team)[0]))
    absent(team, "knight", FAR - 1, FAR + 1)
    assert seats_open(roster_of(drafts_of(team)[0])) == before + 1
    do_fill(planner, FIRST, seen_of(team, FIRST), NOW)
    solve_all(team)
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    page = client.get(f"/roster/edit?first={FIRST.isoformat()}").content.decode()
    assert "Take it into the draft" in page
    best = Proposal.objects.get(rank=0, search__base=drafts_of(team)[0])
    # nothing of it is in the draft before it is taken
    assert seats_open(state_of(drafts_of(team)[0]).roster) == before + 1
    do_take_plan(planner, FIRST, seen_of(team, FIRST), best.pk, NOW)
    draft = drafts_of(team)[0]
    assert seats_open(roster_of(draft)) == before
    assert day(FAR) not in draft.form["roster"]["knight"]
    assert state_of(draft).broken == ()
    do_publish_draft(planner, draft.pk, NOW)
    assert find_breaches() == []


def test_with_every_seat_filled_there_is_nothing_to_fill(team: Team) -> None:
    """And a plan found for another state of the draft cannot be taken."""
    planner = who(team, "planner")
    with pytest.raises(Refused) as refused:
        do_fill(planner, FIRST, seen_of(team, FIRST), NOW)
    assert refused.value.code == "fill.nothing"
    wanted: Any = Edit("remove", "knight", FIRST + timedelta(days=FAR))
    do_edit(planner, FIRST, seen_of(team, FIRST), wanted, NOW)
    do_undo(planner, FIRST, seen_of(team, FIRST))
    with pytest.raises(Refused) as refused:
        do_take_plan(planner, FIRST, seen_of(team, FIRST), 1, NOW)
    assert refused.value.code == "fill.gone"


def test_open_seats_are_filled_from_the_need(team: Team) -> None:
    """What stands on the roster stays; as one step of the draft, looked at before it is taken."""
    planner = who(team, "planner")
    for index in (FAR, FAR + 2, FAR + 4):
        for person in list(roster_of(in_force(team)[0]).person):
            held = RosterCell.of(state_of_now(team), person, FIRST + timedelta(days=index))
            if held.duty == "watch":
                wanted: Any = Edit("remove", person, FIRST + timedelta(days=index))
                do_edit(planner, FIRST, seen_of(team, FIRST), wanted, NOW)
    before = roster_of(drafts_of(team)[0])
    assert seats_open(before) == 3
    do_fill(planner, FIRST, seen_of(team, FIRST), NOW)
    solve_all(team)
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    page = client.get(f"/roster/edit?first={FIRST.isoformat()}").content.decode()
    assert "3 seats can be filled" in page
    assert "no roster fills more" in page
    assert seats_open(state_of(drafts_of(team)[0]).roster) == 3
    found = Proposal.objects.get(search__base=drafts_of(team)[0])
    do_take_plan(planner, FIRST, seen_of(team, FIRST), found.pk, NOW)
    after = roster_of(drafts_of(team)[0])
    assert seats_open(after) == 0
    for person, line in before.duties.items():
        assert line.items() <= after.duties[person].items()
    assert state_of(drafts_of(team)[0]).broken == ()
    do_undo(planner, FIRST, seen_of(team, FIRST))
    assert roster_of(drafts_of(team)[0]).duties == before.duties


def test_a_filling_that_is_stopped_shows_what_it_has(team: Team) -> None:
    """The worker looks it up; nobody who waits for a plan waits long."""
    planner = who(team, "planner")
    wanted: Any = Edit("remove", "knight", FIRST + timedelta(days=FAR))
    do_edit(planner, FIRST, seen_of(team, FIRST), wanted, NOW)
    do_fill(planner, FIRST, seen_of(team, FIRST), NOW)
    search = Search.objects.get(fills=True)
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    working = client.get(f"/roster/edit/progress?first={FIRST.isoformat()}").content.decode()
    assert "Stop and show what was found" in working
    search.state = SearchState.WORKING
    search.save()
    watch = Watch(search, roster_of(search.base))
    watch.hear({"objective": [0, 0], "bound": [0, 0]})
    search.refresh_from_db()
    assert search.progress == {"wanted": 1, "filled": 1, "most": 1}
    assert not watch.is_to_end()
    client.post("/roster/change", {"first": FIRST.isoformat(), "act": "stop"})
    assert Watch(search, roster_of(search.base)).is_to_end()


def state_of_now(team: Team) -> Roster:
    drafts = drafts_of(team)
    return roster_of(drafts[0] if drafts else in_force(team)[0])
