"""Which events are duties, by a calendar or by words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from offwatch.calendars.choose import make_choice
from offwatch.calendars.read import Occurrence
from offwatch.errors import BadInput

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


def named(name: str, *, cancelled: bool = False, free: bool = False) -> Occurrence:
    return Occurrence("key", name, AT, AT + timedelta(hours=8), False, cancelled, free, "")


@pytest.mark.parametrize(
    ("mode", "words", "name", "why"),
    [
        ("all", "", "Dentist", ""),
        ("with", "shift, night", "NIGHT duty", ""),
        ("with", "dienst", "Frühdienst", ""),
        ("with", "F", "F 06:00", ""),
        ("with", "F", "Friseur", "no-word"),
        ("with", "shift", "Dentist", "no-word"),
        ("without", "private", "Private: dentist", "word"),
        ("without", "private", "Shift", ""),
    ],
)
def test_by_words(mode: str, words: str, name: str, why: str) -> None:
    """A long word counts wherever it stands, a short one by itself only, in any case."""
    assert make_choice(mode, words).why_not(named(name)) == why


def test_cancelled_and_free_ones_are_never_duties() -> None:
    """Whatever the words."""
    assert make_choice("all", "").why_not(named("x", cancelled=True)) == "cancelled"
    assert make_choice("with", "x").why_not(named("x", free=True)) == "free"


@pytest.mark.parametrize(("mode", "words"), [("with", " , "), ("without", ""), ("some", "x")])
def test_a_choice_needs_its_words(mode: str, words: str) -> None:
    """Chosen by words, without any."""
    with pytest.raises(BadInput):
        make_choice(mode, words)
