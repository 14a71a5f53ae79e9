"""Natural Cycles: a row a day with the temperature, bleeding, tests and flags."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, tzinfo

from offwatch.diary.readers.apps.entries import NOTHING, Entries
from offwatch.diary.readers.apps.tables import day_in, each_row, several
from offwatch.diary.readers.apps.words import LEVELS, in_english, is_nothing, is_well, plain
from offwatch.diary.readers.cells import DateReader, ReadAs, number_of
from offwatch.diary.readers.table import Table
from offwatch.diary.reading import Reading

_LEFT_OUT = {
    "had sex": "sex",
    "cervical mucus consistency": "mucus",
    "cervical mucus quantity": "mucus",
}
# The same columns in the languages that the app speaks, as compared.
_HEADS = {
    **dict.fromkeys(("datum", "fecha", "jour", "data", "tag"), "date"),
    **dict.fromkeys(
        ("temperatur", "température", "temperatura", "basaltemperatur", "temperatuur"),
        "temperature",
    ),
    **dict.fromkeys(
        ("periode", "period", "menstruación", "menstruação", "règles", "mestruazione", "mens",
         "menstruatie", "blutung", "regelblutung"),
        "menstruation",
    ),
    **dict.fromkeys(
        ("menstruationsstärke", "stärke der menstruation", "stärke der periode", "periodenstärke",
         "blutungsstärke", "menstruationsmenge", "menge der menstruation", "menstruationsmängd",
         "cantidad de menstruación", "quantité de règles"),
        "menstruation quantity",
    ),
    **dict.fromkeys(
        ("lh-test", "lh test", "lh-tests", "ovulationstest", "prueba de lh", "test lh",
         "test de lh", "ägglossningstest"),
        "lh test",
    ),
    **dict.fromkeys(
        ("schwangerschaftstest", "test de grossesse", "prueba de embarazo", "graviditetstest",
         "test di gravidanza", "zwangerschapstest"),
        "pregnancy test",
    ),
    **dict.fromkeys(
        ("hatte sex", "sex", "geschlechtsverkehr", "rapports sexuels", "sexo", "haft sex"),
        "had sex",
    ),
    **dict.fromkeys(
        ("notizen", "notiz", "notas", "anteckningar", "note", "notities", "anmerkungen"), "notes"
    ),
    **dict.fromkeys(
        ("datenmarkierung", "datenmarkierungen", "markierungen", "data flags", "dataflagga"),
        "data flag",
    ),
    **dict.fromkeys(
        ("konsistenz des zervixschleims", "zervixschleim konsistenz", "zervixschleim"),
        "cervical mucus consistency",
    ),
    **dict.fromkeys(
        ("menge des zervixschleims", "zervixschleim menge"), "cervical mucus quantity"
    ),
}  # fmt: skip
_CAUSES = {"ALCOHOL": "alcohol", "HANGOVER": "alcohol", "STRESS": "stress"}


def is_natural_cycles(table: Table) -> bool:
    """Say whether a table has the columns of Natural Cycles."""
    return _headed(table).has("date", "temperature", "menstruation")


def _headed(table: Table) -> Table:
    """The same table with its columns by their English names."""
    found = [_HEADS.get(key, key) for key in table.keys]
    twice = {key for key in found if found.count(key) > 1}
    return replace(
        table,
        keys=tuple(
            old if new in twice else new for old, new in zip(table.keys, found, strict=True)
        ),
    )


def parse_natural_cycles(
    table: Table, zone: tzinfo, now: datetime | None = None, read_as: ReadAs | None = None
) -> Reading:
    """Read Natural Cycles' export.

    Parameters
    ----------
    table : Table
        The export.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.
    read_as : ReadAs, optional
        What the owner says of dates.

    Returns
    -------
    Reading

    Raises
    ------
    BadInput
        ``diary.date-order``; and as `Table.rows`.
    """
    entries, table = Entries(zone, now), _headed(table)
    dates = DateReader(zone, lambda: table.column("date"), read_as or ReadAs())
    for row, found in each_row(table, entries):
        day = day_in(entries, row, found["date"], dates)
        if day is not None:
            _take(entries, row, day, found)
    return entries.finish(dates.notes())


def _take(entries: Entries, row: int, day: date, found: dict[str, str]) -> None:
    bleeding = _words(found, "menstruation")
    if bleeding == "spotting":
        entries.add(row, day, "symptom", "spotting")
    elif bleeding and is_nothing(bleeding):
        entries.leave_out(row, NOTHING)
    elif bleeding:
        quantity = _words(found, "menstruation quantity")
        if quantity == "spotting":
            entries.add(row, day, "symptom", "spotting")
        else:
            entries.bleeding(row, day, LEVELS.get(quantity))
    if temperature := found["temperature"].strip():
        entries.temperature(row, day, number_of(temperature))
    if test := _words(found, "lh test"):
        if test in ("positive", "high", "peak", "yes"):
            entries.add(row, day, "precursor", "LH test", "positive")
        else:
            entries.leave_out(row, "tests that were not positive")
    if test := _words(found, "pregnancy test"):
        if test in ("positive", "yes"):
            entries.add(row, day, "note", value="pregnancy test: positive")
        else:
            entries.leave_out(row, "tests that were not positive")
    if note := found.get("notes", "").strip():
        entries.add(row, day, "note", value=note)
    for flag in several(found.get("data flag", "")):
        _flag(entries, row, day, flag)
    for column, what in _LEFT_OUT.items():
        if found.get(column, "").strip():
            entries.leave_out(row, what)


def _words(found: dict[str, str], column: str) -> str:
    return in_english(plain(found.get(column, "")).lower())


def _flag(entries: Entries, row: int, day: date, flag: str) -> None:
    group, _, what = flag.partition("_")
    if flag.startswith("DEVIATION_REASON_"):
        cause = flag.removeprefix("DEVIATION_REASON_")
        if cause in _CAUSES:
            entries.add(row, day, "exposure", _CAUSES[cause])
        elif cause in ("FEVER", "SICK", "ILLNESS"):
            entries.add(row, day, "symptom", plain(cause))
        else:
            entries.leave_out(row, "reasons for another temperature")
    elif group == "MOOD" and what == "PMS":
        entries.add(row, day, "symptom", "PMS")
    elif group == "MOOD":
        if is_well(plain(what)):
            entries.leave_out(row, NOTHING)
        else:
            entries.add(row, day, "symptom", "mood", plain(what))
    elif group in ("PAIN", "SKIN", "DIGESTION", "SYMPTOM", "BODY") and what:
        entries.symptom(row, day, plain(what))
    else:
        entries.leave_out(row, plain(flag))
