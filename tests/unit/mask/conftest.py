"""A small team, its norm, and a pad with a diary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from offwatch.forecast import Prior, load_prior
from offwatch.mask import Norm, OwnDuty, Record

FIRST_DAY = date(2026, 1, 5)


@pytest.fixture(scope="session")
def prior() -> Prior:
    return load_prior("menstrual")


@pytest.fixture
def norm() -> Norm:
    return Norm(first_day=FIRST_DAY, zone="UTC")


@pytest.fixture
def make_duty() -> Callable[..., OwnDuty]:
    """A day duty from 08:00, published three weeks before unless said otherwise."""

    def make(day: date, duty_id: str = "", published_days: int = 21, days: int = 1) -> OwnDuty:
        starts_at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        return OwnDuty(
            duty_id=duty_id or f"duty-{day.isoformat()}",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(days=days - 1, hours=8),
            published_at=starts_at - timedelta(days=published_days),
        )

    return make


@pytest.fixture
def steady() -> Callable[[date], Record]:
    """A record of twelve gaps of 28 days whose last onset is the given day, five days each."""

    def make(last: date) -> Record:
        onsets = tuple(last.toordinal() - 28 * i for i in range(12, -1, -1))
        return Record(onsets, (5,) * 13, (0,) * 13)

    return make
