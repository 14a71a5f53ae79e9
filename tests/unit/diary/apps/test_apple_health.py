"""Apple Health's export, read as a stream."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from tests.unit.diary.apps.reading import episodes, kept, read

from offwatch.errors import BadInput

TYPE = "HKCategoryTypeIdentifier"
DOCTYPE = """<!DOCTYPE HealthData [
<!-- a note of Apple's -->
<!ELEMENT HealthData (ExportDate,Me,Record*)>
<!ATTLIST Record type CDATA #REQUIRED
>]>
"""


def record(kind: str, start: str, end: str, value: str, inside: str = "", unit: str = "") -> str:
    return (
        f'<Record type="{kind}" sourceName="Ada&#8217;s Phone" unit="{unit}" startDate="{start}" '
        f'endDate="{end}" value="{value}">{inside}</Record>\n'
    )


def export(*records: str, doctype: str = DOCTYPE) -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'
    return (
        f'{head}<HealthData locale="de_DE"><ExportDate value="x"/>{"".join(records)}</HealthData>'
    )


NIGHT = ("2026-03-01 00:00:00 +0100", "2026-03-01 00:00:00 +0100")


FLOW = record(f"{TYPE}MenstrualFlow", *NIGHT, "HKCategoryValueMenstrualFlowLight")


def test_what_a_diary_has_a_place_for_is_kept() -> None:
    """Flow, headaches, symptoms, tests and temperatures; the rest is counted by its kind."""
    text = export(
        record(f"{TYPE}MenstrualFlow", *NIGHT, "HKCategoryValueMenstrualFlowHeavy",
               '<MetadataEntry key="HKMenstrualCycleStart" value="1"/>'),
        record(f"{TYPE}MenstrualFlow", "2026-03-02 12:00:00 +0100", "2026-03-02 12:00:00 +0100",
               "HKCategoryValueMenstrualFlowNone"),
        record(f"{TYPE}VaginalBleeding", "2026-03-29 08:00:00 +0200", "2026-03-29 08:00:00 +0200",
               "HKCategoryValueVaginalBleedingLight"),
        record(f"{TYPE}IntermenstrualBleeding", "2026-03-12 08:00:00 +0100",
               "2026-03-12 08:00:00 +0100", "HKCategoryValueNotApplicable"),
        record(f"{TYPE}Headache", "2026-03-05 09:00:00 -0800", "2026-03-05 11:00:00 -0800",
               "HKCategoryValueSeverityModerate"),
        record(f"{TYPE}Headache", "2026-03-05 10:30:00 -0800", "2026-03-05 12:00:00 -0800",
               "HKCategoryValueSeveritySevere"),
        record(f"{TYPE}Headache", "2026-03-06 10:30:00 -0800", "2026-03-06 12:00:00 -0800",
               "HKCategoryValueSeverityNotPresent"),
        record(f"{TYPE}LowerBackPain", *NIGHT, "HKCategoryValueSeverityMild"),
        record(f"{TYPE}MoodChanges", *NIGHT, "HKCategoryValuePresenceNotPresent"),
        record(f"{TYPE}OvulationTestResult", "2026-03-14 08:00:00 +0100",
               "2026-03-14 08:00:00 +0100",
               "HKCategoryValueOvulationTestResultLuteinizingHormoneSurge"),
        record("HKQuantityTypeIdentifierBasalBodyTemperature", "2026-03-15 06:00:00 +0100",
               "2026-03-15 06:00:00 +0100", "97.9", unit="degF"),
        record("HKQuantityTypeIdentifierStepCount", *NIGHT, "100"),
        record("HKQuantityTypeIdentifierStepCount", *NIGHT, "101"),
        f"<Correlation>{FLOW}</Correlation>",
    )  # fmt: skip
    form, reading = read(text, ZoneInfo("America/Los_Angeles"))
    assert form == "apple-health"
    assert (reading.rows, reading.rejected) == (13, ())
    assert sorted(kept(reading)) == [
        ("2026-03-01", "end", "period", ""),
        ("2026-03-01", "onset", "period", ""),
        ("2026-03-01", "severity", "period", "3"),
        ("2026-03-01", "symptom", "lower back pain", "mild"),
        ("2026-03-05T09:00:00-08:00", "onset", "headache", ""),
        ("2026-03-05T09:00:00-08:00", "severity", "headache", "3"),
        ("2026-03-05T12:00:00-08:00", "end", "headache", ""),
        ("2026-03-12", "symptom", "spotting", ""),
        ("2026-03-14T08:00:00+01:00", "precursor", "LH test", "positive"),
        ("2026-03-15T06:00:00+01:00", "temperature", "", "36.61"),
        ("2026-03-29", "onset", "period", ""),
        ("2026-03-29", "severity", "period", "1"),
    ]
    assert dict(reading.left_out) == {"entries that say there was nothing": 3, "step count": 2}


def test_a_declaration_that_is_wrong_does_no_harm() -> None:
    """Some versions of the app write a document type that no parser takes."""
    text = export(
        record(f"{TYPE}MenstrualFlow", *NIGHT, "HKCategoryValueMenstrualFlowLight"),
        doctype="<!DOCTYPE HealthData [\n<!ATTLIST Record\n oops CDATA\n]>\n",
    )
    assert episodes(read(text)[1]) == [(date(2026, 3, 1), None)]
    plain = export(FLOW, doctype="").replace("UTF-8", "UTF-16")
    assert episodes(read(plain.encode("utf-16"))[1]) == [(date(2026, 3, 1), None)]


LAUGHS = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 30))


@pytest.mark.parametrize(
    "text",
    [
        export(doctype=f'<!DOCTYPE HealthData [<!ENTITY l0 "lol">{LAUGHS}]>').replace("x", "&l29;"),
        export(doctype='<!DOCTYPE HealthData SYSTEM "file:///etc/passwd">').replace("x", "&a;"),
        export(doctype='<!DOCTYPE HealthData [<!ENTITY a SYSTEM "file:///etc/passwd">\n]>'),
        export(doctype='<!DOCTYPE HealthData [<!ENTITY % p SYSTEM "http://localhost/">%p;\n]>'),
        export()[:-20],
        export("<a>" * 100_000),
        export(f'<a b="{"x" * 3_000_000}"/>'),
        export("".join(f"<a{n}/>" for n in range(20_000))),
        '<?xml version="1.0"?><HealthData',
        '<?xml version="1.0"?><Other><HealthData/></Other>',
        export("\0"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused(text: str) -> None:
    """Entities, documents elsewhere, cut ends, deep nesting, endless tags and endless names."""
    with pytest.raises(BadInput) as refused:
        read(text)
    assert refused.value.code == "diary.bad-xml"
