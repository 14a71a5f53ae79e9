"""Apple Health's export, read as a stream."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.unit.diary.apps.reading import episodes, kept, read
from tests.unit.diary.apps.test_single_entries import NEGATIVE, NO_DAY, NO_VALUE, outcome

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


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-01 08:00:00 +0100", "2026-03-01 10:00:00 +0100"),
        ("2026-03-01T08:00:00+0100", "2026-03-01T10:00:00+01:00"),
        ("20260301080000+0100", "20260301100000+0100"),
        ("2026-03-01T07:00:00Z", "2026-03-01T09:00:00Z"),
    ],
)
def test_times_are_read_in_each_form_that_apple_or_a_converter_writes(start: str, end: str) -> None:
    """With a blank, with a T, and run together as in the first exports."""
    text = export(record(f"{TYPE}Headache", start, end, "HKCategoryValueSeverityMild"))
    instants = {each.kind: each.instant(UTC) for each in read(text)[1].diary.events}
    assert instants["onset"] == datetime(2026, 3, 1, 7, tzinfo=UTC)
    assert instants["end"] == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_a_control_character_in_a_name_does_not_end_the_reading() -> None:
    """No XML may hold one, and Apple writes what a device is called."""
    text = export(FLOW.replace("Ada", "A\x0bda\x01"))
    assert episodes(read(text)[1]) == [(date(2026, 3, 1), None)]


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


MORNING = ("2026-03-01 08:00:00 +0100", "2026-03-01 08:00:00 +0100")
LONG = ("2026-03-01 08:00:00 +0100", "2026-03-09 08:00:00 +0100")
BODY = "HKQuantityTypeIdentifierBasalBodyTemperature"
TEST = "HKCategoryValue{}TestResult"


@pytest.mark.parametrize(
    ("kind", "span", "value", "lines"),
    [
        (f"{TYPE}Fatigue", ("soon", ""), "HKCategoryValueSeverityMild", [NO_DAY]),
        (f"{TYPE}Fatigue", ("2026-03-01 08:00:00", ""), "HKCategoryValueSeverityMild", [NO_DAY]),
        (f"{TYPE}Fatigue", ("2026-03-01 08:00:00 +0100" + " " * 40, ""), "", [NO_DAY]),
        (f"{TYPE}Fatigue", (MORNING[0], "2026-02-28 08:00:00 +0100"), "",
         ["rejected: diary.end-before-onset"]),
        (f"{TYPE}Fatigue", (MORNING[0], ""), "HKCategoryValuePresencePresent",
         ["symptom | fatigue"]),
        (f"{TYPE}Headache", MORNING, "", ["onset | headache"]),
        (f"{TYPE}OvulationTestResult", MORNING, TEST.format("Ovulation") + "Negative", [NEGATIVE]),
        (f"{TYPE}PregnancyTestResult", MORNING, TEST.format("Pregnancy") + "Positive",
         ["note | pregnancy test: positive"]),
        (f"{TYPE}PregnancyTestResult", MORNING, TEST.format("Pregnancy") + "Negative", [NEGATIVE]),
        (BODY, MORNING, "warm", [NO_VALUE]),
        (f"{TYPE}Contraceptive", MORNING, "HKCategoryValueContraceptiveUnspecified",
         ["regimen_start | contraceptive"]),
        (f"{TYPE}Contraceptive", LONG, "HKCategoryValueContraceptiveOral",
         ["regimen_start | oral contraceptive", "regimen_stop | oral contraceptive"]),
        (f"{TYPE}Pregnancy", MORNING, "", ["life_start | pregnancy"]),
        (f"{TYPE}Lactation", LONG, "",
         ["life_start | breast-feeding", "life_end | breast-feeding"]),
        ("", MORNING, "", ["left out: records without a type"]),
    ],
)  # fmt: skip
def test_one_record(kind: str, span: tuple[str, str], value: str, lines: list[str]) -> None:
    """A record of no length goes on; one without a whole instant at its start is named."""
    assert outcome(read(export(record(kind, *span, value)))[1]) == lines


def test_a_period_of_many_days_in_one_record_is_bounded() -> None:
    """Each of its days is one of the period, and a record of years is none of a body."""
    light = "HKCategoryValueMenstrualFlowLight"
    days = ("2026-03-01 00:00:00 +0100", "2026-03-04 00:00:00 +0100")
    assert episodes(read(export(record(f"{TYPE}MenstrualFlow", *days, light)))[1]) == [
        (date(2026, 3, 1), None)
    ]
    years = ("2020-03-01 00:00:00 +0100", "2026-03-04 00:00:00 +0100")
    reading = read(export(record(f"{TYPE}MenstrualFlow", *years, light)))[1]
    assert len(reading.events) < 100
