"""Whatever a file holds, reading it gives a preview or a refusal with a code; nothing else."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import some
from tests.unit.diary.apps.reading import read, zipped
from tests.unit.diary.apps.test_apple_health import FLOW, export
from tests.unit.diary.apps.test_clue import NEW
from tests.unit.diary.apps.test_tables import DAYLIO, MIGRAINE_BUDDY, NATURAL_CYCLES, OVUMCY

from offwatch.errors import BadInput

pytestmark = pytest.mark.property
busy = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=some(150))

FILES = {
    "clue": json.dumps(NEW).encode(),
    "apple-health": export(FLOW, FLOW).encode(),
    "natural-cycles": NATURAL_CYCLES.encode(),
    "migraine-buddy": MIGRAINE_BUDDY.encode(),
    "ovumcy": OVUMCY.encode(),
    "daylio": DAYLIO.encode(),
    "generic": b"at,kind,name,value\n2026-03-01,onset,period,\n2026-03-04T08:00Z,end,period,\n",
    "drip": b"date,bleeding.value,pain.cramps\n2026-03-01,2,true\n2026-03-02,1,\n",
    "spans": b"startDate,endDate\n2026-03-01,2026-03-04\n2026-04-01,\n",
    "zip": zipped({"a.json": json.dumps(NEW).encode()}),
}
PIECES = st.sampled_from(
    [
        b"", b"\0", b'"', b"'", b"\xff", b"\xfe\xff", b"\r", b"\n", b",", b"{", b"]", b"<",
        b"&a;", b"=", b"9999-12-31", b"0001-01-01", b"1e999", b"-1", b"9" * 400, b"NaN",
        "\u202e".encode(), b"\\ud800",
    ]
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of a known form with some places changed."""
    raw = FILES[draw(st.sampled_from(sorted(FILES)))]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        length = draw(st.integers(0, 12))
        piece = draw(PIECES | st.binary(max_size=6))
        raw = raw[:start] + piece + raw[start + length :]
    return raw


FIELDS = (
    "date", "day", "type", "value", "period", "flow", "symptoms", "local_date", "category",
    "subcategory", "period_start_date", "period_end_date", "period_intensity", "notes", "text",
    "id", "symptom_id", "symptom_date", "symptom_name", "log_id_fk", "start_date", "startDate",
    "endDate", "bbt", "scheduled_date", "status", "data", "option", "pain", "tags", "entries",
    "operationalData", "cycles", "at", "kind", "name", "offwatch",
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        [
            "2026-03-01", "2026-03-04T00:00:00Z", "period", "spotting", "light", "none", "Symptom",
            "onset", "end", "severity", "regimen_start", "regimen_stop", "9999-12-31", "\ud800",
            "\0", "OvulationTest", "Positive", "Bbt",
        ]
    )
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5)
    ),
    max_leaves=25,
)
ROWS = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, TREES))
SHAPES = st.sampled_from(
    [
        "{}",
        '{{"data": {}}}',
        '{{"entries": {}}}',
        '{{"operationalData": {{"cycles": {}}}}}',
        '{{"operationalData": {{"notes": {}}}}}',
        '{{"pointEventsManualData": {{"point_events_manual_v2": {}}}}}',
        '{{"period_logs": {0}, "log_symptoms": {0}, "periods": {0}}}',
        '{{"periods": {0}, "ovulations": {0}, "symptoms": {0}, "symptom_date": {0}}}',
        '{{"db_version": 9, "pill_regimen": {0}, "pill_intake": {0}}}',
    ]
)


@busy
@given(raw=damaged() | st.binary(max_size=60))
def test_damaged_files(raw: bytes) -> None:
    """A refusal or a preview; what is said of it can be worked out and printed."""
    with contextlib.suppress(BadInput):
        look_at(raw)


@settings(busy, max_examples=some(12))
@given(shape=SHAPES, rows=st.lists(ROWS, max_size=4) | TREES)
def test_any_json(shape: str, rows: Any) -> None:
    """Values of other types than expected, in every place."""
    with contextlib.suppress(BadInput):
        look_at(shape.format(json.dumps(rows)).encode())


def look_at(raw: bytes) -> None:
    _, reading = read(raw)
    assert all(code.startswith("diary.") for _, code in reading.rejected)
    assert json.dumps([note.as_dict() for note in reading.notes])
    for event in reading.events:
        assert f"{event.at}{event.kind}{event.name}{event.value}".encode()
    reading.diary.written_episodes()
