"""Clue's exports, the old and the new."""

from datetime import date

import pytest
from tests.unit.diary.apps.reading import episodes, kept, read, read_json, zipped

from offwatch.errors import BadInput

NEW = [
    {"date": "2026-03-01", "type": "period", "value": {"option": "very_heavy"}},
    {"date": "2026-03-02", "type": "period", "value": {"option": "light"}},
    {"date": "2026-03-03", "type": "period", "value": {"option": "none"}},
    {"date": "2026-03-01", "type": "pain", "value": [{"option": "period_cramps"}]},
    {"date": "2026-03-02", "type": "pain", "value": [{"option": "pain_free"}]},
    {"date": "2026-03-05", "type": "spotting", "value": [{"option": "red"}]},
    {"date": "2026-03-06", "type": "bbt", "value": {"fahrenheit": 97.7}},
    {"date": "2026-03-14", "type": "tests", "value": [{"option": "ovulation_positive"}]},
    {"date": "2026-03-15", "type": "tests", "value": [{"option": "pregnancy_negative"}]},
    {"date": "2026-03-20", "type": "feelings", "value": [{"option": "sad"}, {"option": "happy"}]},
    {"date": "2026-03-21", "type": "medication", "value": [{"option": "pain_medicine"}]},
    {"date": "2026-03-22", "type": "birth_control_pill", "value": {"option": "missed"}},
    {"date": "2026-03-22", "type": "exercise", "value": [{"option": "running"}]},
    {"date": "2026-02-30", "type": "period", "value": {"option": "light"}},
    {"date": "2026-03-23", "type": "period", "value": {"option": "heavy", "excluded": True}},
]


def test_measurements_are_mapped() -> None:
    """Each kind has its place; what is not there, is no complaint or has no place is counted."""
    form, reading = read_json(NEW)
    assert form == "clue"
    assert reading.rows == len(NEW)
    assert episodes(reading) == [(date(2026, 3, 1), date(2026, 3, 2))]
    others = [one for one in kept(reading) if one[1] not in ("onset", "end", "severity")]
    assert sorted(others) == [
        ("2026-03-01", "symptom", "period cramps", ""),
        ("2026-03-05", "symptom", "spotting", "red"),
        ("2026-03-06", "temperature", "", "36.5"),
        ("2026-03-14", "precursor", "LH test", "positive"),
        ("2026-03-20", "symptom", "feelings", "sad"),
        ("2026-03-21", "medicine", "pain medicine", ""),
        ("2026-03-22", "missed_dose", "pill", ""),
    ]
    assert reading.rejected == ((14, "diary.bad-date"),)
    assert dict(reading.left_out) == {
        "entries that say there was nothing": 3,
        "tests that were not positive": 1,
        "exercise": 1,
        "excluded by you": 1,
    }


def test_a_file_with_a_bad_entry_is_read_without_it() -> None:
    """Nobody can correct an app's export, so the rest of it stands."""
    assert read_json(NEW)[1].strict().onset_days() == (date(2026, 3, 1),)


def test_the_old_form_lists_days() -> None:
    """A day with all that was marked; the time behind it is none that anybody chose."""
    data = {
        "data": [
            {"day": "2021-01-01T00:00:00Z", "period": "light", "pain": ["cramps", "headache"]},
            {
                "day": "2021-01-02T00:00:00Z",
                "period": "spotting",
                "mood": ["sad"],
                "tags": ["Ärger"],
            },
            {"day": "2021-01-29T00:00:00Z", "period": "heavy", "bbt": 36.4, "weight": {"kg": 60}},
        ],
        "settings": {},
    }
    form, reading = read_json(data)
    assert form == "clue"
    assert reading.diary.onset_days() == (date(2021, 1, 1), date(2021, 1, 29))
    assert ("2021-01-02", "symptom", "spotting", "") in kept(reading)
    assert ("2021-01-02", "note", "", "Ärger") in kept(reading)
    assert ("2021-01-29", "temperature", "", "36.4") in kept(reading)
    assert reading.left_out == (("weight", 1),)


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b'{"data": []}',
        b'{"settings": {"lang": "de"}, "data": []}',
        b'{"operationalData": {"cycles": []}, "pointEventsManualData": {}}',
        zipped({"measurements.json": b"[]", "user.json": b'{"name": "x"}'}),
    ],
)
def test_an_export_without_entries_says_so(raw: bytes) -> None:
    """It is no file of an app that nobody knows."""
    with pytest.raises(BadInput) as caught:
        read(raw)
    assert caught.value.code == "diary.empty"
    assert "holds no entries" in caught.value.message
