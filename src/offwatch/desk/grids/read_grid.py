"""A grid read: whose row, which day, which code; every fault at its cell. Values in, values out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from offwatch.desk.grids.codes import ABSENT, FREE, Codes, Meaning
from offwatch.desk.grids.heads import Heads, find_heads, is_weekday
from offwatch.desk.grids.table import GridTable, column_name
from offwatch.errors import BadInput
from offwatch.language import gettext
from offwatch.names import clean_name, name_key

NEW, LEAVE_OUT = "new", "leave out"
# heads of rows that hold no person, and of columns that hold no name
_NO_PERSON = (
    "total totals sum summe gesamt need have bedarf soll ist besetzung cover open offen demand"
    " datum date tag tage day days weekday wochentag woche week kw name mitarbeiter legend legende"
    " monat month"
)
GIVEN_NAME_HEADS = frozenset(("vorname", "rufname", "first name", "given name", "forename"))
NO_PERSON = frozenset(_NO_PERSON.split())


@dataclass(frozen=True, slots=True)
class GridFault:
    """What is wrong with one cell, a row or the whole; counted as a spreadsheet does."""

    code: str
    words: str
    row: int = 0
    column: str = ""

    def as_dict(self) -> dict[str, object]:
        return {"row": self.row, "column": self.column, "code": self.code, "words": self.words}


def gathered(faults: Iterable[GridFault]) -> list[tuple[GridFault, int]]:
    """The first of the faults that say the same, and how many of them there are."""
    found: dict[tuple[str, str], tuple[GridFault, int]] = {}
    for fault in faults:
        first, n = found.get((fault.code, fault.words), (fault, 0))
        found[fault.code, fault.words] = (first, n + 1)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class ReadGrid:
    """What a grid says; ``cells`` hold what each code was found to mean."""

    days: tuple[date, ...]
    cells: Mapping[tuple[str, date], Meaning]  # by the id of a person
    people: tuple[str, ...]
    joining: Mapping[str, str]  # id and name of people who are new
    unknown: tuple[str, ...]  # names that nobody of the team has
    left_out: tuple[str, ...]
    codes: Mapping[str, tuple[int, Meaning | None]]  # how often, and what it means
    faults: tuple[GridFault, ...] = ()


@dataclass
class _Reading:
    all_new: bool = False
    cells: dict[tuple[str, date], Meaning] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    joining: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    spelled: dict[str, str] = field(default_factory=dict)
    faults: list[GridFault] = field(default_factory=list)


def read_grid(
    table: GridTable,
    people: Mapping[str, str],
    codes: Codes,
    near: date,
    *,
    said: Mapping[str, str] | None = None,
    month: date | None = None,
    all_new: bool = False,
) -> ReadGrid:
    """Read a grid.

    Parameters
    ----------
    table : GridTable
        Its cells.
    people : mapping of id to name
        Who is in the team.
    codes : Codes
        What its codes mean.
    near : date
        A day near the ones that are meant, for dates without a year.
    said : mapping of name to id, ``new`` or ``leave out``, optional
        Who is meant by a name that nobody of the team has.
    month : date, optional
        The month whose days are numbered, where the grid does not say it.
    all_new : bool
        Whether a name that nobody has is somebody new, unless something else was said of it.

    Raises
    ------
    BadInput
        ``grid.no-days`` if no row has days.
    """
    heads = find_heads(table, near, month)
    if heads is None:
        raise BadInput(
            "grid.no-days",
            "No row of this table has days one after the other; write dates over the columns, such"
            " as 2026-12-01 or 1.12., or day numbers and the month above them.",
        )
    reading = _Reading(all_new=all_new)
    known = _known(people, said or {})
    names = _name_columns(table, heads, known)
    for row in range(heads.row + 1, len(table.rows)):
        if _is_of_people(table, row, heads, names, known):
            _read_row(table, row, heads, names, known, codes, reading)
    if not reading.rows and not reading.unknown:
        reading.faults.append(
            GridFault("grid.nobody", gettext("No row below the days names a person."))
        )
    return ReadGrid(
        days=tuple(heads.days.values()),
        cells=reading.cells,
        people=tuple(reading.rows),
        joining=reading.joining,
        unknown=tuple(reading.unknown),
        left_out=tuple(reading.left_out),
        codes={
            reading.spelled[key]: (n, codes.meaning(key)) for key, n in reading.seen.most_common()
        },
        faults=tuple(sorted(reading.faults, key=lambda f: (f.row, f.column))),
    )


def _read_row(
    table: GridTable,
    row: int,
    heads: Heads,
    names: tuple[int, ...],
    known: Mapping[str, str],
    codes: Codes,
    reading: _Reading,
) -> None:
    name = _name(table, row, names, known)
    person = _who(name, known)
    line = {c: table.cell(row, c) for c in heads.days}
    if person is None and not any(line.values()):
        return  # the head of a group
    if person is None and reading.all_new:
        person = NEW
    if person == LEAVE_OUT:
        reading.left_out.append(name)
        return
    if person == NEW:
        twice = {_bare(n): k for k, n in reading.joining.items()}.get(_bare(name))
        if twice is not None and reading.all_new:
            reading.faults.append(_twice(name, reading.rows[twice], row, names))
            return
        person = _id_of(name, {*known.values(), *reading.joining})
        if person is None:
            reading.faults.append(
                GridFault("grid.bad-name", "This cannot be a name; shorten it.", row + 1, "A")
            )
            return
        reading.joining[person] = clean_name(name)
    if person is None:
        reading.unknown.append(name)
        reading.faults.append(
            GridFault(
                "grid.unknown-person",
                gettext(
                    "Nobody in the team is called {name}: say who it is, take them in or leave out."
                ).format(name=name),
                row + 1,
                column_name(names[0]),
            )
        )
    elif person in reading.rows:
        reading.faults.append(_twice(name, reading.rows[person], row, names))
        return
    else:
        reading.rows[person] = row + 1
    for column, text in line.items():
        _read_cell(table, row, column, text, heads.days[column], person, codes, reading)


def _twice(name: str, other: int, row: int, names: tuple[int, ...]) -> GridFault:
    return GridFault(
        "grid.person-twice",
        gettext("{name} has row {n} too; keep one of them.").format(name=name, n=other),
        row + 1,
        column_name(names[0]),
    )


def _read_cell(
    table: GridTable,
    row: int,
    column: int,
    text: str,
    day: date,
    person: str | None,
    codes: Codes,
    reading: _Reading,
) -> None:
    if (row, column) in table.unread:
        reading.faults.append(
            GridFault(
                "grid.formula",
                gettext("A formula without a value: open the file, save it, or paste values only."),
                row + 1,
                column_name(column),
            )
        )
        return
    key = name_key(text)
    if key:
        reading.seen[key] += 1
        reading.spelled.setdefault(key, text)
    meaning = codes.meaning(text)
    if meaning is None:
        reading.faults.append(
            GridFault(
                "grid.unknown-code",
                gettext("Nobody has said what {code} means: a shift, free or absent.").format(
                    code=text[:40]
                ),
                row + 1,
                column_name(column),
            )
        )
    elif person is not None:
        reading.cells[person, day] = meaning


def _known(people: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """Who is meant by each spelling: what was said first, then ids, then names no two have."""
    spelled = Counter(_bare(name) for name in people.values())
    found = {_bare(n): key for key, n in people.items() if spelled[_bare(n)] == 1}
    found |= {_bare(key): key for key in people} | {name_key(key): key for key in people}
    ids = {name_key(key): key for key in people}
    for name, who in said.items():
        if name_key(who) in (NEW, LEAVE_OUT, "leave-out"):
            found[name_key(name)] = NEW if name_key(who) == NEW else LEAVE_OUT
        elif name_key(who) in ids:
            found[name_key(name)] = ids[name_key(who)]
    return found


def _who(name: str, known: Mapping[str, str]) -> str | None:
    return known.get(name_key(name)) or known.get(_bare(name))


def _bare(name: str) -> str:
    """The name's words in one order: ``Berg, Anna`` is ``Anna Berg``."""
    return " ".join(sorted(name_key(name.replace(",", " ")).split()))


def _name_columns(table: GridTable, heads: Heads, known: Mapping[str, str]) -> tuple[int, ...]:
    """The column, or the two side by side, in which most rows name somebody of the team."""
    below = range(heads.row + 1, len(table.rows))
    free = [c for c in range(max(map(len, table.rows))) if c not in heads.days]
    single = [(c,) for c in free]
    pairs = [(c, d) for c, d in pairwise(free) if d == c + 1]
    best: tuple[int, ...] = ()
    most = 0
    for columns in (*single, *pairs):
        n = sum(_who(_joined(table, row, columns), known) is not None for row in below)
        if n > most:
            best, most = columns, n
    if best:
        return best
    first = min(heads.days)
    words = {
        c: sum(any(x.isalpha() for x in table.cell(row, c)) for row in below)
        for c in free
        if c < first
    }
    if not words or not max(words.values()):
        raise BadInput("grid.no-names", "No column of this table has names before the days.")
    column = max(words, key=lambda c: (words[c], -c))
    beside = column + 1
    given = {name_key(table.cell(heads.row, c)) for c in (column, beside)} & GIVEN_NAME_HEADS
    if beside in words and (given or all(_names_too(table, below, c) for c in (column, beside))):
        return (column, beside)
    return (column,)


def _names_too(table: GridTable, rows: range, column: int) -> bool:
    """Whether a column is part of names: few of its rows say the same."""
    cells = [table.cell(row, column) for row in rows]
    texts = [text for text in cells if any(letter.isalpha() for letter in text)]
    distinct = len({name_key(text) for text in texts})
    return distinct >= 6 and 4 * distinct >= 3 * len(texts)


def _name(table: GridTable, row: int, columns: tuple[int, ...], known: Mapping[str, str]) -> str:
    """What a row is called: the whole of its columns, or one of them that somebody is called."""
    whole = _joined(table, row, columns)
    if _who(whole, known) is not None:
        return whole
    first = min(columns)
    before = [table.cell(row, c) for c in range(first)]
    for text in before:  # an id before the name
        if text and _who(text, known) is not None:
            return text
    return whole


def _joined(table: GridTable, row: int, columns: tuple[int, ...]) -> str:
    return " ".join(text for c in columns if (text := table.cell(row, c)))


def _is_of_people(
    table: GridTable, row: int, heads: Heads, names: tuple[int, ...], known: Mapping[str, str]
) -> bool:
    """Whether a row is a person's: not the weekdays, no sums, no head again."""
    name = _joined(table, row, names)
    line = [text for c in heads.days if (text := table.cell(row, c))]
    if _who(name, known) is not None:
        return True
    if not name or name_key(name).rstrip(":") in NO_PERSON:
        return False
    if line and len(line) > 1 and all(map(is_weekday, line)):
        letters = {name_key(text) for text in line}
        return len(letters) < 3
    counted = all(text.replace(",", "").replace(".", "").isdecimal() for text in line)
    first = name_key(name).split()[0].rstrip(":")
    return not (line and counted and first in NO_PERSON)


def _id_of(name: str, taken: Collection[str]) -> str | None:
    """An id for somebody new, from their name."""
    try:
        key = "-".join(name_key(clean_name(name)).replace(",", " ").split())[:60]
    except BadInput:
        return None
    names = (key if n == 1 else f"{key}-{n}" for n in range(1, 10_000))
    return next((each for each in names if each not in taken), None)


__all__ = ["ABSENT", "FREE", "LEAVE_OUT", "NEW", "GridFault", "ReadGrid", "read_grid"]
