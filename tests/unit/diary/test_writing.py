"""A diary that is written as a table is read back as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from offwatch.diary import Event
from offwatch.diary.readers.file import read_source
from offwatch.diary.readers.source import in_memory
from offwatch.diary.writers.generic import generic_text

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(texts)
@example("=1+1")
@example('two\nlines, a "quote" and \'=')
def test_whatever_a_note_says_comes_back(text: str) -> None:
    """Formulas are neutralised for a spreadsheet, and are themselves again when they are read."""
    text = text.strip()
    events = [
        Event(date(2026, 3, 1), "onset", "Migräne"),
        Event(date(2026, 3, 2), "note", "", text),
    ]
    written = generic_text(events)
    assert not any(cell.startswith("=") for cell in written.split(","))
    form, reading = read_source(in_memory(written.encode()), UTC, datetime(2026, 6, 1, tzinfo=UTC))
    assert form == "generic"
    assert reading.strict().events == tuple(events)
