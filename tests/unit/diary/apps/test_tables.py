"""Apps that export a table."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from tests.unit.diary.apps.reading import episodes, kept, read

from offwatch.diary.readers.cells import ReadAs
from offwatch.errors import BadInput

NATURAL_CYCLES = """Date,Temperature,Menstruation,LH test,Pregnancy test,Had sex,Notes,Data Flag,\
Menstruation Quantity
2026-04-01,36.34,MENSTRUATION,,,,,PAIN_CRAMPS,HEAVY
2026-04-02,,MENSTRUATION,,NEGATIVE,YES,,"MOOD_SAD, PAIN_SORE_BREASTS",
2026-04-03,97.7,SPOTTING,,,,=1+1,DEVIATION_REASON_ALCOHOL,
2026-04-14,36.9,,POSITIVE,,,,,
2026-04-15,9,,,,,,MOOD_HAPPY,
"""


def test_natural_cycles() -> None:
    """Spotting is no period; a temperature in Fahrenheit is converted, an impossible one named."""
    form, reading = read(NATURAL_CYCLES)
    assert form == "natural-cycles"
    assert episodes(reading) == [(date(2026, 4, 1), date(2026, 4, 2))]
    assert reading.rejected == ((6, "diary.bad-value"),)
    others = [one for one in kept(reading) if one[1] not in ("onset", "end", "severity")]
    assert sorted(others) == [
        ("2026-04-01", "symptom", "cramps", ""),
        ("2026-04-01", "temperature", "", "36.34"),
        ("2026-04-02", "symptom", "mood", "sad"),
        ("2026-04-02", "symptom", "sore breasts", ""),
        ("2026-04-03", "exposure", "alcohol", ""),
        ("2026-04-03", "note", "", "=1+1"),
        ("2026-04-03", "symptom", "spotting", ""),
        ("2026-04-03", "temperature", "", "36.5"),
        ("2026-04-14", "precursor", "LH test", "positive"),
        ("2026-04-14", "temperature", "", "36.9"),
    ]
    assert dict(reading.left_out)["sex"] == 1


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (
            "Datum;Temperatur;Menstruation;LH-Test;Schwangerschaftstest;Menstruationsstärke;Notizen",
            "01.04.2026;36,34;Menstruation;Positiv;Negativ;Stark;müde",
        ),
        (
            "Fecha,Temperatura,Menstruación,Prueba de LH,Prueba de embarazo,"
            "Cantidad de menstruación,Notas",
            '2026-04-01,"36,34",MENSTRUATION,Positivo,Negativo,Abundante,müde',
        ),
    ],
)
def test_natural_cycles_in_other_languages(head: str, row: str) -> None:
    """The same columns and words as the app writes them for other people."""
    form, reading = read(f"{head}\n{row}\n")
    assert form == "natural-cycles"
    assert sorted(kept(reading)) == [
        ("2026-04-01", "note", "", "müde"),
        ("2026-04-01", "onset", "period", ""),
        ("2026-04-01", "precursor", "LH test", "positive"),
        ("2026-04-01", "severity", "period", "3"),
        ("2026-04-01", "temperature", "", "36.34"),
    ]
    assert dict(reading.left_out) == {"tests that were not positive": 1}


def test_spotting_and_none_in_german() -> None:
    """What says that there was nothing, or only spotting, is no period."""
    rows = "Datum;Temperatur;Menstruation\n2026-04-01;;Schmierblutung\n2026-04-02;;Keine\n"
    reading = read(rows)[1]
    assert kept(reading) == [("2026-04-01", "symptom", "spotting", "")]


HEAD = (
    '"#","Started","Lasted","Start UTC Offset (min)","Geohash","Attack Types","Pain Level",'
    '"Potential Triggers","Symptoms","Premonitory Symptoms","Pain Positions","Helpful Medication",'
    '"Unsure Medication","Notes"\n'
)
MIGRAINE_BUDDY = (
    '"Date","Time Period","Description","Notes"\n'
    '"11/01/26","all day","cold","u33dc0"\n\n'
    + HEAD
    + '"1","11/16/25 13:12","01h 30m","-300","u33dc0","Migraine with aura, Other","7",'
    '"Stress, None","Nausea","Aura","Left","Sumatriptan","No medication","bad"\n'
    '"2","11/20/25 23:00","1d 02h 00m","0","","","","","","","","","",""\n'
    '"3","11/25/25 08:00","soon","0","","","","","","","","","",""\n'
    '"4","11/28/25 08:00","","0","","Tension headache","x","","","","","","",""\n'
)


def test_migraine_buddy() -> None:
    """Two tables in one file; the offset is in minutes, and no place is kept."""
    form, reading = read(MIGRAINE_BUDDY, ZoneInfo("America/New_York"))
    assert (form, reading.rows) == ("migraine-buddy", 4)
    assert reading.rejected == ((7, "diary.bad-value"),)
    at = "2025-11-16T13:12:00-05:00"
    assert [one for one in kept(reading) if one[0].startswith("2025-11-16")] == [
        (at, "onset", "Migraine with aura", ""),
        ("2025-11-16T14:42:00-05:00", "end", "Migraine with aura", ""),
        (at, "severity", "Migraine with aura", "7"),
        (at, "symptom", "Nausea", ""),
        ("2025-11-16", "precursor", "Aura", ""),
        ("2025-11-16", "exposure", "Stress", ""),
        (at, "medicine", "Sumatriptan", "helpful"),
        (at, "note", "", "pain: Left"),
        (at, "note", "", "bad"),
    ]
    assert ("2025-11-22T01:00:00+00:00", "end", "migraine", "") in kept(reading)
    assert not any(one.kind == "end" and one.name == "Tension headache" for one in reading.events)
    assert dict(reading.left_out) == {
        "entries that say there was nothing": 2,
        "places": 1,
        "pain levels that are no number": 1,
        "events beside attacks": 1,
    }
    assert "u33dc0" not in str(reading)


def test_the_order_of_day_and_month_is_asked_for() -> None:
    """Where no date of the file tells it."""
    text = HEAD + '"1","03/04/25 13:12","01h 00m","0"' + ',""' * 10 + "\n"
    with pytest.raises(BadInput) as refused:
        read(text)
    assert refused.value.code == "diary.date-order"
    reading = read(text, read_as=ReadAs(dates="dmy"))[1]
    assert reading.diary.onset_days() == (date(2025, 4, 3),)


OVUMCY = """Date,Period,Flow,Mood rating,Sex activity,BBT (C),Cervical mucus,Cramps,Spotting,Mood,\
Cycle factors,Other,Notes,Pregnancy test,Cycle start,Uncertain,LH test
2026-05-01,Yes,Heavy,3,None,36.4,None,Yes,No,No,Stress; Travel,jaw pain; '=x,'=1+1,None,Yes,No,None
2026-05-02,No,Spotting,0,Protected,0,Dry,No,Yes,Yes,,,,Positive,No,Yes,Peak
"""


def test_ovumcy_as_a_table() -> None:
    """What its writer neutralised against formulas reads as it was."""
    form, reading = read(OVUMCY)
    assert form == "ovumcy"
    assert sorted(kept(reading)) == [
        ("2026-05-01", "end", "period", ""),
        ("2026-05-01", "exposure", "stress", ""),
        ("2026-05-01", "exposure", "travel", ""),
        ("2026-05-01", "note", "", "=1+1"),
        ("2026-05-01", "onset", "period", ""),
        ("2026-05-01", "severity", "period", "3"),
        ("2026-05-01", "symptom", "'=x", ""),
        ("2026-05-01", "symptom", "cramps", ""),
        ("2026-05-01", "symptom", "jaw pain", ""),
        ("2026-05-01", "temperature", "", "36.4"),
        ("2026-05-02", "note", "", "pregnancy test: positive"),
        ("2026-05-02", "precursor", "LH test", "peak"),
        ("2026-05-02", "symptom", "mood swings", ""),
        ("2026-05-02", "symptom", "spotting", ""),
    ]


DAYLIO = """full_date,date,weekday,time,mood,activities,note_title,note
2026-05-03,May 3,Sunday,21:00,awful,Migräne | work | nausea | ibuprofen,Bad,all day
2026-05-03,May 3,Sunday,8:00 PM,awful,Migräne,,
2026-05-02,May 2,Saturday,21:00,good,period | spotting | work,,
"""


def test_daylio() -> None:
    """An activity called like a condition is a day of it; what has no place is counted by name."""
    form, reading = read(DAYLIO)
    assert form == "daylio"
    assert sorted(kept(reading)) == [
        ("2026-05-02", "end", "period", ""),
        ("2026-05-02", "onset", "period", ""),
        ("2026-05-02", "symptom", "spotting", ""),
        ("2026-05-03", "medicine", "ibuprofen", ""),
        ("2026-05-03", "note", "", "Bad: all day"),
        ("2026-05-03", "onset", "Migräne", ""),
        ("2026-05-03", "symptom", "mood", "awful"),
        ("2026-05-03", "symptom", "nausea", ""),
    ]
    assert dict(reading.left_out) == {"work": 2, "moods that are no complaint": 1}
