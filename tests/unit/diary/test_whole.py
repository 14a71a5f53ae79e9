"""The complete export of a pad: read as it was written, or refused as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from tests.refusals import refused
from tests.unit.diary.apps.reading import kept, read_json

from offwatch.diary.readers.whole import Whole


def entry(number: int, at: str, kind: str = "onset") -> dict[str, Any]:
    return {"id": number, "at": at, "kind": kind, "name": "migraine", "value": ""}


def export(*entries: Any, **more: Any) -> dict[str, Any]:
    whole = {"zone": "UTC", "conditions": [], "sources": [], "history": []}
    return {"offwatch_diary": 1, **whole, "entries": list(entries), **more}


def test_what_was_written_is_read_and_kept_beside_the_events() -> None:
    """The entries are events; what else is in it goes on to whoever restores it."""
    form, reading = read_json(export(entry(1, "2026-03-01"), entry(2, "2026-03-02", "end")))
    assert form == "offwatch"
    assert kept(reading) == [
        ("2026-03-01", "onset", "migraine", ""),
        ("2026-03-02", "end", "migraine", ""),
    ]
    assert isinstance(reading.whole, Whole)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (entry(2, "soon"), "diary.bad-date"),
        (entry(2, "2026-03-02T08:00"), "diary.no-zone"),
        (entry(2, "2026-03-02", "mood"), "diary.unknown-kind"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(bad: Any, code: str) -> None:
    """By its place, with the others read."""
    reading = read_json(export(entry(1, "2026-03-01"), bad))[1]
    assert reading.rejected == ((2, code),)
    assert len(reading.events) == 1


@pytest.mark.parametrize(
    "data",
    [
        {"offwatch_diary": 1},
        export(entry(1, "2026-03-01"), zone=3),
        export(entry(1, "2026-03-01"), extra=[]),
        export({**entry(1, "2026-03-01"), "reason": "words"}),
        export("words"),
        export(history=[{"id": 1}]),
        export(offwatch_diary="1"),
    ],
)
def test_what_is_no_export_is_refused(data: Any) -> None:
    """A field that is missing, unknown or of another kind: nothing of it is read."""
    with refused("diary.bad-export"):
        read_json(data)


def test_an_export_of_a_newer_version_is_refused_by_that() -> None:
    """Its fields may mean something else."""
    with refused("diary.bad-export"):
        read_json(export(offwatch_diary=2))
