"""Need and have, open seats and who is on: one count, on every page."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.pages.views import roster_edit
from offwatch.desk.rosters.cover import cover_rows, open_list, seats_open
from offwatch.plan import read_roster
from offwatch.plan.objective import open_seats
from tests.desk.sample import FAR, FIRST, add_team, day, roster_form


def test_need_and_have_per_shift_and_skill() -> None:
    """A line a shift and one for each skill; what is lacking is named."""
    form = deepcopy(roster_form())
    form["demand"][5] = {"day": day(5), "shift": "watch", "need": 3, "skills": {"lead": 1}}
    roster = read_roster(form)
    rows = cover_rows(roster)
    assert [(row.name, row.skill) for row in rows] == [
        ("Watch", ""),
        ("Watch", "lead"),
        ("Watch", "watch"),
    ]
    both = [row.cells[5] for row in rows[:2]]
    assert [(c.need, c.have, c.short) for c in both if c] == [(3, 1, 2), (1, 0, 1)]
    (seat,) = open_list(roster)
    assert (seat.what, seat.seats, seat.skills) == ("watch", 2, ("lead",))
    assert seats_open(roster) == sum(n for *_, n in open_seats(roster, roster, whole=True))


def test_every_page_counts_the_same_open_seats(db: None) -> None:
    """Roster, Change and Open seats; the day names who is on and what lacks."""
    form = deepcopy(roster_form())
    form["demand"][FAR]["need"] = 3
    form["missions"][0]["need"] = 4
    add_team(roster=form)
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    for address in ("/roster", "/roster/edit", "/roster/open"):
        assert re.search(r"3\s+seats are open", client.get(address).content.decode()), address
    html = client.get(f"/roster/day?day={day(FAR)}").content.decode()
    assert "Knight" in html
    assert "2 seats open" in html
    night_after = (FIRST + timedelta(days=FAR + 1)).isoformat()
    assert "Knight" in client.get(f"/roster/day?day={night_after}").content.decode()
    assert client.get("/roster/day?day=nonsense").status_code == 200


def test_a_large_roster_is_changed_through_a_window(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two weeks at a time, and people by name: no page carries tens of thousands of links."""
    monkeypatch.setattr(roster_edit, "MOST_CELLS", 60)
    add_team()
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    first = FIRST.isoformat()
    html = client.get(f"/roster/edit?first={first}").content.decode()
    links = html.split("<tbody>")[1].split("</tbody>")[0].count("<a ")
    assert links == 4 * 14
    assert "3 people more" in html
    later = client.get(f"/roster/edit?first={first}&from={day(14)}&q=general").content.decode()
    assert f"day={day(27)}" in later
    assert later.split("<tbody>")[1].count('scope="row"><bdi>') == 1
