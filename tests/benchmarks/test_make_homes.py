"""The homes of the benchmark of drawn-up rosters, and how a roster is judged."""

from __future__ import annotations

import pytest
from benchmarks.make.__main__ import _targets
from benchmarks.make.homes import care_home
from benchmarks.make.judge import LESS_IS_BETTER, judge
from benchmarks.make.question import flatten, read_answer


def test_a_home_is_the_same_each_time_and_differs_from_others() -> None:
    """By its seed alone; wishes are counted."""
    one, again, other = care_home(101), care_home(101), care_home(102)
    assert one == again
    assert one.roster != other.roster
    assert one.wishes == sum(len(p.wishes) + len(p.wants) for p in one.roster.people)
    assert len(care_home(7, people=30).roster.people) == 30


@pytest.mark.parametrize("seed", range(101, 106))
def test_contracts_leave_room_for_what_is_demanded(seed: int) -> None:
    """A home that nobody could fill would measure nothing."""
    home = care_home(seed).roster
    seats = sum(c.need for c in home.demand)
    room = sum((p.rules.max_minutes or 0) // 480 for p in home.people)
    assert 0.7 * room < seats < 0.95 * room


def test_an_empty_roster_is_judged_by_what_it_lacks() -> None:
    """Every seat is open, and wishes for days off are kept."""
    home = care_home(101)
    row = judge(home.roster, home.roster, 1.0)
    assert row["open"] == sum(c.need for c in home.roster.demand)
    assert row["broken"] == row["lone_nights"] == 0
    assert row["wishes_lost"] == sum(len(p.wants) for p in home.roster.people)


def test_a_peer_is_told_all_and_its_answer_is_read() -> None:
    """Days are numbers there and back."""
    home = care_home(101).roster
    said = flatten(home, 1)
    assert len(said["people"]) == len(home.people)
    assert len(said["demand"]) == len(home.demand)
    after = read_answer(home, {"p00": {"3": "N"}})
    assert after.duties["p00"] == {3: "N"}


def test_half_of_a_peers_lone_nights_is_the_most() -> None:
    """The other columns may be as high as the peer's."""
    even = dict.fromkeys(LESS_IS_BETTER, 4.0)
    targets = _targets({"offwatch": even, "or-tools": even})
    assert [t["target"] for t in targets if not t["met"]] == [
        "lone_nights at most 0.5× that of or-tools"
    ]
