"""What the page of import and export shows: what a file holds, and what taking it in would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from offwatch.diary import Event
from offwatch.diary.check import ADVICE
from offwatch.diary.readers.mapped import MEANINGS
from offwatch.errors import BadInput
from offwatch.language import gettext as _
from offwatch.language import gettext_noop, long_date
from offwatch.pad.diary.importing import Preview, preview
from offwatch.pad.diary.rows import setup
from offwatch.pad.files.waiting import WaitingFile
from offwatch.pad.pages.diary.entry_words import at_words, entry_words, kind_words

_SHOWN = 30
_SHOWN_ROWS = 12
APPS = {
    "generic": gettext_noop("A diary as a table"),
    "offwatch": gettext_noop("A complete export of a pad"),
    "drip": "drip",
    "clue": "Clue",
    "flo": "Flo",
    "apple-health": "Apple Health",
    "natural-cycles": "Natural Cycles",
    "migraine-buddy": "Migraine Buddy",
    "ovumcy": "ovumcy",
    "mensinator": "Mensinator",
    "menstrudel": "Menstrudel",
    "daylio": "Daylio",
    "spans": gettext_noop("A table of starts and ends"),
    "mapped": gettext_noop("A table, read by its columns"),
}
MEANING_WORDS = {
    "nothing": gettext_noop("leave out"),
    "day": gettext_noop("the day"),
    "start": gettext_noop("start of an episode"),
    "end": gettext_noop("its last day or moment"),
    "length": gettext_noop("its length in days"),
    "episode": gettext_noop("an episode on that day"),
    "flow": gettext_noop("bleeding on that day"),
    "name": gettext_noop("what the episode is called"),
    "severity": gettext_noop("how strong"),
    "symptom": gettext_noop("symptoms"),
    "medicine": gettext_noop("medicines"),
    "temperature": gettext_noop("temperature"),
    "exposure": gettext_noop("triggers"),
    "precursor": gettext_noop("signs"),
    "note": gettext_noop("note"),
}


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column of a table with what its owner may say of it."""

    name: str
    field: str
    cells: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """A file that waits: what is known of it, and what may be said of it."""

    app: str
    span: str
    seen: Preview | None
    counts: Sequence[tuple[str, int]]
    rejected: Sequence[tuple[str, str]]  # which rows, and why
    gone: Sequence[str]
    come: Sequence[str]
    trouble: str
    needs_password: bool
    needs_dates: bool
    columns: Sequence[ColumnChoice]
    dates: str
    name: str
    chosen: bool  # whether the owner has said what columns mean

    @property
    def can_be_taken(self) -> bool:
        return self.seen is not None and sum(n for _, n in self.counts) > 0

    @property
    def changes_nothing(self) -> bool:
        seen = self.seen
        return seen is not None and not (seen.added or seen.corrected or seen.removed)


def see_file(now: datetime, waiting: WaitingFile) -> FilePage:
    """What the page shows of a file that waits."""
    zone = setup().tz
    seen = preview(now, waiting.read) if waiting.read is not None else None
    code = waiting.refusal.code if waiting.refusal is not None else ""
    said = dict(waiting.said.columns)
    columns = [
        ColumnChoice(one.name, f"column-{n}", one.cells, said.get(one.name, one.guess))
        for n, one in enumerate(waiting.sample.columns if waiting.sample else ())
    ]
    asks_dates = code == "diary.date-order"
    table = code in ("diary.unknown-format", "diary.mapping", "diary.columns") or (
        asks_dates and bool(said)
    )
    return FilePage(
        app=_(APPS.get(seen.form, seen.form)) if seen else "",
        span=_span(seen) if seen else "",
        seen=seen,
        counts=[(kind_words(kind), n) for kind, n in seen.counts.items()] if seen else [],
        rejected=_rejected(seen) if seen else [],
        gone=_lines(seen.gone, zone) if seen and seen.changes_what_is_held else [],
        come=_lines(seen.come, zone) if seen and seen.changes_what_is_held else [],
        trouble=_trouble(waiting.refusal),
        needs_password=code in ("diary.needs-password", "diary.bad-password"),
        needs_dates=asks_dates,
        columns=columns if seen or table else [],
        dates=waiting.said.dates or "",
        name=waiting.said.name,
        chosen=bool(said),
    )


def meanings() -> list[tuple[str, str]]:
    """What a column may mean, in words, "leave out" first."""
    return [(one, _(MEANING_WORDS[one])) for one in ("nothing", *MEANINGS[:-1])]


def _trouble(refusal: BadInput | None) -> str:
    if refusal is None:
        return ""
    if refusal.code == "diary.date-order":  # it names options of the command
        return _("Dates like 3/4/2026 may be 3 April or March 4. Say which comes first.")
    return _(refusal.message)


def _span(seen: Preview) -> str:
    if seen.days is None:
        return ""
    first, last = seen.days
    return _("%(first)s to %(last)s") % {
        "first": long_date(first, year=True),
        "last": long_date(last, year=True),
    }


def _rejected(seen: Preview) -> list[tuple[str, str]]:
    by_code: dict[str, list[int]] = {}
    for row, code in seen.rejected:
        by_code.setdefault(code, []).append(row)
    found = []
    for code, rows in by_code.items():
        named = ", ".join(map(str, rows[:_SHOWN_ROWS]))
        if len(rows) > _SHOWN_ROWS:
            named = _("%(rows)s and %(n)d more") % {"rows": named, "n": len(rows) - _SHOWN_ROWS}
        found.append((named, _(ADVICE[code])))
    return found


def _lines(events: Sequence[Event], zone: ZoneInfo) -> list[str]:
    lines = [f"{at_words(event, zone)} · {entry_words(event)}" for event in events[:_SHOWN]]
    if len(events) > _SHOWN:
        lines.append(_("and %d more") % (len(events) - _SHOWN))
    return lines
