"""What an even share is, and what nobody can go below."""

from __future__ import annotations

import pytest
from tests.unit.plan.rosters import roster

from offwatch.plan.construct.fair_shares import FairShares


def test_days_are_shared_up_to_what_each_may_work() -> None:
    """Fourteen seats for three, of whom one works two days at most: six, six and two."""
    base = roster(
        dict.fromkeys("abc", "......."),
        need={"early": 1, "late": 1},
        own={"c": {"max_minutes": 960}},
    )
    shares = FairShares(base)
    assert shares.least_most == 6
    assert [shares.of(p).days for p in base.people] == [6, 6, 2]


def test_credit_is_taken_off_the_share() -> None:
    """Who has worked more before has less to do."""
    base = roster(dict.fromkeys("abc", "......."), need={"early": 1}, credit={"a": 2})
    shares = FairShares(base)
    assert shares.least_most == 3
    assert [shares.of(p).days for p in base.people] == [1, 3, 3]


def test_nights_are_shared_by_those_who_can_hold_one() -> None:
    """By their part of the days; nobody else has a share."""
    base = roster(
        dict.fromkeys("abc", "......."),
        need={"early": 1, "night": 1},
        own={"a": {"max_shifts": {"night": 0}}},
    )
    nights = [FairShares(base).of(p).nights for p in base.people]
    assert nights == [0, pytest.approx(3.5), pytest.approx(3.5)]


def test_more_seats_than_anybody_may_fill_are_no_fault() -> None:
    """Then everybody's most is the level."""
    base = roster({"a": "...", "b": "..."}, need={"early": 4})
    assert FairShares(base).least_most == 3
