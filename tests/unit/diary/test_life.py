"""Life events: what they do to a rhythm, how long they last, and when they contradict another."""

from __future__ import annotations

from datetime import UTC, date

import pytest

from offwatch.diary.check import look_over
from offwatch.diary.event import Event
from offwatch.diary.life import LifeEvent, Touch

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 10)


def life(name: str, suspended: str = "", last_day: date | None = LAST) -> LifeEvent:
    return LifeEvent(name, suspended, FIRST, last_day)


@pytest.mark.parametrize(
    ("name", "suspended", "rhythm", "touch"),
    [
        ("Pregnancy", "", "period", "suspends"),
        ("Pregnancy", "", "migraine", "doubtful"),
        ("Stillzeit", "", "seizure", "none"),
        ("Pause", "", "migraine", "suspends"),
        ("Sabbatical", "", "period", "doubtful"),
        ("Sabbatical", "all", "period", "suspends"),
        ("Surgery", "migraine; Period", "period", "suspends"),
        ("Surgery", "migraine", "period", "doubtful"),
        ("Surgery", "none", "period", "none"),
        ("Pregnancy", "none", "period", "none"),
        ("Pause", "migraine", "period", "none"),
        ("Breast-feeding", "migraine", "seizure", "none"),
    ],
)
def test_what_its_owner_says_counts_before_what_is_usual(
    name: str, suspended: str, rhythm: str, touch: Touch
) -> None:
    """Where nothing is said and nothing is usual, the rhythm may change."""
    assert life(name, suspended).touch(rhythm) == touch


def test_it_lasts_from_its_first_day_to_its_last() -> None:
    span = life("Surgery").span
    assert (FIRST in span, LAST in span) == (True, True)
    assert date(2026, 3, 11) not in span
    assert date(2026, 2, 28) not in span


def test_one_that_goes_on_has_no_end() -> None:
    assert date(2199, 12, 31) in life("Surgery", last_day=None).span


@pytest.mark.parametrize(
    ("kinds", "refused"),
    [
        (("life_start", "life_end", "life_start"), {}),
        (("life_start", "life_start"), {1: "diary.life-started-twice"}),
        (("life_end",), {0: "diary.life-not-started"}),
        (("life_start", "life_end", "life_end"), {2: "diary.life-not-started"}),
    ],
)
def test_two_at_once_of_a_name_and_an_end_without_a_start_are_refused(
    kinds: tuple[str, ...], refused: dict[int, str]
) -> None:
    """The later of two that contradict each other is the one that is named; names are one way."""
    events = [
        Event(date(2026, 3, 1 + i), kind, "Surgery" if i % 2 else " surgery ")  # type: ignore[arg-type]
        for i, kind in enumerate(kinds)
    ]
    assert look_over(events, UTC).refused == refused
