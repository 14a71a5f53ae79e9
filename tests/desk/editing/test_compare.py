"""Two forms of a period side by side, and copies of a draft to compare it with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.editing.compare import (
    MOST_COPIES,
    between,
    candidates,
    do_keep_copy,
    do_take_copy,
    side_of,
)
from offwatch.desk.editing.edit import Edit, do_edit, do_undo, seen_of
from offwatch.desk.editing.fill import do_fill
from offwatch.desk.models import DraftCopy, Team
from offwatch.desk.rosters.cover import seats_open
from offwatch.desk.rosters.current import draft_of, in_force, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft
from offwatch.errors import Refused
from tests.desk.sample import FAR, FIRST, NOW, solve_all, who

DAY = FIRST + timedelta(days=FAR)


@pytest.fixture
def two(team: Team) -> Team:
    """A draft in which the knight is off the far watch; a copy of it in which t3 has it."""
    planner = who(team, "planner")
    do_edit(planner, FIRST, seen_of(team, FIRST), Edit("remove", "knight", DAY), NOW)
    do_edit(planner, FIRST, seen_of(team, FIRST), Edit("give", "t3", DAY, "watch"), NOW)
    do_keep_copy(planner, FIRST, seen_of(team, FIRST), NOW)
    do_undo(planner, FIRST, seen_of(team, FIRST))
    return team


def test_what_differs_and_what_each_comes_to(two: Team) -> None:
    """A line a person and day; people notified, seats open, work, each counted of itself."""
    in_force_now, copy, draft = candidates(two, FIRST)
    assert [c.kind for c in (in_force_now, copy, draft)] == ["in-force", "copy", "draft"]
    (cell,) = between(copy, draft).cells
    assert (cell.person, cell.day, cell.was, cell.now) == ("t3", DAY, "watch", None)
    now, kept, open_one = (side_of(two, FIRST, c) for c in (in_force_now, copy, draft))
    assert [s.notified for s in (now, kept, open_one)] == [0, 2, 1]
    assert open_one.seats_open == now.seats_open + 1 == kept.seats_open + 1
    assert open_one.work["t3"].duties == kept.work["t3"].duties - 1
    assert now.broken == 0


def test_the_page_compares_whatever_is_chosen(two: Team) -> None:
    """In force with the draft at first; then the copy, then a filling that was found."""
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    first = {"first": FIRST.isoformat()}
    page = client.get("/roster/compare", first).content.decode()
    assert "1 day differs" in page
    assert "<bdi>Knight</bdi>" in page
    copy = DraftCopy.objects.get()
    asked = first | {"one": f"copy-{copy.pk}", "other": "draft"}
    page = client.get("/roster/compare", asked).content.decode()
    assert "<bdi>Trooper 3</bdi></b>" in page
    assert "Copy 1, " in page
    planner = who(two, "planner")
    do_fill(planner, FIRST, seen_of(two, FIRST), NOW)
    solve_all(two)
    assert "Found: Fill the open seats" in client.get("/roster/compare", first).content.decode()


def test_a_copy_is_taken_back_as_one_change(two: Team) -> None:
    """And undone again; it goes with its draft, and so nobody keeps what was tried."""
    planner, copy = who(two, "planner"), DraftCopy.objects.get()
    do_take_copy(planner, FIRST, seen_of(two, FIRST), copy.pk, NOW)
    draft = draft_of(two, FIRST)
    assert draft is not None
    assert roster_of(draft).duties["t3"][FAR] == "watch"
    do_undo(planner, FIRST, seen_of(two, FIRST))
    draft = draft_of(two, FIRST)
    assert draft is not None
    assert seats_open(roster_of(draft)) > seats_open(roster_of(in_force(two)[0]))
    do_publish_draft(planner, draft.pk, NOW)
    assert not DraftCopy.objects.exists()


def test_copies_have_a_bound(two: Team) -> None:
    """So many that nobody tells them apart are refused."""
    planner = who(two, "planner")
    for _ in range(MOST_COPIES - 1):
        do_keep_copy(planner, FIRST, seen_of(two, FIRST), NOW)
    with pytest.raises(Refused) as refused:
        do_keep_copy(planner, FIRST, seen_of(two, FIRST), NOW)
    assert refused.value.code == "copy.many"
