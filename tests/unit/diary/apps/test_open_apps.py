"""Apps with open sources that export JSON."""

from datetime import date

from tests.unit.diary.apps.reading import episodes, kept, read_json


def test_ovumcy() -> None:
    """A record a day; a cycle's start that was marked by hand is a day of a period."""
    entries = [
        {"date": "2026-05-01", "period": True, "flow": "medium", "bbt": 36.7, "notes": "tired",
         "symptoms": {"cramps": True, "headache": False}, "other_symptoms": ["jaw pain"],
         "cycle_factors": ["stress"], "lh_test": "high", "mood_rating": 3, "sex_activity": "none"},
        {"date": "2026-05-02", "period": False, "flow": "none", "symptoms": {"spotting": True}},
        {"date": "2026-05-28", "cycle_start": True},
        {"date": "2026-05-29", "period": True, "flow": "spotting", "is_uncertain": True},
    ]  # fmt: skip
    form, reading = read_json({"exported_at": "2026-05-30T00:00:00Z", "entries": entries})
    assert form == "ovumcy"
    assert episodes(reading) == [
        (date(2026, 5, 1), date(2026, 5, 1)),
        (date(2026, 5, 28), date(2026, 5, 28)),
    ]
    others = [one[:3] for one in kept(reading) if one[1] not in ("onset", "end", "severity")]
    assert sorted(others) == [
        ("2026-05-01", "exposure", "stress"),
        ("2026-05-01", "note", ""),
        ("2026-05-01", "precursor", "LH test"),
        ("2026-05-01", "symptom", "cramps"),
        ("2026-05-01", "symptom", "jaw pain"),
        ("2026-05-01", "temperature", ""),
        ("2026-05-02", "symptom", "spotting"),
        ("2026-05-29", "symptom", "spotting"),
    ]
    assert dict(reading.left_out) == {"mood rating": 1, "marks that a day is uncertain": 1}


def test_mensinator() -> None:
    """Every value is a text; a symptom may say how heavy a day was."""
    data = {
        "periods": [
            {"id": "1", "date": "2026-05-01", "period_id": "1"},
            {"id": "2", "date": "2026-05-02", "period_id": "1"},
        ],
        "symptoms": [
            {"id": "1", "symptom_name": "Heavy_Flow", "active": "1"},
            {"id": "2", "symptom_name": "Back pain", "active": "1"},
        ],
        "symptom_date": [
            {"id": "1", "symptom_date": "2026-05-01", "symptom_id": "1"},
            {"id": "2", "symptom_date": "2026-05-03", "symptom_id": "2"},
            {"id": "3", "symptom_date": "2026-05-03", "symptom_id": "9"},
        ],
        "ovulations": [{"id": "1", "date": "2026-05-14"}],
        "app_settings": [],
    }
    form, reading = read_json(data)
    assert form == "mensinator"
    assert sorted(kept(reading)) == [
        ("2026-05-01", "onset", "period", ""),
        ("2026-05-01", "severity", "period", "3"),
        ("2026-05-02", "end", "period", ""),
        ("2026-05-03", "symptom", "Back pain", ""),
        ("2026-05-14", "precursor", "ovulation", ""),
    ]
    assert reading.left_out == (("symptoms without a name", 1),)


def test_menstrudel() -> None:
    """Days with a flow from none to heavy, symptoms by their day, and pills."""
    data = {
        "periods": [
            {"id": 1, "start_date": "2026-05-01T00:00:00.000", "end_date": "2026-05-02"},
            {"id": 2, "start_date": 1772323200000, "end_date": 1772582400000},
        ],
        "period_logs": [
            {"id": 1, "date": "2026-05-01T00:00:00.000", "flow": 4, "painLevel": 2, "period_id": 1},
            {"id": 2, "date": "2026-05-02T00:00:00.000", "flow": 2, "painLevel": 0, "period_id": 1},
            {"id": 3, "date": "2026-05-09T00:00:00.000", "flow": 1, "painLevel": None},
            {"id": 4, "date": "2026-05-10T00:00:00.000", "flow": 0},
        ],
        "log_symptoms": [
            {"log_id_fk": 1, "symptom": "back pain"},
            {"log_id_fk": 7, "symptom": "x"},
        ],
        "pill_regimen": [{"id": 3, "name": "Mini", "start_date": "2026-04-01"}],
        "pill_intake": [
            {"regimen_id": 3, "scheduled_date": "2026-04-02", "status": "taken"},
            {"regimen_id": 3, "scheduled_date": "2026-04-03", "status": "skipped"},
        ],
        "sexual_activity_logs": [{}],
        "db_version": 11,
    }
    form, reading = read_json(data)
    assert form == "menstrudel"
    assert episodes(reading) == [
        (date(2026, 3, 1), date(2026, 3, 4)),
        (date(2026, 5, 1), date(2026, 5, 2)),
    ]
    assert sorted(one for one in kept(reading) if one[1] not in ("onset", "end")) == [
        ("2026-04-01", "regimen_start", "Mini", ""),
        ("2026-04-02", "dose", "Mini", ""),
        ("2026-04-03", "missed_dose", "Mini", ""),
        ("2026-05-01", "severity", "period", "3"),
        ("2026-05-01", "symptom", "back pain", ""),
        ("2026-05-01", "symptom", "pain", "2"),
        ("2026-05-02", "severity", "period", "1"),
        ("2026-05-09", "symptom", "spotting", ""),
    ]
    assert reading.rejected == ((6, "diary.bad-date"),)
    older = {"period_logs": [{"id": 1, "date": "2024-05-01", "flow": 2, "symptoms": ["acne"]}],
             "db_version": 4}  # fmt: skip
    assert ("2024-05-01", "severity", "period", "3") in kept(read_json(older)[1])
