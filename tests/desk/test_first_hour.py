"""From an empty desk to a roster in force: on pages alone, and by commands."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from offwatch.cli import main
from offwatch.desk.grids.load_grid import GridMap, look_at_grid, read_table
from offwatch.desk.models import Person, RecordRow, Team
from offwatch.desk.process import prepare
from offwatch.desk.process.supervise import first_account
from offwatch.desk.rosters.broken_rules import broken_rules
from offwatch.desk.rosters.cover import open_list
from offwatch.desk.rosters.current import current_version, drafts_of, roster_of
from offwatch.desk.teams.sample import do_drop_sample, do_make_sample
from offwatch.desk.teams.setup import do_add_team, do_set_up, setup_token
from offwatch.errors import BadInput, Refused
from tests.desk.sample import NOW

FIRST = NOW.date() + timedelta(days=1)
HEADS = ";".join(["Name", *((FIRST + timedelta(days=i)).isoformat() for i in range(14))])
# three people, one of them always early; F is Früh here, not a day off
WALL = f"""{HEADS}
Berg, Anna;{";".join("F" * 14)}
Koch, Bea;{";".join("SSNN---" * 2)}
Öz, Cem;{";".join("--SSNN-" * 2)}
Summe;{";".join("3" * 14)}
"""
SAID = {"F": "Früh 06:00-14:00", "S": "Spät 14:00-22:00", "N": "Nacht 22:00-06:00"}


@pytest.fixture
def planner(db: None) -> Person:
    """Of a team that has nobody else and no roster."""
    do_set_up(
        setup_token(), "Haus Linde", "Europe/Berlin", "Pat", "pat", "four words in a row", NOW
    )
    return Person.objects.select_related("team", "user").get()


def enter(person: Person) -> Client:
    client = Client()
    assert person.user is not None
    client.force_login(person.user)
    return client


def look(client: Client, act: str, **more: str) -> str:
    codes: dict[str, str] = {}
    for n, (code, means) in enumerate(SAID.items()):
        codes |= {f"code-{n}": code, f"means-{n}": means}
    said = {"pasted": WALL, "act": act, **codes, **more}
    return client.post("/roster/files/look", said, follow=True).content.decode()


def test_the_address_that_serve_prints_makes_the_first_account_once(db: None) -> None:
    """Another token opens nothing; with the account the page is closed, and so for two at once."""
    address = first_account("")
    assert Client().get("/setup/0000").status_code == 404
    client = Client()
    assert client.get(address).status_code == 200
    given = {"team": "Haus Linde", "zone": "Europe/Berlin", "name": "Pat", "login": "Pat"}
    wrong = {**given, "zone": "Berlin", "password": "four words in a row"}
    assert "such as Europe/Berlin" in client.post(address, wrong).content.decode()
    assert not Team.objects.exists()
    client.post(address, {**given, "password": "four words in a row"})
    page = client.get("/roster").content.decode()
    assert "Begin with what you have" in page
    assert set(Person.objects.get().roles) == {"member", "planner", "administrator"}
    assert Client().get(address).status_code == 404
    assert first_account("") == ""
    with pytest.raises(Refused):
        do_set_up(setup_token(), "B", "UTC", "B", "b", "four words in a row", NOW)


def test_a_spreadsheet_becomes_the_team(planner: Person) -> None:
    """Codes are asked, people made of the first column, what is needed of what is covered."""
    client = enter(planner)
    asked = client.post("/roster/files/look", {"pasted": WALL}).content.decode()
    assert "Früh 06:00-14:00" in asked  # proposed, to be looked at
    assert "3 places to put right" in asked
    seen = look(client, "look")
    assert "3 names are taken in" in seen
    assert 'name="need-f-0" value="1"' in seen
    assert not drafts_of(planner.team)
    look(client, "draft")
    draft = drafts_of(planner.team)[0]
    roster = roster_of(draft)
    assert [p.name for p in roster.people] == ["Berg, Anna", "Koch, Bea", "Öz, Cem"]
    assert {s.name: s.minutes for s in roster.shifts} == dict.fromkeys(
        ("Früh", "Spät", "Nacht"), 480
    )
    assert not open_list(roster)
    assert planner.team.people.count() == 4
    planner.team.refresh_from_db()
    assert planner.team.first_day == FIRST
    client.post(reverse("draft_publish", args=[draft.pk]), {"despite": "0"})
    page = client.get("/roster").content.decode()
    assert "nobody else can log in yet" in page
    assert "Berg, Anna" in page


def test_a_code_that_homes_use_in_two_ways_is_asked_for(planner: Person) -> None:
    """F, O and A are a duty here and a day off there; a dash is a day off everywhere."""
    table = read_table(WALL.encode())
    found = look_at_grid(planner.team, table, GridMap(), NOW)
    unknown = {code for code, (_, meaning) in found.grid.codes.items() if meaning is None}
    assert unknown == {"F", "S", "N"}
    said = GridMap(codes=SAID | {"F": "free"})
    assert look_at_grid(planner.team, table, said, NOW).news is not None


def test_what_is_needed_can_be_said_otherwise(planner: Person) -> None:
    """Two on every night, of whom the table has one at most: the rest is open."""
    seen = look(enter(planner), "draft", **{f"need-n-{day}": "2" for day in range(7)})
    assert "Somebody" not in seen
    roster = roster_of(drafts_of(planner.team)[0])
    nights = [seat for seat in open_list(roster) if seat.what == "n"]
    assert sum(seat.seats for seat in nights) == 2 * 14 - 8
    assert len(nights) == 14


def test_first_rows_in_two_columns_and_people_twice(planner: Person) -> None:
    """Family and given name side by side are one name; one name in two rows is a fault."""
    heads = ",".join((FIRST + timedelta(days=i)).isoformat() for i in range(2))
    pair = f"Name,Vorname,{heads}\nBerg,Anna,N,N\nKoch,Bea,N,-\nBerg,Ben,-,N\n"
    said = GridMap(codes={"N": "Night 22-6"})
    found = look_at_grid(planner.team, read_table(pair.encode()), said, NOW)
    assert list(found.grid.joining.values()) == ["Berg Anna", "Koch Bea", "Berg Ben"]
    twice = f"Name,{heads}\nAnna Berg,N,N\nBerg Anna,-,N\n"
    found = look_at_grid(planner.team, read_table(twice.encode()), said, NOW)
    assert [(f.row, f.code) for f in found.faults] == [(3, "grid.person-twice")]


def test_a_sample_is_whole_and_goes_whole(planner: Person) -> None:
    """From today, no rule broken, one seat open, nobody notified; then the team is empty again."""
    client = enter(planner)
    client.post("/team/sample", {"act": "make"})
    planner.team.refresh_from_db()
    version = current_version(planner.team, NOW.date())
    assert version is not None
    roster = roster_of(version)
    assert abs((roster.first_day - NOW.date()).days) <= 1  # in the team's own zone
    assert broken_rules(roster) == ()
    assert sum(seat.seats for seat in open_list(roster)) == 1
    assert not version.notices.exists()
    assert "nobody in it is real" in client.get("/roster").content.decode()
    with pytest.raises(Refused):
        do_make_sample(planner, NOW)
    client.post("/team/sample", {"act": "drop"})
    assert list(Person.objects.values_list("key", flat=True)) == ["pat"]
    assert "Begin with what you have" in client.get("/roster").content.decode()
    with pytest.raises(Refused):
        do_drop_sample(planner, NOW)
    assert RecordRow.objects.filter(deed="sample_gone").exists()


def test_a_sample_never_takes_a_roster_along(planner: Person) -> None:
    """Nothing is thrown away in a team whose roster is real."""
    look(enter(planner), "draft")
    enter(planner).post("/team/sample", {"act": "drop"})
    assert len(drafts_of(planner.team)) == 1


def test_a_team_by_commands(
    db: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A team with one account, then its first roster with a map."""
    monkeypatch.setattr(prepare, "database", lambda *_a, **_k: nullcontext())
    monkeypatch.setattr(prepare, "set_up", lambda *_a: None)

    def run(*args: str) -> Any:
        with pytest.raises(SystemExit) as done:
            main(["desk", *args, "--json"])
        assert done.value.code == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    made = run("new-team", "Haus Linde", "--zone", "Europe/Berlin", "--planner", "Pat Planner")
    assert made["accounts"][0]["login"] == "pat-planner"
    file, mapped = tmp_path / "wall.csv", tmp_path / "map.json"
    file.write_text(WALL)
    mapped.write_text(json.dumps({"codes": SAID, "need": {"n": [0] * 7}}))
    put = run("roster", "put", "Haus Linde", str(file), "--map", str(mapped), "--yes")
    assert (put["people"], put["faults"]) == (3, [])
    team = Team.objects.get()
    assert {d["shift"] for d in drafts_of(team)[0].form["demand"]} == {"f", "s"}
    with pytest.raises(BadInput):
        do_add_team("X", "Nowhere", "Y", "", NOW)
