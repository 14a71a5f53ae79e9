"""The two files of the documentation, and those of the example, make a team together."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from offwatch.desk.models import Person, Team
from offwatch.desk.rosters.import_roster import do_import_roster
from offwatch.desk.rosters.team_form import read_team
from tests.desk.sample import NOW

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "night-before"


def first_json(page: str) -> bytes:
    found = re.search(r"```json\n(.*?)```", (ROOT / "docs" / page).read_text(), re.DOTALL)
    assert found is not None
    return found[1].encode()


@pytest.mark.parametrize(
    ("roster", "team"),
    [
        (first_json("roster.md"), first_json("desk.md")),
        ((EXAMPLE / "roster.json").read_bytes(), (EXAMPLE / "team.json").read_bytes()),
    ],
    ids=["docs", "example"],
)
def test_the_two_files_fit_each_other(db: None, roster: bytes, team: bytes) -> None:
    """Imported as they stand; everybody on the roster gets an account."""
    form: dict[str, Any] = json.loads(roster)
    added = do_import_roster(form, read_team(team), NOW)
    people = Person.objects.filter(team=Team.objects.get(pk=added.team), user__isnull=False)
    assert {p["id"] for p in form["people"]} <= set(people.values_list("key", flat=True))
