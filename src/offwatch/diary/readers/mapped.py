"""Tables in no known form: a list of starts and ends, or columns whose meaning their owner says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any, Literal, get_args

from offwatch.diary.conditions import condition_of
from offwatch.diary.event import Kind
from offwatch.diary.notes import Note, short
from offwatch.diary.readers.apps.entries import Entries, dict_of, list_of, text_of
from offwatch.diary.readers.apps.tables import each_row, moment_in, several
from offwatch.diary.readers.apps.words import LEVELS, SPOTTING, in_english, is_nothing, plain
from offwatch.diary.readers.cells import DateReader, ReadAs, number_of, whole_of, yes_or_no
from offwatch.diary.readers.source import Source
from offwatch.diary.readers.table import Table, read_table
from offwatch.diary.readers.text import text_in
from offwatch.diary.reading import Reading
from offwatch.errors import BadInput
from offwatch.names import name_key

Meaning = Literal[
    "day", "start", "end", "length", "episode", "flow", "name", "severity", "symptom", "medicine",
    "temperature", "exposure", "precursor", "note", "nothing",
]  # fmt: skip
SAMPLED = 4  # rows that are shown beside the columns
MOST_COLUMNS = 60
MEANINGS: tuple[Meaning, ...] = get_args(Meaning)
_DATES: tuple[Meaning, ...] = ("day", "start", "end")
_LISTS: dict[Meaning, Kind] = {
    "symptom": "symptom",
    "medicine": "medicine",
    "exposure": "exposure",
    "precursor": "precursor",
}
# What people and programs call columns, without case, blanks and marks.
_SPELLED: tuple[tuple[Meaning, tuple[str, ...]], ...] = (
    (
        "start",
        (
            "start", "starts", "started", "startdate", "startday", "startat", "startedat",
            "starttime", "startdatetime", "begin", "begins", "beginning", "began", "begindate",
            "from", "fromdate", "onset", "onsetdate", "firstday", "firstdate", "periodstart",
            "periodstartdate", "periodbegin", "cyclestart", "cyclestartdate", "attackstart",
            "datestart", "datestarted", "dtstart", "startofperiod", "startofattack", "episodestart",
            "beginn", "anfang", "von", "startdatum", "anfangsdatum", "erstertag", "periodenbeginn",
            "debut", "début", "datedebut", "datededebut", "datededébut", "inicio", "fechainicio",
            "fechadeinicio", "desde", "inizio", "datainizio", "datadiinizio", "dal", "van",
            "begindatum", "datainicio", "datadeinício", "beginnderperiode", "periodenstart",
            "beginnderregel", "ersterperiodentag", "erstertagderperiode", "erstertagderregel",
            "menstruationsbeginn", "zyklusbeginn", "zyklusstart", "anfallsbeginn", "startzeit",
            "firstdayofperiod", "periodstarted", "periodstartday", "lastperiod", "onsetday",
            "startdelciclo", "iniciodelperiodo", "iniciodelaregla", "iniciodaperiodo",
            "débutdesrègles", "debutdesregles", "débutducycle", "iniziodelciclo",
            "iniziomestruazioni", "starttid",
        ),
    ),
    (
        "end",
        (
            "end", "ends", "ended", "enddate", "endday", "endat", "endedat", "endtime",
            "enddatetime", "finish", "finished", "finishdate", "to", "todate", "till", "until",
            "lastday", "lastdate", "stop", "stopdate", "stopped", "over", "periodend",
            "periodenddate", "cycleend", "attackend", "dateend", "dateended", "dtend",
            "endofperiod", "endofattack", "episodeend", "ende", "bis", "enddatum", "letztertag",
            "periodenende", "fin", "datefin", "datedefin", "fechafin", "fechadefin", "hasta",
            "fine", "datafine", "datadifine", "al", "tot", "einddatum", "eind", "datafim",
            "datadefim", "fim", "endederperiode", "endederregel", "letztertagderperiode",
            "menstruationsende", "zyklusende", "anfallsende", "endzeit", "periodended",
            "lastdayofperiod", "findelperiodo", "findelaregla", "findesrègles", "findesregles",
            "finemestruazioni", "sluttid",
        ),
    ),
    (
        "length",
        ("length", "lengthdays", "lengthindays", "duration", "durationdays", "durationindays",
         "days", "periodlength", "dauer", "tage", "durée", "duree", "duración", "durata"),
    ),
    (
        "day",
        ("day", "date", "datum", "tag", "fecha", "jour", "giorno", "dag", "when", "timestamp",
         "datetime", "time", "at", "zeitpunkt"),
    ),
    (
        "flow",
        ("flow", "bleeding", "menstruation", "blutung", "period", "menses", "periode", "blut",
         "blutungsstärke", "regel", "regelblutung", "règles", "regla", "sangrado", "mestruazioni"),
    ),
    (
        "episode",
        ("episode", "attack", "migraine", "headache", "seizure", "flare", "anfall", "attacke",
         "migräne", "kopfschmerz", "kopfschmerzen", "kopfweh", "schub", "migraña", "emicrania",
         "migraines", "headaches", "attacks", "seizures", "flares"),
    ),
    ("name", ("name", "type", "kind", "condition", "what", "art", "was", "typ", "category")),
    (
        "severity",
        ("severity", "pain", "painlevel", "intensity", "strength", "level", "stärke", "schmerz",
         "intensität", "schmerzstärke", "intensité", "intensidad"),
    ),
    ("symptom", ("symptom", "symptoms", "symptome", "symptômes", "síntomas", "sintomi")),
    (
        "medicine",
        ("medicine", "medicines", "medication", "medications", "drug", "drugs", "medikament",
         "medikamente", "médicaments", "medicamento", "medicamentos", "farmaci"),
    ),
    ("temperature", ("temperature", "bbt", "temp", "temperatur", "température", "temperatura")),
    ("exposure", ("trigger", "triggers", "exposure", "exposures", "auslöser", "déclencheurs")),
    ("precursor", ("sign", "signs", "precursor", "aura", "prodrome", "vorzeichen")),
    ("note", ("note", "notes", "comment", "comments", "notiz", "notizen", "bemerkung", "notas")),
)  # fmt: skip
_KNOWN: dict[str, Meaning] = {
    name.lower(): meaning for meaning, names in _SPELLED for name in names
}


def guess_meaning(column: str) -> Meaning:
    """Guess what a column means from its name.

    Parameters
    ----------
    column : str
        As the first row names it.

    Returns
    -------
    str
        One of ``MEANINGS``; ``nothing`` where the name says nothing.

    Examples
    --------
    >>> guess_meaning("Start Date"), guess_meaning("period_end_date"), guess_meaning("x")
    ('start', 'end', 'nothing')
    """
    key = "".join(letter for letter in name_key(column) if letter.isalnum())
    return _KNOWN.get(key, "nothing")


def is_spans(table: Table) -> bool:
    """Say whether one column of a table is called a start, and one an end or a length, or none."""
    found = [guess_meaning(name) for name in table.names]
    if found.count("start") != 1 or max(found.count("end"), found.count("length")) > 1:
        return False
    return "end" in found or "length" in found or "day" not in found


def parse_spans(
    table: Table, zone: tzinfo, now: datetime | None = None, read_as: ReadAs | None = None
) -> Reading:
    """Read a table whose rows are episodes, by what its columns are called.

    Parameters
    ----------
    table : Table
        With a start and, if it has them, an end or a length in days; what else is known by name
        is read too.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.
    read_as : ReadAs, optional
        What the owner says of dates, and what the episodes are called.

    Returns
    -------
    Reading

    Raises
    ------
    BadInput
        ``diary.date-order``; and as `Table.rows`.
    """
    meanings = [guess_meaning(name) for name in table.names]
    kept = ("start", "end", "length", "name", "severity", "symptom", "medicine", "exposure",
            "precursor", "note")  # fmt: skip
    columns = [one if one in kept else "nothing" for one in meanings]
    return _Mapped(table, columns, zone, now, read_as or ReadAs()).read()


def parse_mapped(
    table: Table, zone: tzinfo, now: datetime | None = None, read_as: ReadAs | None = None
) -> Reading:
    """Read a table by what its owner says that its columns mean.

    Parameters
    ----------
    table : Table
        Any table whose first row names columns.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.
    read_as : ReadAs, optional
        ``columns`` says what they mean, by their names.

    Returns
    -------
    Reading

    Raises
    ------
    BadInput
        ``diary.mapping`` where a column is not there, a meaning is none or no column tells when;
        ``diary.date-order``; and as `Table.rows`.
    """
    said = read_as or ReadAs()
    columns: list[Meaning] = ["nothing"] * len(table.keys)
    for name, meaning in said.columns:
        known = next((one for one in MEANINGS if one == meaning), None)
        place = table.place(name_key(name))
        if known is None or place is None:
            raise BadInput(
                "diary.mapping",
                f"Say of a column in the first row that it is one of {', '.join(MEANINGS)}.",
            )
        columns[place] = known
    if not {"day", "start"} & set(columns):
        raise BadInput("diary.mapping", "One column has to be the day, or the start of an episode.")
    if any(columns.count(one) > 1 for one in ("day", "start", "end", "length", "name", "severity")):
        raise BadInput("diary.mapping", "Only one column can be the day, start, end or severity.")
    return _Mapped(table, columns, zone, now, said).read()


class _Mapped:
    """Reads a table by the meanings of its columns."""

    def __init__(
        self,
        table: Table,
        columns: Sequence[str],
        zone: tzinfo,
        now: datetime | None,
        said: ReadAs,
    ) -> None:
        self._table, self._said = table, said
        self._places = {
            meaning: [table.keys[i] for i, one in enumerate(columns) if one == meaning]
            for meaning in MEANINGS
        }
        self._heads = dict(zip(table.keys, table.names, strict=True))
        self._entries = Entries(zone, now)
        keys = [key for meaning in _DATES for key in self._places[meaning]]
        cells = lambda: (cell for key in keys for cell in table.column(key))  # noqa: E731
        self._dates = DateReader(zone, cells, said)
        self._zone = zone

    def read(self) -> Reading:
        for row, found in each_row(self._table, self._entries):
            self._row(row, found)
        unread = [self._heads[key] for key in self._places["nothing"] if self._heads[key]]
        notes: tuple[Note, ...] = self._dates.notes()
        for name in unread:
            self._entries.leave_out(self._table.head_row, f"the column “{name}”")
        return replace(self._entries.finish(notes), skips_rejected=False)

    def _cell(self, found: dict[str, str], meaning: Meaning) -> str:
        keys = self._places[meaning]
        return found[keys[0]].strip() if keys else ""

    def _row(self, row: int, found: dict[str, str]) -> None:
        entries = self._entries
        begins = self._cell(found, "start")
        at: date | datetime | None
        if begins:
            at = moment_in(entries, row, begins, self._dates)
        elif self._places["day"]:
            at = moment_in(entries, row, self._cell(found, "day"), self._dates)
        else:
            entries.reject(row, "diary.bad-date")
            return
        if at is None:
            return
        name = " ".join(self._cell(found, "name").split()) or self._said.name
        if begins and not self._episode(row, name, at, found):
            return
        if not begins:
            self._day(row, name, at, found)
        self._rest(row, at, found)

    def _episode(self, row: int, name: str, first: date | datetime, found: dict[str, str]) -> bool:
        entries = self._entries
        last: date | datetime | None = None
        if ends := self._cell(found, "end"):
            last = moment_in(entries, row, ends, self._dates)
            if last is None:
                return False
        elif length := self._cell(found, "length"):
            days = whole_of(length)
            if days is None or not 1 <= days <= 366:
                entries.reject(row, "diary.bad-value")
                return False
            day = first.astimezone(self._zone).date() if isinstance(first, datetime) else first
            last = day + timedelta(days=days - 1)
        return entries.episode(row, name, first, last) and self._severity(row, name, first, found)

    def _severity(self, row: int, name: str, at: date | datetime, found: dict[str, str]) -> bool:
        if text := self._cell(found, "severity"):
            number = number_of(text)
            level = LEVELS.get(in_english(plain(text))) if number is None else number
            if level is None:
                self._entries.reject(row, "diary.bad-value")
                return False
            self._entries.add(row, at, "severity", name, f"{level:g}")
        return True

    def _day(self, row: int, name: str, at: date | datetime, found: dict[str, str]) -> None:
        """A row of a day: bleeding joins to periods, another episode is an onset a day."""
        entries = self._entries
        day = at.astimezone(self._zone).date() if isinstance(at, datetime) else at
        entries.tell_of(day)
        for key in self._places["flow"]:
            words, number = in_english(plain(found[key])), number_of(found[key])
            if words.lower() in SPOTTING:
                entries.add(row, day, "symptom", "spotting")
            elif words and number != 0 and (words in LEVELS or not is_nothing(words)):
                entries.bleeding(row, day, LEVELS.get(words, number))
        had = False
        for key in self._places["episode"]:
            if _says_yes(found[key]):
                had = True
                called = name or (self._heads[key] if condition_of(self._heads[key]) else "")
                if condition_of(called) == "menstrual" and not isinstance(at, datetime):
                    entries.bleeding(row, day)
                else:
                    entries.add(row, at, "onset", called)
        if self._places["severity"]:
            if had or not self._places["episode"]:
                self._severity(row, name, at, found)
            elif self._cell(found, "severity"):
                entries.leave_out(row, "severities of days without an episode")

    def _rest(self, row: int, at: date | datetime, found: dict[str, str]) -> None:
        entries = self._entries
        for meaning, kind in _LISTS.items():
            for key in self._places[meaning]:
                for one in self._listed(found[key], self._heads[key]):
                    entries.add(row, at, kind, one)
        for key in self._places["temperature"]:
            if text := found[key].strip():
                entries.temperature(row, at, number_of(text))
        for key in self._places["note"]:
            if text := found[key].strip():
                entries.add(row, at, "note", value=text)

    @staticmethod
    def _listed(cell: str, head: str) -> list[str]:
        """What a cell lists; yes and no, or a number, speak of what the column is called."""
        said = yes_or_no(cell)
        if said is not None:
            return [head] if said else []
        if (number := number_of(cell)) is not None:
            return [head] if number > 0 else []
        return [one for one in several(cell) if not is_nothing(in_english(one))]


def _says_yes(cell: str) -> bool:
    said = yes_or_no(cell)
    if said is not None:
        return said
    number = number_of(cell)
    return number > 0 if number is not None else not is_nothing(plain(cell))


def is_spans_list(data: Any) -> bool:
    """Say whether parsed JSON is a list of objects that have a start."""
    rows = [set(_by_meaning(dict_of(one))) for one in _span_rows(data)[:50]]
    return any(
        "start" in found and ("day" not in found or not {"end", "length"}.isdisjoint(found))
        for found in rows
    )


def parse_spans_list(data: Any, zone: tzinfo, now: datetime | None = None) -> Reading:
    """Read a list of objects with a start and an end, whatever these are called.

    Parameters
    ----------
    data : object
        The parsed JSON: the list, or an object that holds it alone.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.

    Returns
    -------
    Reading
        Without a name; times without a zone are those of a clock in the diary's zone.
    """
    entries = Entries(zone, now)
    dates = DateReader(zone, list, ReadAs(local_times=True))
    for one in _span_rows(data):
        row, found = entries.count_row(), _by_meaning(dict_of(one))
        first = moment_in(entries, row, found.get("start", ""), dates)
        if first is None:
            continue
        last: date | datetime | None = None
        if found.get("end"):
            last = moment_in(entries, row, found["end"], dates)
            if last is None:
                continue
        elif (days := whole_of(found.get("length", ""))) is not None and 1 <= days <= 366:
            day = first.astimezone(zone).date() if isinstance(first, datetime) else first
            last = day + timedelta(days=days - 1)
        name = found.get("name", "")
        if entries.episode(row, name, first, last):
            if (level := number_of(found.get("severity", ""))) is not None:
                entries.add(row, first, "severity", name, f"{level:g}")
            if note := found.get("note"):
                entries.add(row, first, "note", value=note)
    return entries.finish()


def _span_rows(data: Any) -> list[Any]:
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        return lists[0] if len(lists) == 1 else []
    return list_of(data)


def _by_meaning(one: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in one.items():
        meaning = guess_meaning(str(key))
        if meaning != "nothing" and meaning not in found:
            found[meaning] = text_of(value)
    return found


def columns_of(text: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Read what a person says of columns, such as ``Datum=day``.

    Parameters
    ----------
    text : iterable of str
        Each a name and a meaning.

    Returns
    -------
    tuple of (str, str)

    Raises
    ------
    BadInput
        ``diary.mapping``.
    """
    found = []
    for one in text:
        name, mark, meaning = one.rpartition("=")
        if not mark or not name.strip() or meaning.strip() not in MEANINGS:
            raise BadInput(
                "diary.mapping", f"Write NAME=MEANING; a meaning is one of {', '.join(MEANINGS)}."
            )
        found.append((name.strip(), meaning.strip()))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, for its owner to say what it means.

    Parameters
    ----------
    name : str
        As the first row names it.
    cells : tuple of str
        What its first rows hold.
    guess : str
        What its name makes likely.
    """

    name: str
    cells: tuple[str, ...]
    guess: Meaning


@dataclass(frozen=True, slots=True)
class Sample:
    """The columns of a table that have a name."""

    columns: tuple[Column, ...]


def sample_of(source: Source) -> Sample | None:
    """Look at the first rows of a table.

    Parameters
    ----------
    source : Source
        A file of any kind.

    Returns
    -------
    Sample or None
        None where it is no table of at least two named columns.
    """
    try:
        text, _ = text_in(source)
        table = read_table(text)
        rows = [cells for _, cells in islice(table.rows(), SAMPLED) if cells]
    except BadInput:
        return None
    named = [
        i for i, name in enumerate(table.names) if name and table.keys.index(table.keys[i]) == i
    ]
    if not 2 <= len(named) <= MOST_COLUMNS or not rows:
        return None
    return Sample(
        tuple(
            Column(
                table.names[i], tuple(short(row[i]) for row in rows), guess_meaning(table.names[i])
            )
            for i in named
        )
    )
