"""The example in the documentation is read, and does what the page says of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from offwatch.plan import (
    Roster,
    Solvers,
    read_absences,
    read_roster,
    replan,
    roster_schema,
    standing,
)

PAGE = Path(__file__).parents[4] / "docs" / "roster.md"


def _example() -> Roster:
    found = re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    data: Any = json.loads(found[1])
    return read_roster(data)


def test_the_example_does_what_the_page_says(solver: Solvers) -> None:
    """The knight away, the mission moves a week and two people are notified."""
    base = _example()
    assert standing(base) == ()
    absent = read_absences({"knight": ["2026-11-17", "2026-11-18"]}, base)
    plan = replan(base, absent, deadline_s=5, solver=solver)
    assert plan.title == "Move Landing a week"
    assert plan.objective[:3] == (0, 2, 1)
    assert plan.proven


def test_the_page_names_every_field_and_rule() -> None:
    """A field or a rule that is not on the page is not documented."""
    page = PAGE.read_text(encoding="utf-8")
    schema = roster_schema()
    fields = {*schema["properties"], *schema["$defs"]["rules"]["properties"]}
    for part in ("shift", "person", "demand", "mission"):
        fields |= schema["$defs"][part]["properties"].keys()
    assert [f for f in sorted(fields) if f not in page] == []
