"""The team that the desk is measured with has a roster that a planner could publish."""

from __future__ import annotations

from datetime import date

import pytest
from benchmarks.desk.reader import spread
from benchmarks.desk.targets import BOUNDS, hold_targets
from benchmarks.desk.team import roster_form, team_form

from offwatch.plan import read_roster, standing
from offwatch.plan.objective import open_seats


@pytest.mark.parametrize(("people", "weeks", "missions"), [(60, 4, 2), (120, 5, 10)])
def test_its_roster_keeps_its_rules_and_fills_its_seats(
    people: int, weeks: int, missions: int
) -> None:
    """Everybody is on it; no rule is broken, no seat open, and the missions have their crews."""
    roster = read_roster(roster_form(people, weeks, missions, date(2026, 11, 30)))
    assert (len(roster.people), roster.days) == (people, 7 * weeks)
    assert len(roster.missions) == missions
    assert standing(roster) == ()
    assert open_seats(roster, roster, whole=True) == ()
    assert set(team_form(people)["people"]) == set(roster.person)


def test_a_target_that_is_missed_is_shown_as_missed() -> None:
    """One row for each bound, met at the bound itself."""
    found = dict(BOUNDS)
    assert all(row["met"] for row in hold_targets(found))
    first = next(iter(found))
    found[first] += 0.1
    assert [row["target"] for row in hold_targets(found) if not row["met"]] == [first]


def test_of_many_times_median_95th_percentile_and_most_are_told() -> None:
    """As they are, in milliseconds."""
    assert spread([float(n) for n in range(100)]) == {"median": 49.5, "p95": 95.0, "most": 99.0}
