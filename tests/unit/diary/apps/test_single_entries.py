"""One entry of each app at a time: what the diary keeps of it, counts without it, or names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.unit.diary.apps.reading import episodes, read, read_json
from tests.unit.diary.apps.test_tables import HEAD

from offwatch.diary.readers.apps import entries as entries_of_apps
from offwatch.diary.reading import Reading

DAY = "2026-05-04"
NOTHING = "left out: entries that say there was nothing"
NO_DAY = "rejected: diary.bad-date"
NO_VALUE = "rejected: diary.bad-value"
NEGATIVE = "left out: tests that were not positive"


def outcome(reading: Reading) -> list[str]:
    """Say in one line each what was kept, what was left out and what was rejected."""
    kept = [
        " | ".join(part for part in (e.kind, e.name, e.value) if part)
        for e in reading.events
        if (e.kind, e.name) != ("end", "period")
    ]
    left_out = [f"left out: {what}" for what, _ in reading.left_out]
    return [*kept, *left_out, *(f"rejected: {code}" for _, code in reading.rejected)]


def in_list(form: str, wrap: Callable[[Any], Any], entry: Any) -> list[str]:
    said, reading = read_json(wrap(entry))
    assert said == form
    return outcome(reading)


def clue_old(entry: Any) -> Any:
    return {"data": [{"day": "2025-01-01"}, entry]}


def clue_new(entry: Any) -> Any:
    day = {"date": "2025-01-01", "type": "", "value": {"excluded": True}}
    return [day, {"date": DAY, **entry}]


@pytest.mark.parametrize(
    ("kind", "value", "lines"),
    [
        ("pms", False, [NOTHING]),
        ("pms", [{"option": "none"}], [NOTHING]),
        ("pms", True, ["symptom | PMS"]),
        ("spotting", [{"option": "none"}], [NOTHING]),
        ("spotting", [], ["symptom | spotting"]),
        ("bbt", {"celsius": 36.4}, ["temperature | 36.4"]),
        ("bbt", {"unit": "C"}, [NO_VALUE]),
        ("tests", [{"option": "pregnancy_positive"}], ["note | pregnancy test: positive"]),
        ("ovulation_test", "peak", ["precursor | LH test | positive"]),
        ("pregnancy_test", "positive", ["note | pregnancy test: positive"]),
        ("birth_control_pill", [], ["dose | pill"]),
        ("birth_control_pill", [{"option": "none"}], [NOTHING]),
        ("birth_control_pill", [{"option": "late"}], ["dose | pill | late"]),
        ("medication", [{"option": "none"}], [NOTHING]),
        ("notes", "slept badly", ["note | slept badly"]),
        ("tags", [{"name": "migraine"}, {"name": "beach"}], ["symptom | migraine", "note | beach"]),
        ("pain", {"options": 3}, []),
        ("pain", {"option": ["headache", {"label": "leg_pain"}]},
         ["symptom | headache", "symptom | leg pain"]),
        ("", 1, ["left out: entries without a kind"]),
    ],
)  # fmt: skip
def test_clue(kind: str, value: Any, lines: list[str]) -> None:
    """One measurement, and the same in the form of before."""
    new = in_list("clue", clue_new, {"type": kind, "value": value})
    assert sorted(new) == sorted([*lines, "left out: excluded by you"])
    if kind:
        assert in_list("clue", clue_old, {"day": DAY, kind: value}) == lines


@pytest.mark.parametrize("data", [{"data": [{"day": DAY}, 3]}, [{"date": DAY, "type": "x"}, "y"]])
def test_an_entry_of_clue_that_is_no_object_is_named(data: Any) -> None:
    """And the rest is read."""
    assert NO_DAY in outcome(read_json(data)[1])


def flo_cycle(entry: Any) -> Any:
    return {"operationalData": {"cycles": [{"period_start_date": DAY, **entry}]}}


def flo_event(entry: Any) -> Any:
    return {"pointEventsManualData": {"point_events_manual_v2": [{"date": DAY, **entry}]}}


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        ({"period_end_date": "soon"}, [NO_DAY]),
        ({"pregnancy": True}, ["life_start | pregnancy"]),
        ({"period_end_date": DAY, "period_intensity": {"0": "2,5"}},
         ["onset | period", "severity | period | 2.5"]),
        ({"period_end_date": DAY, "period_intensity": {"0": 0, "x": 1, "1000": 1, "²": 1}},
         ["onset | period"]),
        ({"period_end_date": DAY, "period_intensity": {"0": True}}, ["onset | period"]),
        ({"period_end_date": DAY, "period_intensity": {"3": 1}},
         ["onset | period", "left out: how heavy it was after the end of a period"]),
        ({"period_end_date": DAY, "period_intensity": '{"0": 1' + " " * 10_000 + "}"},
         ["onset | period"]),
        ({"period_end_date": DAY, "period_intensity": "[" * 5_000}, ["onset | period"]),
    ],
)  # fmt: skip
def test_a_cycle_of_flo(entry: Any, lines: list[str]) -> None:
    """How heavy its days were counts from its first day to its last, where that can be read."""
    assert in_list("flo", flo_cycle, entry) == lines


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        ({"date": "", "local_date": None}, [NO_DAY]),
        ({"category": "Mood", "subcategory": "Happy"}, [NOTHING]),
        ({"category": "OvulationTest", "subcategory": "Negative"}, [NEGATIVE]),
        ({"category": "Ovulation", "subcategory": "OtherMethods"}, ["precursor | ovulation"]),
        ({"category": "PregnancyTest", "subcategory": "Positive"},
         ["note | pregnancy test: positive"]),
        ({"category": "PregnancyTest", "subcategory": "Negative"},
         ["left out: pregnancy test: negative"]),
        ({"category": "Bbt", "value": 97.7}, ["temperature | 36.5"]),
        ({"category": "Bbt", "float_value": "36,6"}, ["temperature | 36.6"]),
        ({"category": "Bbt"}, [NO_VALUE]),
        ({"category": "Disturber", "subcategory": "Travel"}, ["exposure | travel"]),
        ({"category": "Pill", "subcategory": "Taken"}, ["dose | pill"]),
        ({"category": "Pill", "subcategory": "Missed"}, ["missed_dose | pill"]),
        ({"category": "Pill", "subcategory": "Other"}, ["left out: pill: other"]),
        ({}, ["left out: events"]),
    ],
)  # fmt: skip
def test_an_event_of_flo(entry: Any, lines: list[str]) -> None:
    """A pill that was missed is no dose, and a test that was not positive is no sign."""
    assert in_list("flo", flo_event, entry) == lines


def test_what_flo_says_beside_its_lists_is_passed_over() -> None:
    """An object where a list should be, and a list under another name."""
    data = {
        "operationalData": {"cycles": {"0": {"period_start_date": DAY}}, "other": [{"date": DAY}]}
    }
    assert outcome(read_json(data)[1]) == []


def menstrudel(table: str, version: int = 11) -> Callable[[Any], Any]:
    return lambda entry: {"db_version": version, "period_logs": [], table: [entry]}


@pytest.mark.parametrize(
    ("table", "version", "entry", "lines"),
    [
        ("period_logs", 11, {"date": DAY}, ["left out: days without a flow"]),
        ("period_logs", 11, {"date": DAY, "flow": 0}, [NOTHING]),
        ("period_logs", 11, {"date": DAY, "flow": 9, "notes": "long day"},
         ["note | long day", "onset | period", "severity | period | 4"]),
        ("period_logs", 1, {"date": DAY, "flow": 0}, ["onset | period", "severity | period | 1"]),
        ("period_logs", 11, {"date": "x", "flow": 2}, [NO_DAY]),
        ("periods", 11, {"end_date": DAY}, [NO_DAY]),
        ("periods", 11, {"start_date": 1e300, "end_date": DAY}, [NO_DAY]),
        ("periods", 11, {"start_date": True, "end_date": DAY}, [NO_DAY]),
        ("periods", 11, {"start_date": DAY, "end_date": "2026-05-01"},
         ["rejected: diary.end-before-onset"]),
        ("larc_logs", 11, {"date": DAY, "type": "IUD", "note": "new"}, ["note | iud: new"]),
        ("reversible_contraceptive_logs", 11, {"date": DAY}, ["note | contraceptive"]),
        ("larc_logs", 11, {"type": "IUD"}, [NO_DAY]),
        ("pill_regimen", 11, {"start_date": DAY}, ["regimen_start | pill"]),
        ("pill_regimen", 11, {"name": "Mini"}, [NO_DAY]),
        ("pill_intake", 11, {"taken_at": DAY, "status": "late"}, ["dose | pill"]),
        ("pill_intake", 11, {"taken_at": DAY}, ["missed_dose | pill"]),
        ("pill_intake", 11, {"status": "taken"}, [NO_DAY]),
    ],
)  # fmt: skip
def test_menstrudel(table: str, version: int, entry: Any, lines: list[str]) -> None:
    """What a flow of 0 means hangs on the version that wrote it."""
    assert in_list("menstrudel", menstrudel(table, version), entry) == lines


def test_a_period_of_menstrudel_with_days_of_its_own_is_not_counted_twice() -> None:
    """The days that were logged say more."""
    data = {
        "db_version": 11,
        "period_logs": [{"id": 1, "date": DAY, "flow": 2}],
        "periods": [{"start_date": "2026-05-01", "end_date": "2026-05-09"}],
    }
    reading = read_json(data)[1]
    assert [(first.isoformat(), last) for first, last in episodes(reading)] == [(DAY, None)]


def mensinator(table: str) -> Callable[[Any], Any]:
    names = [{"id": 1, "symptom_name": "Heavy_Flow"}, {"id": 2}]
    lists = {"periods": [], "symptoms": names, "app_settings": []}
    return lambda entry: {**lists, table: [entry]}


@pytest.mark.parametrize(
    ("table", "entry", "lines"),
    [
        ("periods", {"date": "May"}, [NO_DAY]),
        ("symptom_date", {"symptom_date": "May", "symptom_id": 1}, [NO_DAY]),
        ("symptom_date", {"symptom_date": DAY, "symptom_id": 1}, ["symptom | heavy flow"]),
        ("symptom_date", {"symptom_date": DAY, "symptom_id": 2},
         ["left out: symptoms without a name"]),
        ("ovulations", {"date": ""}, [NO_DAY]),
        ("notes", {"date": DAY, "note": "long day"}, ["note | long day"]),
        ("notes", {"date": DAY, "text": " "}, []),
        ("notes", {"note": "long day"}, [NO_DAY]),
    ],
)  # fmt: skip
def test_mensinator(table: str, entry: Any, lines: list[str]) -> None:
    """How heavy a flow was says nothing of a day that is no day of a period."""
    wrap = mensinator(table)
    assert in_list("mensinator", wrap, entry) == lines


def ovumcy(entry: Any) -> Any:
    return {"exported_at": DAY, "entries": [{"date": DAY, "period": False, **entry}]}


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        ({"date": "May"}, [NO_DAY]),
        ({"flow": "heavy"}, ["left out: flow on days that are no period"]),
        ({"flow": "none"}, []),
        ({"symptoms": {"spotting": True}, "flow": "spotting"}, ["symptom | spotting"]),
        ({"cycle_factors": ["none"]}, [NOTHING]),
        ({"bbt": 3}, [NO_VALUE]),
        ({"pregnancy_test": "positive"}, ["note | pregnancy test: positive"]),
        ({"lh_test": "none", "pregnancy_test": "none"}, []),
        ({"lh_test": "negative"}, [NEGATIVE]),
        ({"pregnancy_test": "negative"}, [NEGATIVE]),
    ],
)
def test_ovumcy(entry: Any, lines: list[str]) -> None:
    """A flow on a day that is no day of a period begins none."""
    assert in_list("ovumcy", ovumcy, entry) == lines


def table(form: str, head: str, row: str, zone: str = "UTC") -> list[str]:
    said, reading = read(f"{head}\n{row}\n", ZoneInfo(zone))
    assert said == form
    return outcome(reading)


def test_a_row_of_a_table_with_a_cell_too_few_is_named() -> None:
    """In every app that exports a table."""
    for form, head in (
        ("ovumcy", "Date,Period,Flow,Mood rating"),
        ("daylio", "full_date,mood,activities"),
        ("natural-cycles", "Date,Temperature,Menstruation"),
    ):
        assert table(form, head, "2026-05-04,x") == ["rejected: diary.bad-row"]
        assert table(form, head, "soon," + "," * (head.count(",") - 1)) == [NO_DAY]


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ("None,Medium,,,,", [NOTHING]),
        ("Menstruation,Spotting,,,,", ["symptom | spotting"]),
        ("Menstruation,,,,,", ["onset | period"]),
        (",,Negative,,,", [NEGATIVE]),
        (",,,Yes,,", ["note | pregnancy test: positive"]),
        (",,,No,,", [NEGATIVE]),
        (",,,,DEVIATION_REASON_FEVER,", ["symptom | fever"]),
        (",,,,DEVIATION_REASON_LATE,", ["left out: reasons for another temperature"]),
        (",,,,MOOD_PMS,", ["symptom | PMS"]),
        (",,,,BODY_,", ["left out: body"]),
        (",,,,,Eggwhite", ["left out: mucus"]),
    ],
)
def test_natural_cycles(cells: str, lines: list[str]) -> None:
    """A temperature that was put aside for a fever leaves the fever."""
    head = "Date,Temperature,Menstruation,Menstruation Quantity,LH test,Pregnancy test,Data flag,"
    row = f"{DAY},,{cells}"
    assert table("natural-cycles", head + "Cervical mucus consistency", row) == lines


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ("good,no headache|,,", [NOTHING, "left out: moods that are no complaint"]),
        (",tired,,", ["symptom | tired"]),
        (",,Bad,", ["note | Bad"]),
        (",,,energy: 3", ["left out: scales"]),
    ],
)
def test_daylio(cells: str, lines: list[str]) -> None:
    """An activity of no name is none."""
    assert table("daylio", "full_date,mood,activities,note,scales", f"{DAY},{cells}") == lines


def attack(lasted: str, started: str = "11/16/25 13:12", **cells: str) -> str:
    names = [name.strip('"\n') for name in HEAD.split(",")]
    values = dict.fromkeys(names, "") | {"#": "1", "Started": started, "Lasted": lasted}
    return ",".join(f'"{value}"' for value in (values | cells).values())


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        (attack("-", "soon"), [NO_DAY]),
        (attack("ongoing"), ["onset | migraine"]),
        (attack("367d 00h 00m"), [NO_VALUE]),
        (attack("1d", "11/16/25"), ["onset | migraine", "end | migraine"]),
        (attack("-", **{"Start UTC Offset (min)": "9000"}), ["onset | migraine"]),
        (attack("-", **{"Premonitory Symptoms": "None"}), ["onset | migraine", NOTHING]),
        (attack("1h", **{"Attack Types": "Strange"}), ["onset | migraine", "end | migraine"]),
    ],
)
def test_migraine_buddy(row: str, lines: list[str]) -> None:
    """What has no length goes on; a length that nobody has an attack for is named."""
    assert table("migraine-buddy", HEAD.strip(), row, "America/New_York") == lines


def test_an_hour_of_pain_is_an_hour_when_the_clocks_change() -> None:
    """An attack over the night in spring in which an hour is missing."""
    _, reading = read(HEAD + attack("3h", "03/28/26 23:30") + "\n", ZoneInfo("Europe/Berlin"))
    onset, end = reading.events
    assert (end.at.isoformat(), onset.at.isoformat()) == (
        "2026-03-29T03:30:00+02:00",
        "2026-03-28T23:30:00+01:00",
    )


def test_names_of_what_is_left_out_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a million odd kinds is counted, and not written down."""
    monkeypatch.setattr(entries_of_apps, "_MOST_NAMES", 14)
    events = [{"date": DAY, "category": f"Odd{n}"} for n in range(20)]
    data = {"pointEventsManualData": {"point_events_manual_v2": events}}
    reading = read_json(data)[1]
    assert dict(reading.left_out)["others"] == 6
    assert len(reading.left_out) == 15
    note = next(note for note in reading.notes if note.code == "diary.left-out")
    assert note.text.endswith("and 3 more kinds.")
