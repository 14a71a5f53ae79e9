"""``offwatch desk roster``: a team's rosters, in and out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offwatch.cli.terminal.desk_options import AS_JSON, FILE, HOME, AtDesk
from offwatch.cli.terminal.inputs import parse_json, read_regular
from offwatch.errors import BadInput

if TYPE_CHECKING:
    from offwatch.desk.grids.load_grid import GridNews
    from offwatch.desk.models import RosterVersion, Team
    from offwatch.desk.rosters.load_roster import RosterNews

MOST_FAULTS = 40  # on a terminal; --json has them all


def roster_commands(at_the_desk: AtDesk) -> click.Group:
    """The commands; ``at_the_desk`` opens the desk's database for one of them."""

    @click.group()
    def roster() -> None:
        """Bring a team a roster, or write one out."""

    @roster.command()
    @click.argument("team")
    @click.argument("file", type=FILE)
    @click.option("--map", "map_file", type=FILE, help="What codes and names in a grid mean.")
    @click.option("--preview", is_flag=True, help="Say what it would change; write nothing.")
    @click.option("--yes", is_flag=True, help="Write it as a draft of its period.")
    @HOME
    @AS_JSON
    def put(
        team: str,
        file: Path,
        map_file: Path | None,
        preview: bool,
        yes: bool,
        home: Path | None,
        as_json: bool,
    ) -> None:
        """Bring TEAM (its number or name) the roster in FILE (JSON, CSV or XLSX), as a draft."""
        if preview and yes:
            raise click.UsageError("--preview writes nothing; leave out --yes.")
        data = read_regular(file, "roster.file")
        said = (
            parse_json(read_regular(map_file, "grid.map"), "grid.map", map_file.name)
            if map_file
            else {}
        )
        is_form = file.suffix.lower() == ".json" or data.lstrip()[:1] == b"{"
        form = parse_json(data, "roster.json", file.name) if is_form else None
        now = datetime.now(UTC)
        with at_the_desk(home):
            from offwatch.desk.grids.load_grid import (
                do_load_grid,
                look_at_grid,
                read_map,
                read_table,
            )
            from offwatch.desk.rosters.load_roster import (
                do_load_roster,
                look_at_roster,
                planner_of,
                team_named,
            )

            found, draft, grid = team_named(team), None, None
            if form is None:
                table, mapped = read_table(data), read_map(said)
                grid = look_at_grid(found, table, mapped, now)
                news = grid.news
                if yes:
                    draft = do_load_grid(planner_of(found.pk), table, mapped, now).ref
            else:
                news = look_at_roster(found, form)
                if yes:
                    draft = do_load_roster(planner_of(found.pk), form, now).ref
        if as_json:
            click.echo(json.dumps({**_as_json(news, grid), "draft": draft}))
            return
        if grid is not None:
            click.echo("\n".join(_grid_lines(grid)))
        if news is None:
            raise BadInput(
                "grid.faults",
                "Put these cells right, or say in a MAP.json (--map) what a code or a name means."
                " Nothing was written.",
            )
        click.echo("\n".join(_as_lines(news)))
        click.echo(
            "The draft is there; nobody has been notified. The Team page publishes it."
            if yes
            else "Nothing has been written. With --yes it becomes a draft."
        )

    @roster.command()
    @click.argument("team")
    @click.option("--first", help="First day of the draft's period, where there are several.")
    @click.option(
        "--despite", type=int, default=0, help="How many broken rules you have seen and state."
    )
    @click.option("--yes", is_flag=True, help="Publish it, and notify everybody concerned.")
    @HOME
    @AS_JSON
    def publish(
        team: str, first: str | None, despite: int, yes: bool, home: Path | None, as_json: bool
    ) -> None:
        """Say what publishing the draft of TEAM would do; with --yes put it in force."""
        now = datetime.now(UTC)
        with at_the_desk(home):
            from offwatch.desk.rosters.broken_rules import lines
            from offwatch.desk.rosters.drafts import do_publish_draft, state_of
            from offwatch.desk.rosters.load_roster import planner_of, team_named

            found = team_named(team)
            draft = _version(found, _day(first), draft=True)
            state = state_of(draft)
            broken = state.broken
            said = ""
            if yes:
                outcome = do_publish_draft(planner_of(found.pk), draft.pk, now, despite=despite)
                said = outcome.said
        if as_json:
            told = {"broken_rules": [each.as_dict() for each in broken], "behind": state.behind}
            click.echo(json.dumps({**told, "published": yes}))
            return
        if broken and not yes:
            click.echo(f"Rules that it breaks: {len(broken)}; --despite {len(broken)} states them.")
            click.echo("\n".join(lines(broken)))
        click.echo(said or "Nothing has been published. With --yes it is in force.")

    @roster.command()
    @click.argument("team")
    @click.option("--first", help="First day of the period; without it the one in force now.")
    @click.option("--draft", is_flag=True, help="The draft instead of the roster in force.")
    @click.option(
        "--format",
        "kind",
        type=click.Choice(["json", "csv", "xlsx", "ics"]),
        help="Without it as --out is called, else JSON.",
    )
    @click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it here.")
    @HOME
    def get(
        team: str,
        first: str | None,
        draft: bool,
        kind: str | None,
        out: Path | None,
        home: Path | None,
    ) -> None:
        """Write out the roster of TEAM (its number or name)."""
        with at_the_desk(home):
            from offwatch.desk.grids.export import KINDS, export
            from offwatch.desk.rosters.load_roster import team_named

            called = out.suffix.lower().lstrip(".") if out is not None else ""
            version = _version(team_named(team), _day(first), draft)
            data = export(version, kind or (called if called in KINDS else "json")).data
        if out is None:
            click.echo(data, nl=False)
            return
        try:
            out.write_bytes(data)
        except OSError:
            raise BadInput("roster.out", "That file cannot be written; choose another.") from None
        click.echo(f"Written: {out.name}", err=True)

    return roster


def _version(team: Team, first: date | None, draft: bool) -> RosterVersion:
    from offwatch.desk.rosters.current import current_version, draft_of, today_of, version_of

    if draft:
        found = draft_of(team, first)
    elif first is not None:
        found = version_of(team, first)
    else:
        found = current_version(team, today_of(team, datetime.now(UTC)))
    if found is None:
        raise BadInput(
            "roster.none", "There is no such roster; name another first day, or --draft."
        )
    return found


def _day(given: str | None) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise BadInput("roster.day", "Write the first day as 2026-12-28.") from None


def _as_json(news: RosterNews | None, grid: GridNews | None) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if grid is not None:
        said["codes"] = {
            code: {"cells": n, "means": meaning.words if meaning else None}
            for code, (n, meaning) in grid.grid.codes.items()
        }
        said["faults"] = [fault.as_dict() for fault in grid.faults]
    if news is None:
        people = len(grid.grid.people) if grid is not None else 0
        duties = sum(1 for m in grid.grid.cells.values() if m.is_duty) if grid is not None else 0
        return {"people": people, "duties": duties, "changes": [], **said}
    return {
        "people": len(news.roster.people),
        "duties": news.duties,
        "faults": [],
        **said,
        "changes": [change.as_dict() for change in news.difference.cells],
        "joined": news.difference.joined,
        "left": news.difference.left,
        "other_changes": news.difference.frame,
        "broken_rules": [broken.as_dict() for broken in news.broken],
    }


def _grid_lines(grid: GridNews) -> list[str]:
    from offwatch.desk.grids.read_grid import gathered

    said = [
        f"{code} = {meaning.words if meaning else '?'} ({n} cells)"
        for code, (n, meaning) in grid.grid.codes.items()
    ]
    faults = gathered(grid.faults)
    for fault, n in faults[:MOST_FAULTS]:
        place = f"{fault.column}{fault.row}: " if fault.row else ""
        also = f" ({n} cells)" if n > 1 else ""
        said.append(f"{place}{fault.words}{also} [{fault.code}]")
    more = len(faults) - MOST_FAULTS
    return said + ([f"and {more} more"] if more > 0 else [])


def _as_lines(news: RosterNews) -> list[str]:
    from offwatch.desk.rosters import broken_rules, difference
    from offwatch.desk.rosters.current import roster_of

    found = news.difference
    first, last = news.roster.first_day, news.roster.day_at(news.roster.days - 1)
    said = [f"{first} to {last}: {len(news.roster.people)} people, {news.duties} duties."]
    if news.against is None:
        said.append("A new period of this team.")
    elif not found:
        said.append("Nothing changes.")
    else:
        said += difference.lines(found.cells)
        before = roster_of(news.against).person
        said += [f"new on it: {news.roster.person[key].name}" for key in found.joined]
        said += [f"no longer on it: {before[key].name}" for key in found.left]
        said += [f"also changed: {name}" for name in found.frame]
    if news.broken:
        said.append(f"Rules it breaks: {len(news.broken)}")
        said += broken_rules.lines(news.broken)
    return said
