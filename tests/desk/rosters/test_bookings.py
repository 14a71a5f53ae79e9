"""What the database itself holds, whatever the program does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offwatch.desk.models import Booking, Notice, RosterVersion, Team
from tests.desk.sample import NOW, who
from tests.examples import some


def book(team: Team, key: str, start_h: float, hours: float, version: RosterVersion) -> None:
    start = NOW + timedelta(days=300, hours=start_h)
    with transaction.atomic():
        Booking.objects.create(
            first_day=version.first_day,
            since=version.number,
            person=who(team, key),
            duty_id=f"x{start_h}-{hours}",
            starts_at=start,
            ends_at=start + timedelta(hours=hours),
            planned_at=NOW,
        )


@settings(
    max_examples=some(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.integers(0, 40),
    st.integers(1, 20),
    st.integers(0, 40),
    st.integers(1, 20),
)
def test_nobody_is_in_two_places(team: Team, a: int, n: int, b: int, m: int) -> None:
    """Two bookings of one person in one version overlap exactly when the second is refused."""
    version = team.versions.get()
    with transaction.atomic():
        book(team, "knight", a, n, version)
        overlaps = a < b + m and b < a + n
        if overlaps:
            with pytest.raises(IntegrityError, match="no_double_booking"):
                book(team, "knight", b, m, version)
        else:
            book(team, "knight", b, m, version)
        book(team, "leader", a, n, version)  # somebody else may be on duty then
        transaction.set_rollback(True)


def test_a_published_roster_never_changes(team: Team) -> None:
    """The trigger refuses an update of the form, its number or its state."""
    version = team.versions.get()
    changes: list[dict[str, Any]] = [
        {"whole": {}},
        {"changes": {}},
        {"days": 3},
        {"number": 9},
        {"state": "draft"},
        {"first_day": NOW.date()},
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            RosterVersion.objects.filter(pk=version.pk).update(**change)


def test_nobody_is_told_twice_of_one_version(team: Team) -> None:
    """A second notice for the same person and version is refused."""
    version, knight = team.versions.get(), who(team, "knight")
    Notice.objects.create(person=knight, version=version, lines=["x"], made_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(person=knight, version=version, lines=["x"], made_at=NOW)


def test_the_models_are_what_the_migrations_make(db: None) -> None:
    """No migration is missing."""
    from django.core.management import call_command

    call_command("makemigrations", "desk", check=True, dry_run=True, verbosity=0)
    assert connection.vendor == "postgresql"
