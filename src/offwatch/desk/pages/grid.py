"""The roster's grid as one page shows it: some days of some people, drawn once a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from offwatch.desk.models import RosterVersion
from offwatch.desk.rosters.cover import CoverRow, cover_rows
from offwatch.desk.states import VersionState
from offwatch.desk.teams.shifts import ShiftLook
from offwatch.language import gettext, short_date
from offwatch.names import name_key
from offwatch.plan import Person, Roster

ZOOMS = {"week": 7, "fortnight": 14, "month": 31, "period": 400}
MOST_CELLS = 3000  # on one page
MOST_PEOPLE = 100  # of a team that does not fit on one page
Looks = tuple[tuple[str, ShiftLook], ...]


@dataclass(frozen=True, slots=True)
class GridWindow:
    """The part of a roster that one page shows.

    ``part`` of ``parts``: whose page this is where the people found do not fit on one; 0 shows all
    of them. ``large``: the whole roster does not fit on one page.
    """

    days: range
    people: tuple[Person, ...]
    zoom: str
    words: str
    skill: str
    shift: str
    found: int
    part: int
    parts: int
    before: date | None
    after: date | None
    large: bool

    @property
    def narrowed(self) -> bool:
        """Whether somebody chose what to see."""
        return bool(self.words or self.skill or self.shift)


def window_of(plan: Roster, asked: Mapping[str, str], today: date, me: str) -> GridWindow:
    """The days and people that somebody asked for; of a large roster two weeks about today."""
    large = plan.days * len(plan.people) > MOST_CELLS
    zoom = asked.get("zoom", "")
    if zoom not in ZOOMS:
        zoom = "fortnight" if large else "period"
    length = min(ZOOMS[zoom], plan.days)
    at = plan.index_of(_day(asked.get("from", "")) or today)
    start = at if asked.get("from") else at // 7 * 7
    start = min(max(0, start), plan.days - length)
    days = range(start, start + length)
    words, skill, shift = (asked.get(name, "").strip()[:100] for name in ("q", "skill", "shift"))
    found = [
        p
        for p in sorted(plan.people, key=lambda p: p.id != me)
        if name_key(words) in name_key(p.name)
        and (not skill or skill in p.skills)
        and (not shift or shift in plan.line(p.id)[days.start : days.stop])
    ]
    fit = (
        len(found) if len(found) * length <= MOST_CELLS else min(MOST_PEOPLE, MOST_CELLS // length)
    )
    parts = max(1, -(-len(found) // max(1, fit)))
    said = asked.get("part", "1")
    part = 0 if said == "all" else min(parts, max(1, int(said) if said[:4].isdecimal() else 1))
    return GridWindow(
        days,
        tuple(found if part == 0 else found[(part - 1) * fit : part * fit]),
        zoom,
        words,
        skill,
        shift,
        len(found),
        part,
        parts,
        plan.day_at(max(0, start - length)) if start > 0 else None,
        plan.day_at(days.stop) if days.stop < plan.days else None,
        large,
    )


def draw_rows(
    version: RosterVersion, plan: Roster, window: GridWindow, looks: Mapping[str, ShiftLook]
) -> list[tuple[Person, SafeString]]:
    """Each person of a window with their cells; rows of a published version are kept at hand."""
    drawn: dict[str, SafeString] = {}
    if version.state == VersionState.PUBLISHED:
        drawn = _drawn(version.pk, window.days, tuple(looks.items()))
    for person in window.people:
        if person.id not in drawn:
            drawn[person.id] = _draw(plan, person.id, window.days, looks)
    return [(person, drawn[person.id]) for person in window.people]


def cover_in(plan: Roster, days: range) -> Iterable[CoverRow]:
    """What is needed and who is there on these days, of shifts that are needed on one of them."""
    for row in plan.once(cover_rows):
        cells = row.cells[days.start : days.stop]
        if any(cells):
            yield CoverRow(row.shift, row.name, row.skill, cells)


@lru_cache(maxsize=64)
def _drawn(pk: int, days: range, looks: Looks) -> dict[str, SafeString]:
    """The rows of one window of one version that were drawn so far, by person."""
    return {}


def _draw(plan: Roster, person: str, days: range, looks: Mapping[str, ShiftLook]) -> SafeString:
    """One person's cells; days of one mission in a row are one cell."""
    line = plan.line(person)
    found: list[str] = []
    index = days.start
    while index < days.stop:
        what, until = line[index], index + 1
        if what in plan.mission:
            while until < days.stop and line[until] == what:
                until += 1
        found.append(_cell(plan, what, until - index, looks))
        index = until
    return mark_safe("".join(found))  # noqa: S308  (every name in it was escaped)


def _cell(plan: Roster, what: str | None, span: int, looks: Mapping[str, ShiftLook]) -> str:
    if what is None:
        return '<td class="off"></td>'
    name = escape(plan.name_of(what))
    if what in plan.mission:
        short = name if span > 1 else escape(plan.name_of(what)[:1].upper())
        return f'<td colspan="{span}" class="mission" title="{name}"><span>{short}</span></td>'
    look = looks[what]
    tone = f"shift tone-{look.tone}"
    return f'<td class="{tone}" title="{name}"><span>{escape(look.letter)}</span></td>'


def draw_edit_cells(first: date, person: Person, cells: Iterable[Mapping[str, Any]]) -> SafeString:
    """One person's cells where they are changed by hand: each a link that chooses it."""
    start = f"?first={first.isoformat()}&amp;person={quote(person.id, safe='')}&amp;day="
    name, absent = escape(person.name), escape(gettext("absent"))
    return mark_safe("".join(_edit_cell(start, name, absent, cell) for cell in cells))  # noqa: S308


def _edit_cell(start: str, name: str, absent: str, cell: Mapping[str, Any]) -> str:
    day: date = cell["day"]
    full, away, wish = (escape(cell.get(key) or "") for key in ("full", "away", "wish"))
    classes = [cell["kind"]]
    if cell["tone"] is not None:
        classes.append(f"tone-{cell['tone']}")
    classes += [mark for mark in ("changed", "chosen") if cell[mark]]
    title = f"{name}, {short_date(day)}"
    title += f": {full}" if full else ""
    title += f" ({absent} {away})" if away else ""
    title += f" ({wish})" if wish else ""
    shown = (
        f"<span>{escape(cell['short'])}</span>"
        if cell["short"]
        else ("<span>½</span>" if away else '<span class="none">·</span>')
    )
    if cell.get("mark"):
        shown += f'<i class="wish" aria-hidden="true">{escape(cell["mark"])}</i>'
        shown += f'<span class="sr">{wish}</span>'
    current = ' aria-current="true"' if cell["chosen"] else ""
    return (
        f'<td class="{" ".join(classes)}"><a href="{start}{day.isoformat()}#cell"{current}'
        f' title="{title}">{shown}</a></td>'
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
