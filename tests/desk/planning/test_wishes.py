"""Wishes are of rosters to come, are kept where nothing is lost for it, and are nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.grids.next_period import do_begin_next
from offwatch.desk.models import Team, Wish
from offwatch.desk.planning.wishes import (
    MOST,
    do_wish,
    first_open_day,
    wishes_in,
    wishes_kept,
    with_wishes,
)
from offwatch.desk.rosters.current import in_force, roster_of
from offwatch.errors import BadInput
from offwatch.plan import make_roster
from offwatch.plan.roster.read_write import parse_roster
from tests.desk.sample import NOW, roster_form, who


def test_wishes_are_for_days_that_no_roster_has(team: Team) -> None:
    """Not for days in force, nor in the wrong order, nor for all days there are."""
    first = first_open_day(team, NOW)
    form = in_force(team)[-1]
    assert first == form.first_day + timedelta(days=form.form["days"])
    knight = who(team, "knight")
    wrong = ((-1, 0), (2, 1), (0, MOST))
    for start, end in wrong:
        with pytest.raises(BadInput):
            do_wish(knight, first + timedelta(days=start), first + timedelta(days=end), NOW)
    assert not Wish.objects.exists()
    do_wish(knight, first, first + timedelta(days=2), NOW)
    do_wish(knight, first + timedelta(days=2), first + timedelta(days=3), NOW, kind="never")
    assert list(Wish.objects.values_list("never", flat=True)) == [False, False, True, True]


def test_a_filling_keeps_wishes_and_never_gives_what_cannot_be(team: Team) -> None:
    """A wish gives way to a seat; a day on which somebody cannot does not."""
    first = first_open_day(team, NOW)
    form = roster_form(first)
    empty = parse_roster({**form, "roster": {}, "missions": []})
    knight, watchers = who(team, "knight"), [who(team, f"t{i}") for i in range(1, 5)]
    do_wish(knight, first, first + timedelta(days=5), NOW)
    for each in (knight, who(team, "leader"), *watchers):  # on this day only one can
        if each.key != "t4":
            do_wish(each, first + timedelta(days=7), first + timedelta(days=7), NOW, kind="never")
    do_wish(watchers[3], first + timedelta(days=7), first + timedelta(days=7), NOW)
    wishes = wishes_in(team, empty)
    made = make_roster(with_wishes(empty, wishes), {}, deadline_s=3.0)
    assert made.open == ()
    assert made.roster.duties["t4"][7] == "watch"
    kept, wished = wishes_kept(made.roster, wishes)
    assert (kept, wished) == (6 + 5, 12)


def test_a_wanted_duty_is_given_where_nothing_is_lost_for_it(team: Team) -> None:
    """Two people want the watch of one day each, and each is given theirs; any duty will do too."""
    first = first_open_day(team, NOW)
    form = roster_form(first)
    empty = parse_roster({**form, "roster": {}, "missions": []})
    on = {"t1": 3, "t4": 9}
    for key, index in on.items():
        day = first + timedelta(days=index)
        do_wish(who(team, key), day, day, NOW, kind="wanted", shift="watch" if index == 3 else "")
    wishes = wishes_in(team, empty)
    assert wishes_kept(empty, wishes) == (0, 2)
    made = make_roster(with_wishes(empty, wishes), {}, deadline_s=3.0)
    assert {key: made.roster.duties[key].get(index) for key, index in on.items()} == {
        "t1": "watch",
        "t4": "watch",
    }
    assert wishes_kept(made.roster, wishes) == (2, 2)
    with pytest.raises(BadInput):
        do_wish(who(team, "t1"), first, first, NOW, kind="wanted", shift="none")


def test_whoever_plans_sees_them_where_they_change_the_roster(team: Team) -> None:
    """By name, in the grid and beside the chosen day; not those noted when that was not so."""
    planner, first = who(team, "planner"), first_open_day(team, NOW)
    do_begin_next(planner, NOW)
    do_wish(who(team, "t1"), first, first, NOW, kind="wanted", shift="watch")
    do_wish(who(team, "t2"), first, first, NOW, kind="never")
    do_wish(who(team, "t3"), first, first, NOW)
    Wish.objects.filter(person__key="t3").update(shown=False)
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    asked = {"first": first.isoformat(), "person": "t1", "day": first.isoformat()}
    page = client.get("/roster/edit", asked).content.decode()
    assert "would like: Watch</span></h2>" in page
    assert page.count('<i class="wish" aria-hidden="true">') == 2
    assert "wishes the day off" not in page


def test_the_page_shows_mine_alone(team: Team) -> None:
    """Noted and taken back on the page; a day that is none is said."""
    first = first_open_day(team, NOW)
    do_wish(who(team, "t1"), first + timedelta(days=9), first + timedelta(days=9), NOW)
    client = Client()
    client.force_login(User.objects.get(username="knight"))
    assert "Wishes for the rosters to come" in client.get("/wishes").content.decode()
    client.post("/wishes/change", {"first": first.isoformat(), "last": "", "kind": "never"})
    page = client.get("/wishes").content.decode()
    assert "You have 1 wish" in page
    assert "cannot be on duty" in page
    client.post("/wishes/change", {"back": first.isoformat()})
    assert [w.person.key for w in Wish.objects.all()] == ["t1"]
    said = client.post("/wishes/change", {"first": "tomorrow"}, follow=True).content.decode()
    assert "Choose a day." in said
    assert roster_of(in_force(team)[0]).people
