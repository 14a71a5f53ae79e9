"""A grid for a team: looked at with all its faults, then made a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import msgspec
from django.db import transaction
from msgspec import Meta

from offwatch.desk.grids.codes import Codes
from offwatch.desk.grids.first import ASKED, covered, first_form, with_need
from offwatch.desk.grids.frame import filled, frame_for
from offwatch.desk.grids.read_grid import GridFault, ReadGrid, read_grid
from offwatch.desk.grids.table import GridTable, read_text
from offwatch.desk.grids.xlsx import SIGNATURE, read_xlsx
from offwatch.desk.models import Person, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.membership import Membership, span_of
from offwatch.desk.rosters.current import drafts_of, in_force, roster_of, today_of
from offwatch.desk.rosters.load_roster import RosterNews, do_load_roster, look_at_roster
from offwatch.errors import BadInput
from offwatch.language import ngettext
from offwatch.names import name_key
from offwatch.plan import Roster, Shift


class GridMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody said of a grid: its codes, the people it names, the month it counts in.

    ``codes``: ``free``, ``absent``, a shift's id or name, or hours such as ``Night 22:00-06:00``.
    ``people``: an id, ``new`` or ``leave out``. ``month``: such as ``2026-12``.
    ``need``, of a first roster: by shift how many are needed from Monday to Sunday.
    """

    codes: dict[str, str] = {}
    people: dict[str, str] = {}
    month: str | None = None
    need: dict[str, list[Annotated[int, Meta(ge=0, le=10_000)]]] = {}

    @property
    def month_day(self) -> date | None:
        try:
            return date.fromisoformat(f"{self.month}-01") if self.month else None
        except ValueError:
            raise BadInput("grid.month", "Write the month as 2026-12.") from None


@dataclass(frozen=True, slots=True)
class GridNews:
    """What a grid would be for a team; ``news`` is there once no cell is at fault."""

    grid: ReadGrid
    codes: Codes
    faults: tuple[GridFault, ...]
    news: RosterNews | None
    form: dict[str, Any] = field(default_factory=dict)
    first: bool = False  # the team has no roster yet
    need: Mapping[str, Sequence[int]] = field(default_factory=dict)  # of a first one, by weekday


def read_map(data: object) -> GridMap:
    """Read a MAP.json.

    **Raises**: `BadInput` ``grid.map``.
    """
    try:
        return msgspec.convert(data, GridMap)
    except msgspec.ValidationError:
        raise BadInput(
            "grid.map",
            'MAP.json is {"codes": {"N": "night"}, "people": {"B. Koch": "bea"}, "month":'
            ' "2026-12"}, each part optional.',
        ) from None


def read_table(data: bytes) -> GridTable:
    """Read a file by what it holds, whatever it is called."""
    return read_xlsx(data) if data.startswith(SIGNATURE) else read_text(data)


def look_at_grid(team: Team, table: GridTable, said: GridMap, now: datetime) -> GridNews:
    """Read a grid for this team and say what it would change; nothing is written.

    The first roster of a team makes its shifts of the codes, its people of the names, and what is
    needed of what it covers on every such weekday, unless ``said`` says something else.

    **Raises**: `BadInput` for a table that is no grid.
    """
    versions = [*reversed(drafts_of(team)), *reversed(in_force(team))]
    near = versions[0].first_day if versions else today_of(team, now)
    people = dict(Person.objects.filter(team=team).order_by("pk").values_list("key", "name"))
    near = max(near, today_of(team, now) - timedelta(days=180))
    first = not versions

    def read(of: RosterVersion | None) -> tuple[Codes, ReadGrid]:
        codes = codes_of(team, roster_of(of) if of is not None else None, said.codes)
        return codes, read_grid(
            table, people, codes, near, said=said.people, month=said.month_day, all_new=first
        )

    last = max(versions, key=lambda v: v.first_day, default=None)
    codes, grid = read(last)
    # its days say which period it is of; that one's shifts and missions are what its codes mean
    of = next((v for v in versions if any(day in v.span for day in grid.days)), last)
    if of is not last:
        codes, grid = read(of)
    # a draft comes before the version in force of the same days
    form = frame_for([version.form for version in versions], grid.days, members_of(team))
    if form is None:
        form = first_form(team.name, team.zone, grid.days)
    faults = [*grid.faults, *_outside(grid, form)]
    if faults:
        return GridNews(grid, codes, tuple(faults), None, first=first)
    on_it = {name_key(person["id"]) for person in form["people"]}
    back = [
        {"id": k, "name": people[k]}
        for k in grid.people
        if k in people and name_key(k) not in on_it
    ]
    back = [person for person in back if person["id"] not in grid.joining]
    form = filled({**form, "people": [*form["people"], *back]}, grid, _meant(codes, grid))
    need: Mapping[str, Sequence[int]] = {}
    if first:
        need = {**covered(form), **said.need}
        form = with_need(form, need)
    try:
        news = look_at_roster(team, form)
        return GridNews(grid, codes, (), news, form, first=first, need=need)
    except BadInput as error:
        return GridNews(grid, codes, (GridFault(error.code, error.message),), None)


@transaction.atomic
def do_load_grid(actor: Person, table: GridTable, said: GridMap, now: datetime) -> DeskOutcome:
    """Make a draft of a grid without faults, and remember what its codes mean.

    **Raises**: `BadInput` ``grid.faults`` while any cell is at fault.
    """
    found = look_at_grid(actor.team, table, said, now)
    if found.news is None:
        count = len(found.faults)
        fault = ngettext(
            "{n} cell is at fault; put it right first. Nothing was written.",
            "{n} cells are at fault; put them right first. Nothing was written.",
            count,
        )
        raise BadInput("grid.faults", fault.format(n=count))
    outcome = do_load_roster(actor, found.form, now)
    if found.first:  # periods are counted from the first day there is a roster for
        Team.objects.filter(pk=actor.team_id).update(first_day=min(found.grid.days))
    kept = {code: m.target for code, (_, m) in found.grid.codes.items() if m is not None}
    Team.objects.filter(pk=actor.team_id).update(codes={**actor.team.codes, **kept})
    return outcome


def members_of(team: Team) -> dict[str, Membership]:
    """What the team keeps of its people beside the rosters, by id."""
    return {
        person.key: Membership.of(person.last_day, person.skill_days)
        for person in Person.objects.filter(team=team)
        if person.last_day is not None or person.skill_days
    }


def codes_of(team: Team, roster: Roster | None, said: Mapping[str, str] | None = None) -> Codes:
    """The team's codes: what was said now, then what was said before, then its shifts."""
    shifts = roster.shifts if roster else ()
    missions = roster.missions if roster else ()
    asked = ASKED if roster is None else ()
    return Codes(shifts, missions, {**team.codes, **(said or {})}, asked=asked)


def _meant(codes: Codes, grid: ReadGrid) -> list[Shift]:
    """The new shifts that some cell means."""
    held = {meaning.target for _, meaning in grid.codes.values() if meaning is not None}
    return [shift for key, shift in codes.new.items() if key in held]


def _outside(grid: ReadGrid, form: Mapping[str, Any]) -> list[GridFault]:
    span = span_of(form)
    late = [day for day in grid.days if not span.start_day <= day < span.end_day]
    if not late:
        return []
    return [
        GridFault(
            "grid.outside",
            f"{late[0]} and {len(late) - 1} more days are outside the period from"
            f" {span.start_day} to {span.end_day - timedelta(days=1)}; leave their columns out.",
        )
    ]


__all__ = [
    "GridMap",
    "GridNews",
    "codes_of",
    "do_load_grid",
    "look_at_grid",
    "read_map",
    "read_table",
]
