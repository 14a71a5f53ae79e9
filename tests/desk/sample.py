"""A small team on a landing, built around today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from typing import Any

import msgspec

from offwatch.desk.models import Person, Search, Team
from offwatch.desk.planning.solving import run_search
from offwatch.desk.planning.turn import take_turn
from offwatch.desk.requests.pass_duty import do_pass_duty
from offwatch.desk.rosters.import_roster import do_import_roster
from offwatch.desk.rosters.team_form import TeamForm
from offwatch.desk.states import SearchState

NOW = datetime.now(UTC)
FIRST = NOW.date() - timedelta(days=2)
WATCHERS = ("leader", "t1", "t2", "t3", "t4")
LANDING_DAYS = (3, 4)  # tomorrow and the day after: inside the freeze
FAR = 12  # the knight's watch well before the freeze


def day(index: int) -> str:
    return (FIRST + timedelta(days=index)).isoformat()


def roster_form(first: date = FIRST) -> dict[str, Any]:
    """The knight alone can lead the landing; one watch a day; the general stands no watch."""

    def on(index: int) -> str:
        return (first + timedelta(days=index)).isoformat()

    line: dict[str, dict[str, str]] = {p: {} for p in ("knight", *WATCHERS, "general")}
    for person in ("knight", "t1", "t2"):
        line[person] = dict.fromkeys(map(on, LANDING_DAYS), "landing")
    turn = cycle(WATCHERS)
    for index in range(20):
        person = "knight" if index == FAR else next(turn)
        while {on(index - 1), on(index), on(index + 1)} & set(line[person]) or (
            person in ("t1", "t2") and 8 <= index <= 13  # free to go a week later
        ):
            person = next(turn)
        line[person][on(index)] = "watch"
    watch = {"skills": ["watch"]}
    return {
        "form": "offwatch-roster/1",
        "team": "Landing party",
        "zone": "UTC",
        "first_day": on(0),
        "days": 28,
        "shifts": [{"id": "watch", "name": "Watch", "start": "20:00", "minutes": 480}],
        "rules": {"rest_h": 11},
        "people": [
            {"id": "knight", "name": "Knight", "skills": ["lead", "watch"]},
            {"id": "leader", "name": "Leader", **watch},
            *({"id": f"t{i}", "name": f"Trooper {i}", **watch} for i in range(1, 5)),
            {"id": "general", "name": "General"},
        ],
        "demand": [
            {"day": on(i), "shift": "watch", "need": 1, "skills": {"watch": 1}} for i in range(20)
        ],
        "missions": [
            {
                "id": "landing",
                "name": "Landing",
                "owner": "general",
                "start": on(LANDING_DAYS[0]),
                "days": 2,
                "start_time": "08:00",
                "end_time": "18:00",
                "earliest": on(LANDING_DAYS[0]),
                "latest": on(LANDING_DAYS[0] + 7),
                "step_days": 7,
                "need": 3,
                "skills": {"lead": 1},
            }
        ],
        "roster": line,
    }


def team_form(**changes: Any) -> TeamForm:
    people: dict[str, Any] = {p: {"leader": "leader"} for p in ("knight", "t1", "t2", "t3", "t4")}
    people["leader"] = {"roles": ["member"]}
    people["general"] = {"roles": ["member"], "deputy": "lieutenant"}
    people["lieutenant"] = {"roles": ["duty_officer"]}
    people["planner"] = {"roles": ["member", "planner"]}
    people["admin"] = {"roles": ["administrator"]}
    form = {"first_asked": "leader", "people": people, "norm": {"first_day": day(0)}, **changes}
    return msgspec.convert(form, TeamForm)


def add_team(*, draft: bool = False, roster: dict[str, Any] | None = None, **changes: Any) -> Team:
    return add_team_of(roster or roster_form(), team_form(**changes), draft=draft)


def add_team_of(roster: dict[str, Any], form: TeamForm, *, draft: bool = False) -> Team:
    team = Team.objects.get(pk=do_import_roster(roster, form, NOW, draft=draft).team)
    team.people.update(first_password=False)  # as if everybody had chosen one of their own
    return team


def who(team: Team, key: str) -> Person:
    return Person.objects.select_related("team").get(team=team, key=key)


def request_for(team: Team, key: str, duty_id: str, *, solve: bool = True) -> int:
    """Pass a duty and, unless told otherwise, let the planner look; gives the request's id."""
    pk = do_pass_duty(who(team, key), duty_id, NOW).ref
    assert pk is not None
    if solve:
        solve_all(team)
    return pk


def solve_all(team: Team) -> list[int]:
    """Let the planner work until nothing of this team waits; gives the searches in their order."""
    taken = []
    while Search.objects.filter(team=team, state=SearchState.WAITING).exists():
        search = take_turn(None, NOW)
        assert search is not None
        run_search(search)
        taken.append(search.pk)
    return taken
