"""Wishes are of rosters to come, are kept where nothing is lost for it, and are nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

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
    do_wish(knight, first + timedelta(days=2), first + timedelta(days=3), NOW, never=True)
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
            do_wish(each, first + timedelta(days=7), first + timedelta(days=7), NOW, never=True)
    do_wish(watchers[3], first + timedelta(days=7), first + timedelta(days=7), NOW)
    wishes = wishes_in(team, empty)
    made = make_roster(with_wishes(empty, wishes), {}, deadline_s=3.0)
    assert made.open == ()
    assert made.roster.duties["t4"][7] == "watch"
    kept, wished = wishes_kept(made.roster, wishes)
    assert (kept, wished) == (6 + 5, 12)


def test_the_page_shows_mine_alone(team: Team) -> None:
    """Noted and taken back on the page; a day that is none is said."""
    first = first_open_day(team, NOW)
    do_wish(who(team, "t1"), first + timedelta(days=9), first + timedelta(days=9), NOW)
    client = Client()
    client.force_login(User.objects.get(username="knight"))
    assert "Wishes for the rosters to come" in client.get("/wishes").content.decode()
    client.post("/wishes/change", {"first": first.isoformat(), "last": "", "never": "1"})
    page = client.get("/wishes").content.decode()
    assert "You wish 1 day off" in page
    assert "cannot be on duty" in page
    client.post("/wishes/change", {"back": first.isoformat()})
    assert [w.person.key for w in Wish.objects.all()] == ["t1"]
    said = client.post("/wishes/change", {"first": "tomorrow"}, follow=True).content.decode()
    assert "Choose a day." in said
    assert roster_of(in_force(team)[0]).people
