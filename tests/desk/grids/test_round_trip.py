"""A roster written as a grid and read again is the same roster."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offwatch.desk.grids.codes import Codes
from offwatch.desk.grids.frame import filled, next_form
from offwatch.desk.grids.load_grid import read_table
from offwatch.desk.grids.read_grid import read_grid
from offwatch.desk.grids.write_grid import grid_rows, write_csv
from offwatch.desk.grids.xlsx import write_xlsx
from offwatch.errors import BadInput
from offwatch.names import clean_name, name_key
from offwatch.plan import read_roster
from tests.examples import some

FIRST = date(2026, 12, 28)
DAYS = 5
SHIFT_IDS = ("early", "night", "F", "a", "free-1", "u", "n")


def _is_name(text: str) -> bool:
    try:
        return clean_name(text) == text
    except BadInput:
        return False


NAMES = st.text(min_size=1, max_size=12).filter(_is_name) | st.sampled_from(
    ["=1+1", "-x", "'y", "Summe", "Mo", "Berg, Anna", "Anna Berg", "1.12.", "@a"]
)
CODES = st.dictionaries(
    st.sampled_from(["N", "x", "early", "night", "u", "7", "Ö"]),
    st.sampled_from([*SHIFT_IDS, "free", "absent"]),
    max_size=4,
)


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    ids = draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=name_key))
    shifts = draw(st.lists(st.sampled_from(SHIFT_IDS), min_size=1, unique_by=name_key))
    days = [(FIRST + timedelta(days=i)).isoformat() for i in range(DAYS)]
    line = st.dictionaries(st.sampled_from(days), st.sampled_from(shifts))
    off = st.lists(st.sampled_from(days), unique=True, max_size=3)
    return {
        "form": "offwatch-roster/1",
        "team": "T",
        "zone": "UTC",
        "first_day": FIRST.isoformat(),
        "days": DAYS,
        "shifts": [{"id": s, "name": draw(NAMES), "start": "08:00", "minutes": 60} for s in shifts],
        "people": [{"id": i, "name": draw(NAMES), "off": draw(off)} for i in ids],
        "demand": [],
        "roster": {i: draw(line) for i in ids},
    }


@pytest.mark.property
@settings(max_examples=some(40), deadline=None)
@given(forms(), CODES, st.booleans())
def test_a_grid_that_was_written_reads_as_the_same_roster(
    form: dict[str, Any], said: dict[str, str], as_csv: bool
) -> None:
    """Whatever people, shifts and codes are called; duties and days never worked alike."""
    roster = read_roster(form)
    codes = Codes(roster.shifts, (), said)
    rows = grid_rows(roster, codes)
    table = read_table(write_csv(rows) if as_csv else write_xlsx(rows, "x"))
    people = {p.id: p.name for p in roster.people}
    grid = read_grid(table, people, codes, FIRST)
    assert grid.faults == ()
    empty = {**form, "roster": {}}
    assert read_roster(filled(empty, grid, ())) == roster


def test_the_next_period_is_like_the_last() -> None:
    """Its people, shifts and rules; what is needed as on the last such weekday."""
    demand = [
        {"day": (FIRST + timedelta(days=i)).isoformat(), "shift": "a", "need": i} for i in range(7)
    ]
    form = {
        "form": "offwatch-roster/1",
        "team": "T",
        "first_day": FIRST.isoformat(),
        "days": 7,
        "shifts": [{"id": "a", "name": "A", "minutes": 60}],
        "people": [{"id": "p", "name": "P", "skills": ["s"], "off": [FIRST.isoformat()]}],
        "demand": demand,
        "roster": {"p": {FIRST.isoformat(): "a"}},
    }
    after = next_form(form, FIRST + timedelta(days=9), 3)
    roster = read_roster(after)
    assert (roster.duties, roster.person["p"].off) == ({"p": {}}, frozenset())
    assert [(d.day, d.need) for d in roster.demand] == [(0, 2), (1, 3), (2, 4)]
