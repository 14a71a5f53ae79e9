"""What one entry says on a page."""

from __future__ import annotations

from datetime import date

import pytest

from offwatch.diary import Event, Kind
from offwatch.pad.pages.diary.entry_words import entry_words


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("exposure", "1", "Possible trigger: wine"),
        ("exposure", "2", "Possible trigger: wine, amount 2"),
        ("exposure", "two glasses", "Possible trigger: wine, two glasses"),
        ("precursor", "1", "Sign: wine"),
        ("symptom", "2.5", "Symptom: wine, strength 2.5"),
        ("medicine", "50 mg", "Medicine: wine, 50 mg"),
    ],
)
def test_a_bare_number_is_named(kind: Kind, value: str, said: str) -> None:
    """A one says only that it was there; any other number says what it counts."""
    assert entry_words(Event(date(2026, 11, 1), kind, "wine", value)) == said
