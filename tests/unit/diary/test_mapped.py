"""Tables in no known form: starts and ends in many spellings, and columns by their owner's word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.unit.diary.apps.reading import episodes, kept, read, read_json
from tests.unit.diary.apps.test_single_entries import outcome

from offwatch.diary.readers.cells import ReadAs
from offwatch.diary.readers.mapped import columns_of, guess_meaning, sample_of
from offwatch.diary.readers.source import in_memory
from offwatch.errors import BadInput

SPAN = [(date(2026, 3, 1), date(2026, 3, 4))]


@pytest.mark.parametrize(
    "head",
    [
        "startDate,endDate", "start_date,end_date", "START,END", "From;To", "Beginn;Ende",
        "Von\tBis", "period_start_date,period_end_date", "First day,Last day", "debut;fin",
        "fecha inicio;fecha fin", "Started at,Ended at", "Startdatum|Enddatum", "inizio;fine",
        "id,Date start,Date end",
    ],
)  # fmt: skip
def test_a_list_of_starts_and_ends_in_many_spellings(head: str) -> None:
    """The end is the last day."""
    separator = next(mark for mark in ",;\t|" if mark in head)
    row = "2026-03-01,2026-03-04".replace(",", separator)
    lead = f"1{separator}" if head.startswith("id") else ""
    form, reading = read(f"{head}\n{lead}{row}\n")
    assert form == "spans"
    assert episodes(reading) == SPAN


def test_a_start_may_have_a_length_a_name_and_no_end() -> None:
    """What else is known by its name is read; the rest is named."""
    form, reading = read(
        "Start,Duration (days),Type,Severity,Notes,Mood\n"
        "2026-03-01,4,migraine,7,bad,1\n2026-05-02,,migraine,,,\n2026-05-05,0,migraine,,,\n"
    )
    assert form == "spans"
    assert episodes(reading) == [*SPAN, (date(2026, 5, 2), None)]
    assert ("2026-03-01", "severity", "migraine", "7") in kept(reading)
    assert reading.rejected == ((4, "diary.bad-value"),)
    assert reading.left_out == (("the column “Mood”", 1),)
    with pytest.raises(BadInput, match="Row 4"):
        reading.strict()
    assert reading.without_rejected().strict().rhythms() == ("migraine",)


def test_starts_alone_are_enough() -> None:
    """A table or a list without an end; where another column is the day, it is no such one."""
    for raw in (
        "Start\n2026-01-03\n2026-01-31\n",
        '[{"start":"2026-01-03"},{"start":"2026-01-31"}]',
    ):
        form, reading = read(raw)
        assert form == "spans"
        assert episodes(reading) == [(date(2026, 1, 3), None), (date(2026, 1, 31), None)]
    with pytest.raises(BadInput) as caught:
        read("date,start,what\n2026-01-03,8,x\n")
    assert caught.value.code == "diary.unknown-format"


def test_episodes_without_a_name_get_the_one_that_is_said() -> None:
    """A file of spans does not say of what."""
    reading = read("start,end\n2026-03-01,2026-03-04\n", read_as=ReadAs(name="Migräne"))[1]
    assert reading.diary.rhythms() == ("Migräne",)


@pytest.mark.parametrize(
    "data",
    [
        [{"startDate": "2026-03-01", "endDate": "2026-03-04"}],
        {"version": 1, "cycles": [{"start": "2026-03-01T00:00:00Z", "length": 4}]},
        {"periods": [{"from": "01.03.2026", "to": "04.03.2026"}]},
    ],
)
def test_the_same_as_json(data: object) -> None:
    """Objects in a list, alone or in an object."""
    form, reading = read_json(data)
    assert form == "spans"
    assert episodes(reading) == SPAN


BERLIN = ZoneInfo("Europe/Berlin")
TABLE = """Datum;Uhr;Schmerz;Übelkeit;Tabletten;Wetter
01/03/2026 08:30;x;stark;ja;Ibuprofen, Triptan;gut
13/03/2026 09:00;x;4;nein;keine;gut
14/03/2026;x;;;;
"""
MEANINGS = (
    ("Datum", "start"),
    ("Schmerz", "severity"),
    ("Übelkeit", "symptom"),
    ("Tabletten", "medicine"),
)


def test_columns_mean_what_their_owner_says() -> None:
    """Yes and no speak of what the column is called; lists in a cell are parted."""
    said = ReadAs(columns=MEANINGS, name="Migräne", local_times=True)
    form, reading = read(TABLE.replace("stark", "7"), BERLIN, said)
    assert form == "mapped"
    at = datetime(2026, 3, 1, 8, 30, tzinfo=BERLIN).isoformat()
    assert [one for one in kept(reading) if one[0] == at] == [
        (at, "onset", "Migräne", ""),
        (at, "severity", "Migräne", "7"),
        (at, "symptom", "Übelkeit", ""),
        (at, "medicine", "Ibuprofen", ""),
        (at, "medicine", "Triptan", ""),
    ]
    assert [event.kind for event in reading.events].count("medicine") == 2
    assert [what for what, _ in reading.left_out] == ["the column “Uhr”", "the column “Wetter”"]


def test_a_word_that_is_no_number_is_named() -> None:
    """A strength in a word that is not known."""
    said = ReadAs(columns=MEANINGS, local_times=True)
    table = TABLE.replace("stark", "wie ein Sturm")
    assert read(table, BERLIN, said)[1].rejected == ((2, "diary.bad-value"),)
    assert read(TABLE, BERLIN, said)[1].rejected == ()


def test_days_with_bleeding_and_days_with_an_episode() -> None:
    """A row a day: bleeding joins to periods, yes is a day of the episode."""
    table = "Tag,Blutung,Migraine,Note\n" + "".join(
        f"{date(2026, 3, 1) + timedelta(days=n)},{flow},{had},{note}\n"
        for n, (flow, had, note) in enumerate(
            [
                ("heavy", "no", ""),
                ("light", "yes", "dark room"),
                ("spotting", "", ""),
                ("0", "0", ""),
            ]
        )
    )
    said = ReadAs(columns=(("Tag", "day"), ("Blutung", "flow"), ("Migraine", "episode"),
                           ("Note", "note")))  # fmt: skip
    reading = read(table, read_as=said)[1]
    assert sorted(kept(reading)) == [
        ("2026-03-01", "onset", "period", ""),
        ("2026-03-01", "severity", "period", "3"),
        ("2026-03-02", "end", "period", ""),
        ("2026-03-02", "note", "", "dark room"),
        ("2026-03-02", "onset", "Migraine", ""),
        ("2026-03-02", "severity", "period", "1"),
        ("2026-03-03", "symptom", "spotting", ""),
    ]


@pytest.mark.parametrize(
    "columns",
    [(("Datum", "weather"),), (("Nirgends", "day"),), (("Schmerz", "severity"),),
     (("Datum", "day"), ("Uhr", "day"))],
)  # fmt: skip
def test_a_mapping_that_cannot_be_is_refused(columns: tuple[tuple[str, str], ...]) -> None:
    """A meaning that is none, a column that is not there, no date, two dates."""
    with pytest.raises(BadInput) as refused:
        read(TABLE, read_as=ReadAs(columns=columns))
    assert refused.value.code == "diary.mapping"


def test_a_mapping_is_written_as_pairs() -> None:
    """A name may hold the mark itself."""
    assert columns_of(["a=b=day", " Ende = end "]) == (("a=b", "day"), ("Ende", "end"))
    for wrong in ("day", "=day", "a=", "a=weather"):
        with pytest.raises(BadInput):
            columns_of([wrong])
    assert guess_meaning("Schmerzstärke") == "severity"


BAD_DATE, BAD_VALUE = "rejected: diary.bad-date", "rejected: diary.bad-value"


def rows(columns: str, row: str, zone: ZoneInfo | None = None, name: str = "") -> list[str]:
    """What comes of one row whose columns are called by what they mean."""
    meanings = tuple((one, one.rstrip("0123456789")) for one in columns.split(";"))
    said = ReadAs(columns=meanings, name=name, local_times=True)
    return outcome(read(f"{columns}\n{row}\n", zone or UTC, said)[1])


@pytest.mark.parametrize(
    ("columns", "row", "lines"),
    [
        ("start;end", "2026-03-01;soon", [BAD_DATE]),
        ("start;end", "soon;2026-03-01", [BAD_DATE]),
        ("start;end", ";2026-03-01", [BAD_DATE]),
        ("start;length", "2026-03-01;367", [BAD_VALUE]),
        ("start;length", "2026-03-01 23:30;2", ["onset", "end"]),
        ("start;severity", "2026-03-01;strong", ["onset", "severity | 3"]),
        ("start;day;note", ";2026-03-01;slept", ["note | slept"]),
        ("day;temperature;temperature2", "2026-03-01;36,5;", ["temperature | 36.5"]),
        ("day;temperature", "2026-03-01;warm", [BAD_VALUE]),
        ("day;symptom;medicine", "2026-03-01;0;2", ["medicine | medicine"]),
        ("day;symptom", "2026-03-01;yes", ["symptom | symptom"]),
        ("day;symptom", "2026-03-01;no", []),
        ("day;flow", "2026-03-01;2.5", ["onset | period", "severity | period | 2.5"]),
        ("day;flow", "2026-03-01;watery", ["onset | period"]),
        ("day;flow", "2026-03-01;0,0", []),
        ("day;flow", "2026-03-01;normal", ["onset | period", "severity | period | 2"]),
        ("day;severity", "2026-03-01;4", ["severity | 4"]),
        ("day;episode;severity", "2026-03-01;3;4", ["onset", "severity | 4"]),
        ("day;episode;severity", "2026-03-01;with aura;", ["onset"]),
        ("day;episode;severity", "2026-03-01;no;4",
         ["left out: severities of days without an episode"]),
        ("day;episode;severity", "2026-03-01;no;", []),
    ],
)  # fmt: skip
def test_one_row_of_a_table_whose_columns_are_explained(
    columns: str, row: str, lines: list[str]
) -> None:
    """What is kept of it, what is counted and what is named."""
    assert rows(columns, row) == lines


def test_a_day_with_a_period_joins_the_days_beside_it() -> None:
    """Yes on a day, where the episodes are periods; with a time it is an onset of its own."""
    assert rows("day;episode", "2026-03-01;yes", name="Periode") == ["onset | period"]
    assert rows("day;episode", "2026-03-01 08:00;yes", name="Periode") == ["onset | Periode"]


def test_a_length_counts_from_the_day_on_which_it_began_at_home() -> None:
    """Half past eleven in the evening by the owner's clock."""
    table = "start;length\n2026-03-01T22:30Z;2\n"
    said = ReadAs(columns=(("start", "start"), ("length", "length")))
    reading = read(table, BERLIN, said)[1]
    assert [(first.day, last and last.day) for first, last in episodes(reading)] == [(1, 2)]


@pytest.mark.parametrize(
    ("one", "lines"),
    [
        ({"start": "2026-03-01", "end": "soon"}, [BAD_DATE]),
        ({"start": "soon", "end": "2026-03-01"}, [BAD_DATE]),
        ({"start": "2026-03-02", "end": "2026-03-01"}, ["rejected: diary.end-before-onset"]),
        ({"start": "2026-03-01", "length": 0}, ["onset | migraine"]),
        ({"start": "2026-03-01T23:30", "length": 1, "severity": "7", "notes": "dark room"},
         ["onset | migraine", "severity | migraine | 7", "note | dark room", "end | migraine"]),
    ],
)  # fmt: skip
def test_one_object_of_a_list_of_starts_and_ends(one: dict[str, object], lines: list[str]) -> None:
    """Its name, its strength and its note are read where they are there."""
    good = {"start": "2026-01-01", "end": "2026-01-02", "name": "migraine"}
    _, reading = read_json([good, {"name": "migraine", **one}])
    found = outcome(reading)
    assert found[:2] == ["onset | migraine", "end | migraine"]
    assert sorted(found[2:]) == sorted(lines)


@pytest.mark.parametrize("data", [{"a": [], "b": []}, {"a": 1}, [3]])
def test_json_without_one_list_of_starts_and_ends_is_none(data: object) -> None:
    """Two lists, none, no objects."""
    with pytest.raises(BadInput) as refused:
        read_json(data)
    assert refused.value.code == "diary.unknown-format"


def test_a_table_is_shown_to_its_owner_before_it_is_explained() -> None:
    """Its named columns, each once, with the first cells of its whole rows and a guess."""
    sample = sample_of(in_memory(b"Datum;;Datum;Schmerz\n2026-03-01;x;y;7\n2026-03-02\n"))
    assert sample is not None
    shown = [(one.name, one.cells, one.guess) for one in sample.columns]
    assert shown == [("Datum", ("2026-03-01",), "day"), ("Schmerz", ("7",), "severity")]


@pytest.mark.parametrize(
    "raw",
    [b"", b"Datum\n2026-03-01\n", b"Datum;Schmerz\n", b'Datum;Schmerz\n"2026', b"PK\x03\x04 no zip",
     (";".join(f"c{n}" for n in range(61)) + "\n" + ";" * 60 + "\n").encode()],
)  # fmt: skip
def test_what_is_no_table_with_rows_is_not_shown(raw: bytes) -> None:
    """Nothing, one column, no rows, a quote left open, another kind of file, too many columns."""
    assert sample_of(in_memory(raw)) is None
