"""drip's export: a row a day, newest first; bleeding is 0 (spotting) to 3 (heavy)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta, tzinfo

from offwatch.diary.event import Event
from offwatch.diary.joining import MOST_DRY_DAYS
from offwatch.diary.notes import Note
from offwatch.diary.readers.cells import DateReader, ReadAs, whole_of, yes_or_no
from offwatch.diary.readers.table import Table
from offwatch.diary.reading import Draft, Reading
from offwatch.errors import BadInput

NAME = "period"
_LEFT_OUT = {
    "temperature.value": "temperature",
    "mucus.value": "mucus",
    "cervix.position": "cervix",
    "note.value": "note",
    "desire.value": "desire",
    "sex.": "sex",
    "pain.": "pain",
    "mood.": "mood",
}


def is_drip(table: Table) -> bool:
    """Say whether a table has drip's columns."""
    return table.has("date", "bleeding.value")


def parse_drip(
    table: Table, zone: tzinfo, now: datetime | None = None, read_as: ReadAs | None = None
) -> Reading:
    """Read what can be read: days of bleeding close together are an episode.

    Parameters
    ----------
    table : Table
        drip's export. Spotting begins no episode, and up to `MOST_DRY_DAYS` days without bleeding
        end none. An episode that lasts to the newest day of the file is left open: it may go on.
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
        ``diary.columns`` where it is no drip export; ``diary.date-order``; and as `Table.rows`.
    """
    if not is_drip(table):
        raise BadInput("diary.columns", "The first row must name drip's date and bleeding.value.")
    draft = Draft(zone, now)
    dates = DateReader(zone, lambda: table.column("date"), read_as or ReadAs())
    at, level = table.keys.index("date"), table.keys.index("bleeding.value")
    exclude = table.place("bleeding.exclude")
    days: dict[date, tuple[int, int]] = {}
    seen: set[date] = set()
    left_out = _LeftOut(table)
    for row, cells in table.rows():
        draft.rows += 1
        if not cells:
            draft.reject(row, "diary.bad-row")
            continue
        try:
            day = _day(dates.read(cells[at]))
            bleeding = _bleeding(cells[level], "" if exclude is None else cells[exclude])
        except BadInput as error:
            if error.code == "diary.date-order":
                raise
            draft.reject(row, error.code)
            continue
        if day in seen:
            draft.reject(row, "diary.day-twice")
        elif bleeding is not None:
            days[day] = (bleeding, row)
        seen.add(day)
        left_out.count(row, cells, bleeding)
    if seen:
        draft.days = (min(seen), max(seen))
    paused = _add_episodes(draft, days, max(seen, default=None))
    return draft.finish((*dates.notes(), *paused, *left_out.notes()))


def _day(at: date | datetime) -> date:
    """A day; also where it is written as its midnight."""
    if not isinstance(at, datetime):
        return at
    if at.timetz().replace(tzinfo=None) != time.min:
        raise BadInput("diary.bad-date", "")
    return at.date()


def _bleeding(text: str, excluded: str) -> int | None:
    """How much it was; none where nothing is written or the day is excluded."""
    level = whole_of(text) if text.strip() else None
    leave_out = yes_or_no(excluded)
    if leave_out is None or (text.strip() and level not in range(4)):
        raise BadInput("diary.bad-value", "")
    return None if leave_out else level


def _add_episodes(
    draft: Draft, days: dict[date, tuple[int, int]], newest: date | None
) -> tuple[Note, ...]:
    """Add the episodes; say where dry days were taken to lie within one."""
    join = timedelta(days=MOST_DRY_DAYS + 1)
    bleeding = sorted(day for day, (level, _) in days.items() if level >= 1)
    paused: list[int] = []
    for i, day in enumerate(bleeding):
        level, row = days[day]
        if i > 0 and timedelta(days=1) < day - bleeding[i - 1] <= join:
            paused.append(row)
        if i == 0 or day - bleeding[i - 1] > join:
            draft.add(row, Event(day, "onset", NAME))
        draft.add(row, Event(day, "severity", NAME, str(level)))
        last = i + 1 == len(bleeding) or bleeding[i + 1] - day > join
        if last and day != newest:
            draft.add(row, Event(day, "end", NAME))
    if not paused:
        return ()
    times = "once" if len(paused) == 1 else f"{len(paused)} times"
    text = (
        f"Bleeding paused {times} for at most {MOST_DRY_DAYS} days and went on: that is one period."
    )
    return (Note("diary.dry-days", text, min(paused)),)


class _LeftOut:
    """Counts the days with something that a diary of episodes has no place for."""

    def __init__(self, table: Table) -> None:
        self._days: Counter[str] = Counter()
        self._first_row: int | None = None
        self._columns = [
            (place, word)
            for place, key in enumerate(table.keys)
            for begin, word in _LEFT_OUT.items()
            if key == begin or (begin.endswith(".") and key.startswith(begin))
        ]

    def count(self, row: int, cells: list[str], bleeding: int | None) -> None:
        found = {word for place, word in self._columns if _says(cells[place])}
        if bleeding == 0:
            found.add("spotting")
        self._days.update(found)
        if found and (self._first_row is None or row < self._first_row):
            self._first_row = row

    def notes(self) -> tuple[Note, ...]:
        if not self._days:
            return ()
        said = ", ".join(f"{word} on {n} days" for word, n in sorted(self._days.items()))
        text = f"Only bleeding was read. Left out: {said.replace(' 1 days', ' 1 day')}."
        return (Note("diary.left-out", text, self._first_row),)


def _says(text: str) -> bool:
    """Whether a cell says something but no."""
    text = text.strip()
    return bool(text) and text.lower() not in ("false", "falsch", "faux", "falso")
