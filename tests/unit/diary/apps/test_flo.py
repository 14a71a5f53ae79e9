"""Flo's export."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.unit.diary.apps.reading import episodes, kept, read_json


def test_cycles_notes_and_events_are_read() -> None:
    """The day is the one that is written, whatever time stands behind it."""
    data = {
        "operationalData": {
            "cycles": [
                {
                    "period_start_date": "2026-01-04 22:00:00.0",
                    "period_end_date": "2026-01-08 22:00:00.0",
                    "period_intensity": '{"0": 3, "2": 1, "9": 2}',
                },
                {"period_start_date": "2026-02-10 00:00:00.0", "period_end_date": "2026-02-05"},
                {
                    "period_start_date": "2026-03-01",
                    "period_end_date": "2026-03-04",
                    "pregnant": True,
                },
                {"period_start_date": "soon", "period_end_date": None},
                {
                    "period_start_date": "2026-05-25",
                    "period_end_date": None,
                    "period_intensity": "{",
                },
            ],
            "notes": [{"text": " müde ", "date": "2026-01-05 00:00:00.0"}, {"text": "  "}],
            "point_events_manual_v2": [
                {
                    "date": "2026-01-18 00:00:00",
                    "category": "OvulationTest",
                    "subcategory": "Positive",
                }
            ],
        },
        "pointEventsManualData": {
            "point_events_manual_v2": [
                {
                    "local_date": "2026-01-04 22:00",
                    "category": "Symptom",
                    "subcategory": "DrawingPain",
                },
                {"local_date": "2026-01-05", "category": "Symptom", "subcategory": "FeelGood"},
                {"local_date": "2026-01-05", "category": "Mood", "subcategory": "Sad"},
                {"local_date": "2026-01-05", "category": "Sex", "subcategory": "SexNone"},
                {"local_date": "2026-01-06", "category": "Fluid", "subcategory": "Spotting"},
                {"local_date": "2026-01-07", "category": "Disturber", "subcategory": "Alcohol"},
            ]
        },
    }
    form, reading = read_json(data)
    assert form == "flo"
    assert episodes(reading) == [
        (date(2026, 1, 4), date(2026, 1, 8)),
        (date(2026, 5, 25), None),
    ]
    assert reading.rejected == (
        (2, "diary.end-before-onset"),
        (4, "diary.bad-date"),
        (7, "diary.bad-date"),
    )
    others = [one for one in kept(reading) if one[1] not in ("onset", "end")]
    assert sorted(others) == [
        ("2026-01-04", "severity", "period", "3"),
        ("2026-01-04", "symptom", "cramps", ""),
        ("2026-01-05", "note", "", "müde"),
        ("2026-01-05", "symptom", "mood", "sad"),
        ("2026-01-06", "severity", "period", "1"),
        ("2026-01-06", "symptom", "spotting", ""),
        ("2026-01-07", "exposure", "alcohol", ""),
        ("2026-01-18", "precursor", "LH test", "positive"),
        ("2026-03-01", "life_start", "pregnancy", ""),
        ("2026-05-24", "life_end", "pregnancy", ""),
    ]
    assert dict(reading.left_out)["sex: sex none"] == 1


@pytest.mark.parametrize("unit", [1, 1000, 1_000_000])
@pytest.mark.parametrize("as_text", [False, True])
def test_moments_that_are_counted_from_1970_are_days(unit: int, as_text: bool) -> None:
    """Midnight of UTC is the day that was chosen; another moment is a day where its owner is."""

    def moment(day: int, hour: int = 0) -> int | str:
        count = int(datetime(2026, 1, day, hour, tzinfo=UTC).timestamp()) * unit
        return str(count) if as_text else count

    cycle = {"period_start_date": moment(4), "period_end_date": moment(8)}
    event = {"date": moment(4, 23), "category": "Symptom", "subcategory": "DrawingPain"}
    data = {"operationalData": {"cycles": [cycle], "point_events_manual_v2": [event]}}
    form, reading = read_json(data, ZoneInfo("Europe/Berlin"))
    assert form == "flo"
    assert reading.rejected == ()
    assert episodes(reading) == [(date(2026, 1, 4), date(2026, 1, 8))]
    assert ("2026-01-05", "symptom", "cramps", "") in kept(reading)


@pytest.mark.parametrize("number", [0, 12, 20260104, -1767225600, 1e300])
def test_a_number_that_is_no_moment_is_named(number: float) -> None:
    """A count of days, or a date without marks, is not taken for one near 1970."""
    data = {"operationalData": {"cycles": [{"period_start_date": number}]}}
    assert read_json(data)[1].rejected == ((1, "diary.bad-date"),)
