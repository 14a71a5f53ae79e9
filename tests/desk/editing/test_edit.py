"""The roster changed by hand: in a draft, step by step, with what it means shown at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.editing.edit import Edit, do_edit, do_redo, do_undo, seen_of, would_break
from offwatch.desk.editing.undo_publishing import UNDO_LASTS, do_undo_publishing
from offwatch.desk.models import DraftStep, Notice, RosterVersion, Team
from offwatch.desk.requests.pass_duty import do_pass_duty
from offwatch.desk.rosters.cover import open_list, seats_open
from offwatch.desk.rosters.current import drafts_of, in_force, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.desk.verification import find_breaches
from offwatch.errors import BadInput, Refused
from tests.desk.sample import FAR, FIRST, NOW, day, who


def on(index: int) -> date:
    return FIRST + timedelta(days=index)


def edit(team: Team, act: Any, person: str, index: int, **more: Any) -> None:
    wanted = Edit(act, person, on(index), **more)
    do_edit(who(team, "planner"), FIRST, seen_of(team, FIRST), wanted, NOW)


def line(team: Team, person: str) -> dict[str, str]:
    found: dict[str, str] = drafts_of(team)[0].form["roster"][person]
    return found


def publish(team: Team) -> RosterVersion:
    draft = drafts_of(team)[0]
    state = state_of(draft)
    do_publish_draft(who(team, "planner"), draft.pk, NOW, despite=len(state.broken))
    return in_force(team)[0]


def test_several_changes_are_one_version(team: Team) -> None:
    """Given, taken off, swapped; published once, and each person concerned is told once."""
    edit(team, "remove", "knight", FAR)
    edit(team, "give", "general", FAR, what="watch")
    edit(team, "give", "general", FAR + 4, what="watch")
    edit(team, "swap", "general", FAR + 4, other="knight")
    assert (line(team, "general"), FAR) == (
        {**in_force(team)[0].form["roster"]["general"], day(FAR): "watch"},
        FAR,
    )
    assert line(team, "knight")[day(FAR + 4)] == "watch"
    assert not Notice.objects.exists()
    version = publish(team)
    assert version.number == 2
    told = Notice.objects.filter(version=version).values_list("person__key", flat=True)
    assert sorted(told) == ["general", "knight"]
    assert find_breaches() == []


def test_undo_and_redo_go_back_and_forth(team: Team) -> None:
    """Step by step; a new change ends what could be done again."""
    planner = who(team, "planner")
    before = roster_of(in_force(team)[0]).duties
    edit(team, "remove", "knight", FAR)
    edit(team, "give", "general", FAR, what="watch")
    do_undo(planner, FIRST, seen_of(team, FIRST))
    do_undo(planner, FIRST, seen_of(team, FIRST))
    assert roster_of(drafts_of(team)[0]).duties == before
    do_redo(planner, FIRST, seen_of(team, FIRST))
    assert day(FAR) not in line(team, "knight")
    edit(team, "give", "knight", FAR + 1, what="watch")
    with pytest.raises(Refused) as refused:
        do_redo(planner, FIRST, seen_of(team, FIRST))
    assert refused.value.code == "draft.no-step"


def test_two_planners_at_once(team: Team) -> None:
    """The second, who saw what is no longer there, changes nothing and is told so."""
    seen = seen_of(team, FIRST)
    edit(team, "remove", "knight", FAR)
    with pytest.raises(Refused) as refused:
        do_edit(who(team, "planner"), FIRST, seen, Edit("give", "t1", on(FAR), "watch"), NOW)
    assert refused.value.code == "draft.changed"
    assert DraftStep.objects.count() == 1
    with pytest.raises(Refused):
        do_edit(who(team, "t1"), FIRST, seen_of(team, FIRST), Edit("remove", "t1", on(3)), NOW)


def test_an_absence_takes_the_duties_and_keeps_the_days_free(team: Team) -> None:
    """From a day to a day; a mission is given up whole; the seats show as open."""
    before = seats_open(roster_of(in_force(team)[0]))
    edit(team, "absent", "knight", 4, until=on(FAR))
    assert line(team, "knight") == {}
    roster = roster_of(drafts_of(team)[0])
    assert roster.person["knight"].off == frozenset(range(4, FAR + 1))
    assert seats_open(roster) == before + 2
    assert {seat.what for seat in open_list(roster)} >= {"landing", "watch"}
    edit(team, "present", "knight", 4, until=on(FAR))
    assert roster_of(drafts_of(team)[0]).person["knight"].off == frozenset()


def test_what_a_change_would_break_is_said_by_the_checker(team: Team) -> None:
    """Before it is made, and after it beside the draft."""
    roster = roster_of(in_force(team)[0])
    broken = would_break(roster, Edit("give", "knight", on(2), "watch"))
    assert [b.rule for b in broken] == ["rest"] or broken == ()
    edit(team, "absent", "general", 15)
    edit(team, "give", "general", 15, what="watch")
    assert {b.rule for b in state_of(drafts_of(team)[0]).broken} == {"off"}


def test_what_is_not_on_the_roster_is_refused(team: Team) -> None:
    """And leaves no draft."""
    for wanted in (
        Edit("give", "nobody", on(1), "watch"),
        Edit("give", "t1", on(1), "nothing"),
        Edit("remove", "t1", on(99)),
        Edit("absent", "t1", on(3), until=on(2)),
    ):
        with pytest.raises(BadInput) as refused:
            do_edit(who(team, "planner"), FIRST, seen_of(team, FIRST), wanted, NOW)
        assert refused.value.code == "edit.cell"
    assert drafts_of(team) == []


def test_publishing_can_be_undone_for_ten_minutes(team: Team) -> None:
    """What was in force before is again, as a version; later, or once built on, it is refused."""
    planner, before = who(team, "planner"), roster_of(in_force(team)[0]).duties
    first = in_force(team)[0]
    edit(team, "remove", "knight", FAR)
    version = publish(team)
    do_undo_publishing(planner, version.pk, NOW)
    assert roster_of(in_force(team)[0]).duties == before
    edit(team, "remove", "knight", FAR)
    again = publish(team)
    for refusing, code, at in (
        (again, "undo.late", NOW + UNDO_LASTS + timedelta(seconds=1)),
        (version, "undo.built-on", NOW),
        (first, "undo.first", NOW),
    ):
        with pytest.raises(Refused) as refused:
            do_undo_publishing(planner, refusing.pk, at)
        assert refused.value.code == code
    do_pass_duty(who(team, "t1"), "landing", NOW)
    with pytest.raises(Refused) as refused:
        do_undo_publishing(planner, again.pk, NOW)
    assert refused.value.code == "undo.built-on"


def test_the_page_works_with_forms_alone(team: Team) -> None:
    """Choose a cell, give it, see what it means, publish: links and forms, no script."""
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    address = f"/roster/edit?first={FIRST.isoformat()}&person=general&day={day(FAR + 4)}"
    html = client.get(address).content.decode()
    assert "Give Watch" in html
    said = {"first": FIRST.isoformat(), "seen": seen_of(team, FIRST), "person": "general"}
    said |= {"day": day(FAR + 4), "act": "give", "what": "watch"}
    html = client.post("/roster/change", said, follow=True).content.decode()
    assert "1 person would be notified" in html
    html = client.post("/roster/change", said, follow=True).content.decode()
    assert "Somebody else has changed" in html
    draft = drafts_of(team)[0]
    client.post(f"/team/drafts/{draft.pk}/publish", {"despite": len(state_of(draft).broken)})
    assert in_force(team)[0].pk == draft.pk
    assert "Undo the publication" in client.get("/roster").content.decode()
    client.post(f"/roster/versions/{draft.pk}/undo")
    assert in_force(team)[0].base_id == draft.pk
