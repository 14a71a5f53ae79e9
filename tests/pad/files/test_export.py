"""What goes out comes in again: the same diary, the same forecast, and all beside it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import some
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.diary.readers.source import in_memory
from offwatch.errors import BadInput
from offwatch.pad.diary.conditions import do_hide_condition, do_keep_condition, kept_conditions
from offwatch.pad.diary.importing import Imported, do_take_in, preview, read_file
from offwatch.pad.diary.odds import look_ahead
from offwatch.pad.diary.record import do_correct, do_delete, do_log, do_undo
from offwatch.pad.diary.rows import read_diary, setup
from offwatch.pad.files.exporting import exported
from offwatch.pad.models import (
    DiaryEntry,
    DiarySource,
    DiaryStep,
    EntryChange,
    KeptCondition,
    Setup,
)
from offwatch.spans import DaySpan

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
START = date(2025, 1, 1)


def add(*events: Event) -> None:
    add_events(events, setup().tz, None)


def take(raw: bytes) -> Imported:
    return do_take_in(NOW, read_file(NOW, in_memory(raw)))


def empty_again() -> None:
    """As a pad that was just made."""
    for model in (EntryChange, DiaryStep, DiaryEntry, DiarySource, KeptCondition):
        model.objects.all().delete()


TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from("=+-@'\t\n\r\",;ü"),
    max_size=15,
).map(str.strip)
NAMES = st.sampled_from(["migraine", "period", "=cmd|x", "'=x", "@ache", "Übelkeit", "a, b; c"])
DAYS = st.integers(0, 500)


@st.composite
def diaries(draw: st.DrawFn) -> list[Event]:
    """A diary without contradictions: episodes apart, regimens, and whatever else on any day."""
    found: list[Event] = []
    zone = ZoneInfo("Europe/Berlin")
    for name in draw(st.lists(NAMES, max_size=2, unique=True)):
        day = draw(st.integers(0, 30))
        for gap, length, timed in draw(
            st.lists(st.tuples(st.integers(9, 40), st.integers(0, 6), st.booleans()), max_size=8)
        ):
            first = START + timedelta(days=day)
            at = datetime(first.year, first.month, first.day, 9, 30, tzinfo=zone)
            begun: date | datetime = at if timed else first
            found.append(Event(begun, "onset", name))
            found.append(Event(first + timedelta(days=length), "end", name))
            found.append(Event(begun, "severity", name, str(draw(st.integers(-3, 10)))))
            day += gap
    if draw(st.booleans()):
        found.append(Event(START, "regimen_start", "+pill", draw(st.sampled_from(["none", ""]))))
        found.append(Event(START + timedelta(days=40), "regimen_stop", "+pill"))
    others = st.tuples(
        DAYS, st.sampled_from(["symptom", "medicine", "exposure", "precursor", "note"]), NAMES, TEXT
    )
    for offset, kind, name, value in draw(st.lists(others, max_size=8)):
        found.append(Event(START + timedelta(days=offset), kind, name, value))  # type: ignore[arg-type]
    return list(dict.fromkeys(found))


@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=some(12),
)
@given(events=diaries(), form=st.sampled_from(["csv", "json"]))
def test_out_and_in_again_is_the_same(home: Path, events: list[Event], form: Any) -> None:
    """Into an empty pad: the same diary and the same forecast; once more changes nothing."""
    empty_again()
    add(*events)
    before, odds = read_diary(), forecast()
    raw = exported(form)
    unchanged = take(raw) if events else Imported(0, 0, 0, ())
    assert (unchanged.added, unchanged.corrected, unchanged.removed) == (0, 0, 0)
    empty_again()
    if not events and form == "csv":
        return
    if events:
        take(raw)
    assert read_diary() == before
    assert forecast() == pytest.approx(odds, abs=1e-9)


def forecast() -> list[float]:
    diary = read_diary(notes=False)
    if not diary.onset_days():
        return []
    ahead = look_ahead(diary, NOW, 60)
    days = [ahead.first_day + timedelta(days=n) for n in range(60)]
    return [ahead.clash(DaySpan(day, day + timedelta(days=1))) for day in days]


def test_the_complete_form_restores_everything(home: Path) -> None:
    """What is kept with its mark, what was hidden, who wrote what, and history with undo."""
    Setup.objects.update(zone="America/New_York")
    do_keep_condition("Migräne", "migraine")
    do_keep_condition("Schub", "flare")
    do_hide_condition("Schub")
    add(Event(START, "note", "", "by hand"))
    take(b"at,kind,name,value\n2026-01-05,onset,period,\n2026-01-09,end,period,\n")
    done = do_log(NOW, "onset", "Migräne", NOW - timedelta(days=2))
    assert done.entry is not None
    do_correct(NOW, done.entry, Event(NOW - timedelta(days=3), "onset", "Migräne"))
    note = DiaryEntry.objects.get(kind="note")
    last = do_delete(NOW, note.pk)
    raw, before, kept = exported("json"), read_diary(), kept_conditions()
    rows = list(DiaryEntry.objects.order_by("id").values())
    steps = list(DiaryStep.objects.order_by("id").values())
    empty_again()
    Setup.objects.update(zone="Europe/Berlin")
    said = take(raw)
    assert [one.code for one in said.notes] == ["import.zone"]
    assert read_diary() == before
    assert kept_conditions() == kept
    assert setup().zone == "America/New_York"
    assert list(DiaryEntry.objects.order_by("id").values()) == rows
    assert list(DiaryStep.objects.order_by("id").values()) == steps
    assert exported("json") == raw
    assert last.step is not None
    do_undo(NOW, last.step)
    assert DiaryEntry.objects.filter(value="by hand").exists()


def test_into_a_pad_that_holds_something_it_is_added(home: Path) -> None:
    """Nothing that is there is lost, and what is kept gets a free mark."""
    do_keep_condition("Migräne", "migraine")
    add(Event(START, "onset", "Migräne"))
    raw = exported("json")
    empty_again()
    do_keep_condition("Regel", "menstrual")
    add(Event(START + timedelta(days=9), "onset", "Regel"))
    seen = preview(NOW, read_file(NOW, in_memory(raw)))
    assert (seen.form, seen.added) == ("offwatch", 1)
    assert take(raw).added == 1
    assert set(read_diary().rhythms()) == {"Migräne", "Regel"}
    assert [(one.name, one.place) for one in kept_conditions()] == [("Regel", 0), ("Migräne", 1)]


@pytest.mark.parametrize(
    "change",
    [
        {"zone": "Mars/Olympus"},
        {"zone": 5},
        {"offwatch_diary": 99},
        {"entries": [{"id": 1, "at": "never", "kind": "onset", "name": "", "value": ""}]},
        {"entries": [{"id": 1, "at": "2026-01-01", "kind": "x", "name": "", "value": ""}]},
        {"entries": [{"id": -1, "at": "2026-01-01", "kind": "note", "name": "", "value": ""}]},
        {"entries": [{"id": 1, "at": "2026-01-01", "kind": "note", "name": "", "value": "",
                      "source": 7}]},
        {"entries": [{"id": 1, "at": "2026-01-01", "kind": "note", "name": "", "value": "a"},
                     {"id": 1, "at": "2026-01-01", "kind": "note", "name": "", "value": "b"}]},
        {"entries": [{"id": 1, "at": "2026-01-01", "kind": "note", "name": "", "value": "a"},
                     {"id": 2, "at": "2026-01-01", "kind": "note", "name": "", "value": "a"}]},
        {"conditions": [{"name": "x", "kind": "weather", "mark": 1, "shown": True}]},
        {"conditions": [{"name": "", "kind": "", "mark": 1, "shown": True}]},
        {"history": [{"id": 1, "what": "undo", "done_at": "2026-01-01T00:00Z", "undoes": 5,
                      "changes": []}]},
        {"history": [{"id": 1, "what": "log", "done_at": "2026-01-01", "undoes": None,
                      "changes": []}]},
        {"surprise": 1},
    ],
)  # fmt: skip
def test_a_complete_export_that_is_none_writes_nothing(home: Path, change: dict[str, Any]) -> None:
    """Whatever is wrong in it, it is a coded refusal."""
    add(Event(START, "onset", "Migräne"))
    data = json.loads(exported("json")) | change
    empty_again()
    with pytest.raises(BadInput):
        take(json.dumps(data).encode())
    assert not DiaryEntry.objects.exists()
    assert not KeptCondition.objects.exists()
    assert setup().zone == "Europe/Berlin"


def test_a_spreadsheet_takes_nothing_for_a_formula(home: Path) -> None:
    """Each cell of the table begins with a letter, a figure or an apostrophe."""
    values = ["=1+1", "+1", "-1", "@x", "\tx", "'=x", "'tis", "plain"]
    add(*(Event(START, "note", "", value) for value in values))
    add(Event(START, "symptom", "=HYPERLINK()"))
    text = exported("csv").decode("utf-8-sig")
    cells = [cell.strip('"') for line in text.split("\r\n") for cell in line.split(",")]
    assert not any(cell[:1] in "=+-@\t\r" for cell in cells if cell)
    empty_again()
    take(text.encode())
    assert set(DiaryEntry.objects.filter(kind="note").values_list("value", flat=True)) == {
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\tx",
        "'=x",
        "'tis",
        "plain",
    }
