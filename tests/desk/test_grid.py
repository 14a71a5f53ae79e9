"""The roster's grid by window: what is asked for is shown, whole, and only that."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from offwatch.desk.models import Team
from offwatch.desk.pages.grid import MOST_CELLS, cover_in, draw_rows, window_of
from offwatch.desk.rosters.current import current_version, in_force, roster_of
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.desk.teams.shifts import looks_of
from offwatch.plan import Roster
from offwatch.plan.roster.read_write import parse_roster
from tests.desk.sample import FAR, FIRST, NOW, day, roster_form, who


def large(people: int = 240, days: int = 56) -> Roster:
    form = roster_form()
    form["days"] = days
    form["people"] += [
        {"id": f"x{n}", "name": f"Extra {n}", "skills": ["watch"]} for n in range(people)
    ]
    return parse_roster(form)


def shown(plan: Roster, me: str = "general", **asked: str) -> Any:
    return window_of(plan, asked, FIRST + timedelta(days=20), me)


def test_of_a_small_roster_everything_is_shown() -> None:
    """Everybody, every day, and whoever looks comes first."""
    plan = parse_roster(roster_form())
    window = shown(plan)
    assert (window.days, window.large, window.parts) == (range(28), False, 1)
    assert window.people[0].id == "general"
    assert len(window.people) == len(plan.people)


def test_of_a_large_roster_two_weeks_about_today_are_shown() -> None:
    """No more cells than a page holds; part by part everybody comes, once."""
    plan = large()
    window = shown(plan)
    assert window.days == range(14, 28)
    assert len(window.people) * len(window.days) <= MOST_CELLS
    seen = [p.id for n in range(1, window.parts + 1) for p in shown(plan, part=str(n)).people]
    assert sorted(seen) == sorted(p.id for p in plan.people)
    assert len(shown(plan, part="all", zoom="period").people) == len(plan.people)


@pytest.mark.parametrize("zoom", ["week", "fortnight", "month", "period"])
def test_earlier_and_later_go_through_every_day(zoom: str) -> None:
    """From the first day on, window after window, no day is left out."""
    plan = large()
    asked = {"zoom": zoom, "from": plan.first_day.isoformat()}
    days: set[int] = set()
    for _ in range(9):
        window = shown(plan, **asked)
        days |= set(window.days)
        if window.after is None:
            break
        asked["from"] = window.after.isoformat()
    assert days == set(range(plan.days))
    assert shown(plan, **asked).before is not None or zoom == "period"


def test_people_are_found_by_name_skill_and_shift() -> None:
    """Of a shift those who are on it on one of the days shown."""
    plan = large()
    assert [p.id for p in shown(plan, q="EXTRA 23").people] == [
        "x23",
        *(f"x23{n}" for n in range(10)),
    ]
    assert {p.id for p in shown(plan, skill="lead").people} == {"knight"}
    window = shown(plan, shift="landing", **{"from": day(2)}, zoom="week")
    assert {p.id for p in window.people} == {"knight", "t1", "t2"}
    assert not shown(plan, shift="landing", **{"from": day(20)}).people


@pytest.mark.parametrize(
    "asked",
    [{"from": "2026-13-99"}, {"from": "1900-01-01"}, {"part": "²"}, {"part": "-3"}, {"zoom": "x"}],
)
def test_whatever_an_address_says_is_answered(asked: dict[str, str]) -> None:
    """Dates that do not exist or lie outside, parts that are none: the nearest is shown."""
    window = shown(large(), **asked)
    assert len(window.days) == 14
    assert window.people


def test_a_mission_is_one_cell_also_across_the_edge_of_a_window(team: Team) -> None:
    """As many days as there are, whatever is drawn as one."""
    version = current_version(team, NOW.date())
    assert version is not None
    plan, looks = roster_of(version), looks_of(team, roster_of(version).shifts)
    for start in range(6):
        window = window_of(plan, {"zoom": "week", "from": day(start)}, NOW.date(), "t1")
        for _person, cells in draw_rows(version, plan, window, looks):
            spans = re.findall(r'<td(?: colspan="(\d+)")?', cells)
            assert sum(int(n or 1) for n in spans) == 7


def test_a_new_version_is_drawn_anew(team: Team, client: Client) -> None:
    """What was drawn of the one before is not shown."""
    client.force_login(who(team, "knight").user)  # type: ignore[arg-type]
    before = client.get("/roster").content.decode()
    version = in_force(team)[0]
    form = version.form
    form["roster"]["knight"].pop(day(FAR))
    publish(team, Publication.read(form), now=NOW, made_by=None, why="", base=version)
    after = client.get("/roster").content.decode()
    assert before.count('title="Watch"') == after.count('title="Watch"') + 1


def test_names_from_a_spreadsheet_stay_text(team: Team, client: Client) -> None:
    """A shift whose name looks like markup is shown as it is written."""
    version = in_force(team)[0]
    form = version.form
    form["shifts"][0]["name"] = '<b>"Watch"</b>'
    publish(team, Publication.read(form), now=NOW, made_by=None, why="", base=version)
    client.force_login(who(team, "knight").user)  # type: ignore[arg-type]
    assert "<b>" not in client.get("/roster").content.decode()
    client.force_login(who(team, "planner").user)  # type: ignore[arg-type]
    html = client.get(f"/roster/edit?first={FIRST.isoformat()}").content.decode()
    assert "&lt;b&gt;" in html
    assert ": <b>" not in html


def test_the_need_is_that_of_the_days_shown(team: Team) -> None:
    """A shift without need on these days has no line."""
    plan = parse_roster(roster_form())
    (row, skilled) = cover_in(plan, range(5, 12))
    assert (len(row.cells), skilled.skill) == (7, "watch")
    assert not list(cover_in(plan, range(21, 28)))


def test_the_page_is_compressed_by_a_length_that_differs(team: Team, client: Client) -> None:
    """Two answers of the same page have lengths that are not the same for good: see ADR 45."""
    client.force_login(who(team, "knight").user)  # type: ignore[arg-type]
    answers = [client.get("/roster", headers={"accept-encoding": "gzip"}) for _ in range(12)]
    assert {a["Content-Encoding"] for a in answers} == {"gzip"}
    assert len({len(a.content) for a in answers}) > 1
    assert "Content-Encoding" not in client.get("/mine", headers={"accept-encoding": "gzip"})


def test_dates_in_addresses_are_written_whole() -> None:
    """The step to the next window begins where this one ends."""
    window = shown(large(), **{"from": day(7)})
    assert window.after == date.fromisoformat(day(21))
    assert window.before == date.fromisoformat(day(0))
