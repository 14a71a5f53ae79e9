"""Missions by hand: put up, moved with their crew, taken down; and a draft published by command."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from offwatch.cli.desk_roster import roster_commands
from offwatch.desk.models import Team
from offwatch.desk.rosters.current import current_version, draft_of, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.desk.teams.missions import MissionTerms, do_remove_mission, do_set_mission
from offwatch.errors import BadInput, Refused
from offwatch.plan import Roster
from tests.desk.sample import FIRST, NOW, add_team, day, roster_form, who


def on(index: int) -> date:
    return FIRST + timedelta(days=index)


def terms(**changes: Any) -> MissionTerms:
    usual: dict[str, Any] = {
        "key": "",
        "name": "Glacier survey",
        "owner": "general",
        "start": on(20),
        "days": 3,
        "start_time": "08:00",
        "end_time": "18:00",
        "need": 2,
        "skills": {"lead": 1},
    }
    return MissionTerms(**(usual | changes))


def drafted(team: Team) -> Roster:
    draft = draft_of(team)
    assert draft is not None
    return roster_of(draft)


def test_a_mission_is_put_up_with_open_seats(team: Team) -> None:
    """Its owner, window and skills as said; published, everybody sees it."""
    planner = who(team, "planner")
    do_set_mission(planner, terms(latest=on(22)), NOW)
    mission = drafted(team).mission["glacier-survey"]
    assert (mission.owner, mission.need, mission.skills) == ("general", 2, {"lead": 1})
    assert (mission.earliest, mission.latest) == (20, 22)
    draft = draft_of(team)
    assert draft is not None
    do_publish_draft(planner, draft.pk, NOW, despite=len(state_of(draft).broken))
    client = Client()
    client.force_login(User.objects.get(username="knight"))
    page = client.get("/roster/missions").content.decode()
    assert "Glacier survey" in page
    assert "2 open" in page
    assert "Change or move" not in page


def test_a_mission_that_moves_takes_its_crew_along(db: None) -> None:
    """They give up what stands on the new days; the days before are free."""
    form = roster_form(FIRST + timedelta(days=3))  # nothing has begun
    team = add_team(roster=form)
    planner = who(team, "planner")
    landing = form["missions"][0]
    crew = [p for p, line in form["roster"].items() if "landing" in line.values()]
    start = date.fromisoformat(landing["start"]) + timedelta(days=2)
    moved = terms(key="landing", name="Landing", start=start, days=2, need=3, skills={"lead": 1})
    do_set_mission(planner, moved, NOW)
    roster = drafted(team)
    assert set(roster.members("landing")) == set(crew)
    for person in crew:
        line = {roster.day_at(i): w for i, w in roster.duties[person].items() if w == "landing"}
        assert sorted(line) == [start, start + timedelta(days=1)]
    do_remove_mission(planner, "landing", NOW)
    assert not drafted(team).missions


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"start": on(27)}, "mission.period"),
        ({"start_time": "8"}, "mission.terms"),
        ({"days": 0}, "mission.terms"),
        ({"owner": "nobody"}, "people.unknown"),
        ({"key": "no-such"}, "mission.unknown"),
        ({"start": on(1)}, "mission.begun"),
    ],
)
def test_a_mission_that_cannot_be_changes_nothing(
    team: Team, changes: dict[str, Any], code: str
) -> None:
    """Refused with its code, and there is no draft of it."""
    with pytest.raises((BadInput, Refused)) as refused, transaction.atomic():
        do_set_mission(who(team, "planner"), terms(**changes), NOW)
    assert refused.value.code == code
    assert draft_of(team) is None


def test_the_page_puts_up_and_takes_down(team: Team) -> None:
    """By forms alone."""
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    said = {
        "act": "set",
        "name": "Base watch",
        "owner": "general",
        "start": day(22),
        "days": "2",
        "start_time": "06:00",
        "end_time": "14:00",
        "need": "1",
        "skill-lead": "1",
    }
    client.post("/roster/missions/change", said)
    assert drafted(team).mission["base-watch"].skills == {"lead": 1}
    assert "Change or move" in client.get("/roster/missions").content.decode()
    wrong = client.post("/roster/missions/change", {**said, "need": "many"}, follow=True)
    assert "look at its numbers" in wrong.content.decode()
    client.post("/roster/missions/change", {"act": "remove", "key": "base-watch"})
    assert "base-watch" not in drafted(team).mission


def test_a_draft_is_published_by_command(team: Team) -> None:
    """Only with --yes, and in spite of broken rules only where their number is stated."""
    do_set_mission(who(team, "planner"), terms(), NOW)
    commands = roster_commands(lambda home: nullcontext())

    def run(*args: str) -> dict[str, Any]:
        done = CliRunner().invoke(commands, ["publish", str(team.pk), *args, "--json"])
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    assert run() == {"broken_rules": [], "behind": False, "published": False}
    assert draft_of(team) is not None
    refused = CliRunner().invoke(commands, ["publish", str(team.pk), "--yes", "--despite", "3"])
    assert isinstance(refused.exception, Refused)
    assert run("--yes")["published"]
    version = current_version(team, NOW.date())
    assert version is not None
    assert "glacier-survey" in roster_of(version).mission
