"""What an absence leaves open is proposed to be filled, and taken as one change of the draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.editing.edit import Edit, do_edit, do_undo, seen_of
from offwatch.desk.editing.fill import do_fill, do_take_plan
from offwatch.desk.models import Proposal, Team
from offwatch.desk.rosters.cover import seats_open
from offwatch.desk.rosters.current import drafts_of, in_force, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.desk.verification import find_breaches
from offwatch.errors import Refused
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


def test_without_an_absence_there_is_nothing_to_fill(team: Team) -> None:
    """And a plan found for another state of the draft cannot be taken."""
    planner = who(team, "planner")
    wanted: Any = Edit("remove", "knight", FIRST + timedelta(days=FAR))
    do_edit(planner, FIRST, seen_of(team, FIRST), wanted, NOW)
    with pytest.raises(Refused) as refused:
        do_fill(planner, FIRST, seen_of(team, FIRST), NOW)
    assert refused.value.code == "fill.nothing"
    do_undo(planner, FIRST, seen_of(team, FIRST))
    with pytest.raises(Refused) as refused:
        do_take_plan(planner, FIRST, seen_of(team, FIRST), 1, NOW)
    assert refused.value.code == "fill.gone"
