"""A draft brought up to date with what was published since it was made."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from offwatch.desk.models import Person, RosterVersion
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.current import roster_of, version_of
from offwatch.desk.rosters.difference import CellChange, difference
from offwatch.desk.rosters.drafts import draft_to_change
from offwatch.desk.rosters.publication import Publication
from offwatch.errors import BadInput, Refused
from offwatch.names import name_key

Cell = tuple[str, date]


def others_changes(draft: RosterVersion) -> tuple[CellChange, ...]:
    """What was published over the version this draft was made from, and is not in the draft."""
    latest = version_of(draft.team, draft.first_day)
    if latest is None or draft.base is None or latest.pk == draft.base_id:
        return ()
    return difference(roster_of(draft.base), roster_of(latest)).cells


@transaction.atomic
def do_catch_up(actor: Person, draft_id: int) -> DeskOutcome:
    """Take into the draft what was published since; on the same cell the published one wins."""
    draft = draft_to_change(actor, draft_id)
    latest = version_of(draft.team, draft.first_day)
    lost = 0
    if latest is not None and draft.base is not None:
        theirs = {_cell(c): c for c in others_changes(draft)}
        mine = {_cell(c): c for c in difference(roster_of(draft.base), roster_of(draft)).cells}
        lost = sum(mine[cell].now != change.now for cell, change in theirs.items() if cell in mine)
        form = with_cells(draft.form, {cell: change.now for cell, change in theirs.items()})
        if draft.form.get("missions") == draft.base.form.get("missions"):
            form["missions"] = latest.form.get("missions", [])
        try:
            draft.form = Publication.read(form).form
        except BadInput:
            raise Refused(
                "draft.apart",
                "The draft and the roster in force have gone too far apart; throw the draft away,"
                " and begin with the roster in force.",
            ) from None
    draft.base = latest
    draft.revision += 1
    draft.save(update_fields=[*draft.FORM_FIELDS, "base", "revision"])
    draft.searches.all().delete()
    draft.steps.all().delete()  # they were steps from the other version
    if lost:
        return DeskOutcome(
            "caught-up",
            "The draft has the changes of the roster in force; where both changed the same day, the"
            " roster in force stands.",
            lost,
        )
    return DeskOutcome("caught-up", "The draft has the changes of the roster in force.")


def with_cells(form: dict[str, Any], cells: dict[Cell, str | None]) -> dict[str, Any]:
    """The form with other duties on some days of some people."""
    spelled = {name_key(key): key for key in form["roster"]}
    people = {name_key(p["id"]): p["id"] for p in form["people"]}
    lines = {key: dict(line) for key, line in form["roster"].items()}
    for (person, day), what in cells.items():
        if name_key(person) not in people:
            continue
        key = spelled.setdefault(name_key(person), people[name_key(person)])
        line = lines.setdefault(key, {})
        if what is None:
            line.pop(day.isoformat(), None)
        else:
            line[day.isoformat()] = what
    return {**form, "roster": {key: dict(sorted(line.items())) for key, line in lines.items()}}


def _cell(change: CellChange) -> Cell:
    return (change.person, change.day)
