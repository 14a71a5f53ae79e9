"""What each person works is counted as people count it, and its credit goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from offwatch.desk.models import Team
from offwatch.desk.rosters.workload import credited, with_credit, workloads
from offwatch.plan.roster.read_write import parse_roster

SHIFTS = [
    {"id": "early", "name": "Early", "start": "06:00", "minutes": 480},
    {"id": "night", "name": "Night", "start": "22:00", "minutes": 480},
]


def roster(**lines: dict[str, str]) -> Any:
    return parse_roster(
        {
            "form": "offwatch-roster/1",
            "team": "Ward",
            "zone": "Europe/Berlin",
            "first_day": "2026-03-23",
            "days": 14,
            "shifts": SHIFTS,
            "people": [{"id": p, "name": p.title()} for p in lines],
            "demand": [],
            "roster": lines,
        }
    )


def test_nights_weekends_and_hours_of_the_clock() -> None:
    """The night of the change of clocks is an hour shorter; Saturday and Sunday are one weekend."""
    found = workloads(
        roster(
            ann={"2026-03-27": "night", "2026-03-28": "night", "2026-03-29": "night"},
            ben={"2026-03-28": "early", "2026-04-04": "early"},
            cleo={},
        )
    )
    ann, ben, cleo = found
    assert (ann.duties, ann.hours, ann.nights, ann.weekends) == (3, 23, 3, 1)
    assert (ben.duties, ben.hours, ben.nights, ben.weekends) == (2, 16, 0, 2)
    assert (cleo.duties, cleo.hours, cleo.nights, cleo.weekends) == (0, 0, 0, 0)


@given(st.lists(st.integers(0, 14), min_size=2, max_size=6))
def test_credit_is_what_was_worked_beyond_the_mean(days: list[int]) -> None:
    """It sums to about nothing; what a form gives stays."""
    on = [f"2026-03-{d}" for d in range(23, 32)] + [f"2026-04-0{d}" for d in range(1, 6)]
    before = roster(**{f"p{i}": dict.fromkeys(on[:n], "early") for i, n in enumerate(days)})
    following = replace(before, duties={})
    given_one = replace(following.people[0], credit=5)
    got = with_credit(replace(following, people=(given_one, *following.people[1:])), before)
    fair = sum(days) / len(days)
    assert got.people[0].credit == 5
    assert [p.credit for p in got.people[1:]] == [round(n - fair) for n in days[1:]]


def test_credit_adds_up_over_the_periods() -> None:
    """Two more than the mean, and then one less, are one more; the last one counts too."""
    full = [f"2026-03-{d}" for d in range(23, 30)]

    def worked(ann: int, ben: int) -> Any:
        lines = {"ann": full[:ann], "ben": full[:ben]}
        return roster(**{p: dict.fromkeys(days, "early") for p, days in lines.items()})

    last = credited([worked(6, 2), worked(3, 5)])
    assert last is not None
    assert [p.credit for p in last.people] == [2, -2]
    assert [p.credit for p in with_credit(worked(0, 0), last).people] == [1, -1]
    assert credited([]) is None


def test_the_page_counts_for_every_member(team: Team) -> None:
    """Counts are of the roster that everybody sees."""
    client = Client()
    client.force_login(User.objects.get(username="knight"))
    page = client.get("/roster/work").content.decode()
    assert "Who works how much" in page
    assert "Knight" in page
