"""Medicine taken for attacks: what it is by its name, and days a month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from offwatch.diary import Event
from offwatch.diary.medicines import medicine_class, medicine_months


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("Sumatriptan 50 mg", "triptan"),
        ("RIZATRIPTAN", "triptan"),
        ("Tramadol", "opioid"),
        ("Paracetamol/Codein", "opioid"),
        ("ibuprofen 400", "simple"),
        ("ASS", "simple"),
        ("Thomapyrin", "combination"),
        ("glass of water", None),
        ("", None),
    ],
)
def test_a_name_tells_its_class(name: str, of: str | None) -> None:
    """By pieces of words, in any case; a name that tells of none has none."""
    assert medicine_class(name) == of


def test_days_are_counted_and_not_doses() -> None:
    """Two on a day are a day; two triptans on two days are two days of triptans."""
    first = date(2026, 3, 1)
    events = [
        Event(datetime(2026, 3, 1, 8, tzinfo=UTC), "medicine", "Sumatriptan", "50"),
        Event(datetime(2026, 3, 1, 20, tzinfo=UTC), "medicine", "sumatriptan", "50"),
        Event(date(2026, 3, 2), "medicine", "Rizatriptan"),
        Event(date(2026, 3, 2), "medicine", "ibuprofen"),
        Event(date(2026, 3, 3), "dose", "Propranolol"),
        Event(date(2026, 4, 1), "medicine", "tea"),
    ]
    months = medicine_months(events, UTC)
    assert list(months) == [first, date(2026, 4, 1)]
    assert months[first].any_days == 2
    assert months[first].by_name == {"Sumatriptan": 1, "Rizatriptan": 1, "ibuprofen": 1}
    assert months[first].by_class == {"triptan": 2, "simple": 1}


@pytest.mark.parametrize(
    ("name", "days", "over"),
    [
        ("Sumatriptan", 9, False),
        ("Sumatriptan", 10, True),
        ("Tramadol", 10, True),
        ("Ibuprofen", 14, False),
        ("Ibuprofen", 15, True),
        ("tea", 28, False),
    ],
)
def test_the_line_of_the_classification(name: str, days: int, over: bool) -> None:
    """Ten days a month for triptans and opioids, fifteen for simple painkillers."""
    first = date(2026, 3, 1)
    events = [Event(first + timedelta(days=n), "medicine", name) for n in range(days)]
    assert bool(medicine_months(events, UTC)[first].over) is over
