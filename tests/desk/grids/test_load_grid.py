"""A grid for a team that is there: looked at, confirmed, written out again; by page and command."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from offwatch.cli.desk_roster import roster_commands
from offwatch.desk.grids.export import export
from offwatch.desk.grids.load_grid import GridMap, do_load_grid, look_at_grid, read_table
from offwatch.desk.grids.next_period import do_begin_next
from offwatch.desk.models import RosterVersion, Team
from offwatch.desk.rosters.current import drafts_of, in_force
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.desk.verification import find_breaches
from offwatch.errors import BadInput
from tests.desk.sample import FIRST, NOW, day, who

AFTER = FIRST + timedelta(days=28)


def grid(*rows: tuple[str, ...], first: int = 14) -> bytes:
    heads = ("Name", *(day(first + i) for i in range(len(rows[0]) - 1)))
    return "\n".join(";".join(row) for row in (heads, *rows)).encode()


def changes(team: Team, data: bytes, said: GridMap | None = None) -> list[tuple[Any, ...]]:
    news = look_at_grid(team, read_table(data), said or GridMap(), NOW).news
    assert news is not None
    return [(c.person, c.day.isoformat(), c.was, c.now) for c in news.difference.cells]


def test_looking_writes_nothing(team: Team) -> None:
    """Days that it names change; whoever has no row, and every other day, stays."""
    form = in_force(team)[0].form
    held = next(p for p, line in form["roster"].items() if line.get(day(14)) == "watch")
    data = grid((held, "F"), ("General", "W"))
    assert changes(team, data) == [
        (held, day(14), "watch", None),
        ("general", day(14), None, "watch"),
    ]
    assert RosterVersion.objects.count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_written_out_comes_back_without_a_change(team: Team, kind: str) -> None:
    """Shifts, missions and days off alike."""
    assert changes(team, export(in_force(team)[0], kind).data) == []


def test_a_grid_of_other_days_is_a_new_period(team: Team) -> None:
    """Of the same people; what is needed comes from the last one; published, all holds."""
    data = grid(("Knight", "W", "", "A"), ("Nina Neu", "", "w", ""), first=28)
    said = GridMap(people={"Nina Neu": "new"})
    do_load_grid(who(team, "planner"), read_table(data), said, NOW)
    draft = drafts_of(team)[0]
    roster = state_of(draft).roster
    assert (draft.first_day, roster.days, draft.base) == (AFTER, 3, None)
    assert roster.person["knight"].off == {2}
    assert roster.person["knight"].skills == {"lead", "watch"}
    assert who(team, "nina-neu").user is None
    do_publish_draft(who(team, "planner"), draft.pk, NOW)
    assert find_breaches() == []


def test_a_grid_with_a_fault_is_not_written(team: Team) -> None:
    """And what was said of its codes is not kept; once it is right it is, for the next time."""
    data = grid(("Knight", "Q"), ("Leader", "W"))
    with pytest.raises(BadInput) as refused:
        do_load_grid(who(team, "planner"), read_table(data), GridMap(), NOW)
    assert refused.value.code == "grid.faults"
    team.refresh_from_db()
    assert (team.codes, RosterVersion.objects.count()) == ({}, 1)
    said = GridMap(codes={"Q": "absent"})
    do_load_grid(who(team, "planner"), read_table(data), said, NOW)
    team.refresh_from_db()
    assert team.codes["Q"] == "absent"
    assert look_at_grid(team, read_table(data), GridMap(), NOW).faults == ()


def test_the_page_shows_first_and_writes_on_confirmation(team: Team) -> None:
    """Pasted cells, a code to say, the change, then a draft on the Team page."""
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    assert client.get("/roster/files").status_code == 200
    pasted = grid(("General", "Q"), ("<b>x", "")).decode().replace(";", "\t")
    html = client.post("/roster/files/look", {"pasted": pasted}).content.decode()
    assert "<b>B2</b>" in html.replace(' class="num"', "")
    assert 'value="draft"' not in html
    table = json.dumps([row.split("\t") for row in pasted.splitlines()])
    said = {"table": table, "code-0": "Q", "means-0": "Watch 20:00-04:00"}
    html = client.post("/roster/files/look", said).content.decode()
    assert "General</bdi>" in html
    assert 'value="draft"' in html
    assert not drafts_of(team)
    reply = client.post("/roster/files/look", {**said, "act": "draft"})
    assert reply["Location"] == f"/team?draft={FIRST.isoformat()}"
    assert drafts_of(team)[0].form["roster"]["general"][day(14)] == "watch"
    for kind, begins in (
        ("csv", b"\xef\xbb\xbfperson"),
        ("xlsx", b"PK"),
        ("json", b"{"),
        ("ics", b"BEGIN"),
    ):
        assert client.get(f"/roster/files/{drafts_of(team)[0].pk}.{kind}").content.startswith(
            begins
        )


def test_the_same_fault_is_told_once_with_how_many_cells(team: Team, tmp_path: Path) -> None:
    """A code nobody knows is one thing to put right, on the page and in the command."""
    rows = (("General", "Q", "Q"), ("Knight", "Q", "F"))
    client = Client(headers={"accept-language": "de"})
    client.force_login(User.objects.get(username="planner"))
    pasted = grid(*rows).decode().replace(";", "\t")
    html = client.post("/roster/files/look", {"pasted": pasted}).content.decode()
    assert "1 Stelle" in html
    assert html.count("was Q bedeutet") == 1
    assert "3 Zellen" in html
    file = tmp_path / "dienstplan.csv"
    file.write_bytes(grid(*rows))
    with translation.override("en"):
        done = CliRunner().invoke(
            roster_commands(lambda home: nullcontext()), ["put", str(team.pk), str(file)]
        )
    assert done.output.count("Nobody has said") == 1
    assert "(3 cells)" in done.output
    assert "--map" in str(done.exception)


def test_the_page_names_what_changes_and_what_is_broken(team: Team) -> None:
    """Duties by their names, days and broken rules in the reader's language."""
    client = Client(headers={"accept-language": "de"})
    client.force_login(User.objects.get(username="planner"))
    pasted = grid(("General", "watch", "A")).decode().replace(";", "\t")
    html = client.post("/roster/files/look", {"pasted": pasted}).content.decode()
    assert re.search(r"General</bdi>, \d+\. \w+: – → Watch", html)
    broken = "hat Dienst an einem Tag, der frei bleiben soll"  # the watch ends on it
    assert broken in html
    do_load_grid(who(team, "planner"), read_table(grid(("General", "watch", "A"))), GridMap(), NOW)
    html = client.get("/team").content.decode()
    assert "für den Dienst Verantwortlichen" in html or "die Leitung der Person" in html
    assert broken in html


def test_put_writes_only_when_told_to(team: Team, tmp_path: Path) -> None:
    """The command: a preview with faults, a map, the draft; and out again as it is called."""
    commands = roster_commands(lambda home: nullcontext())
    file, mapped = tmp_path / "dienstplan.csv", tmp_path / "map.json"
    file.write_bytes(grid(("General", "Q")))
    mapped.write_text('{"codes": {"Q": "watch"}}')

    def run(*args: str) -> dict[str, Any]:
        done = CliRunner().invoke(commands, [*args, "--json"], catch_exceptions=False)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    bad = run("put", str(team.pk), str(file), "--preview")
    assert [(f["row"], f["column"], f["code"]) for f in bad["faults"]] == [
        (2, "B", "grid.unknown-code")
    ]
    good = run("put", team.name, str(file), "--map", str(mapped))
    assert (good["faults"], good["draft"]) == ([], None)
    assert good["changes"] == [{"person": "general", "day": day(14), "was": None, "now": "watch"}]
    assert not drafts_of(team)
    assert run("put", team.name, str(file), "--map", str(mapped), "--yes")["draft"]
    out = tmp_path / "out.xlsx"
    CliRunner().invoke(commands, ["get", team.name, "--draft", "--out", str(out)])
    team.refresh_from_db()
    assert changes(team, out.read_bytes()) == [("general", day(14), None, "watch")]


def test_somebody_new_is_counted_once(team: Team) -> None:
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    pasted = grid(("General", "W"), ("Nina Neu", "W")).decode().replace(";", "\t")
    said = {"pasted": pasted, "name-0": "Nina Neu", "who-0": "new"}
    assert "2 people, 2 duties" in client.post("/roster/files/look", said).content.decode()


def test_a_grid_is_read_by_the_period_that_its_days_are_of(team: Team) -> None:
    """With the next period begun, what stands only in this one's roster is understood still."""
    assert do_begin_next(who(team, "planner"), NOW).ref
    version = in_force(team)[0]
    news = look_at_grid(team, read_table(export(version, "csv").data), GridMap(), NOW).news
    assert news is not None
    assert not news.difference.cells
