"""Before and after as one SVG: dashed for what was, solid for what is, teal for what is new.

Presentation attributes and classes only, so that a page with a strict content policy can hold it
inline; a page may restyle the classes, and the colours stand by themselves in a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from offwatch.language import short_month, short_weekday
from offwatch.plan.present.sentences import day_words
from offwatch.plan.result import Plan
from offwatch.plan.roster.roster import Line, Roster

NAMES_PX, DAY_PX, BREAK_PX, ROW_PX, HEAD_PX, PAD_PX = 104, 34, 18, 30, 34, 2
MARGIN_DAYS = 1
LETTER_PX = 6.4
INK, SOFT, RULE, DUTY, NEW, PAPER = (
    "#1d2329",
    "#5b6670",
    "#e3ded5",
    "#33518a",
    "#0b6b6b",
    "#ffffff",
)


def draw_plan(base: Roster, plan: Plan) -> str:
    """Draw the people who change and the missions that move, over the days around the changes.

    Rows are missions, then people, each in the roster's order. Days on which nothing changes
    (beyond one on each side of a change) are left out, and a stretch of them between two changes is
    a narrow break.

    Parameters
    ----------
    base : Roster
        The roster before.
    plan : Plan
        The plan.

    Returns
    -------
    str
        One SVG element.
    """
    changed = {c.person for c in plan.changes}
    moved = {m.mission for m in plan.moves}
    days = {c.day for c in plan.changes}
    for move in plan.moves:
        days |= set(base.mission[move.mission].span(move.from_day))
        days |= set(base.mission[move.mission].span(move.to_day))
    axis = _axis(days or {0}, base.days)
    rows = [_mission_row(base, plan, m.id) for m in base.missions if m.id in moved]
    rows += [
        (p.name, base.line(p.id), plan.roster.line(p.id)) for p in base.people if p.id in changed
    ]
    width = axis.end + PAD_PX
    height = HEAD_PX + ROW_PX * max(1, len(rows)) + PAD_PX
    parts = [_head(width, height, _summary(base, plan)), *_grid(base, axis, len(rows), width)]
    for i, (name, was, now) in enumerate(rows):
        parts.append(_text(4, _mid(i), name, "name", INK))
        for span in axis.spans:
            parts += _bars(base, axis, span, i, was, now)
    if not rows:
        parts.append(_text(4, _mid(0), "Nothing changes.", "name", SOFT))
    return "\n".join([*parts, "</svg>", ""])


@dataclass(frozen=True, slots=True)
class _Axis:
    """The days shown, in stretches, with a break between each and the next."""

    spans: tuple[range, ...]

    @property
    def end(self) -> int:
        return self.x(self.spans[-1][-1]) + DAY_PX

    def x(self, day: int) -> int:
        """Where a day that is shown begins."""
        before = [span for span in self.spans if span.start <= day]
        shown = sum(min(span.stop, day) - span.start for span in before)
        return NAMES_PX + DAY_PX * shown + BREAK_PX * (len(before) - 1)


def _axis(days: set[int], count: int) -> _Axis:
    """Every day of a change and its neighbours; a single day between two runs is shown too."""
    spans: list[range] = []
    for day in sorted(days):
        start, stop = max(0, day - MARGIN_DAYS), min(count, day + MARGIN_DAYS + 1)
        if spans and start <= spans[-1].stop + 1:
            spans[-1] = range(spans[-1].start, max(stop, spans[-1].stop))
        else:
            spans.append(range(start, stop))
    return _Axis(tuple(spans))


def _mission_row(base: Roster, plan: Plan, mission: str) -> tuple[str, Line, Line]:
    was, now = base.mission[mission], plan.roster.mission[mission]
    return (
        was.name,
        tuple(mission if d in was.span() else None for d in range(base.days)),
        tuple(mission if d in now.span() else None for d in range(base.days)),
    )


def _bars(base: Roster, axis: _Axis, span: range, row: int, was: Line, now: Line) -> list[str]:
    """One bar for each stretch of days that holds the same thing in the same way."""
    found = []
    for held, kind, first, last in _stretches(span, was, now):
        x = axis.x(first) + PAD_PX
        width = (last - first + 1) * DAY_PX - 2 * PAD_PX
        y, height = HEAD_PX + row * ROW_PX + PAD_PX, ROW_PX - 2 * PAD_PX
        if kind == "was" and now[first] is not None:
            height //= 2
        elif kind == "new" and was[first] is not None:
            y, height = y + height // 2, height - height // 2
        paint = (
            f'fill="none" stroke="{SOFT}" stroke-width="1.5" stroke-dasharray="4 3"'
            if kind == "was"
            else f'fill="{NEW if kind == "new" else DUTY}"'
        )
        label = _cut(base.name_of(held), width - 6)
        tip = f"{base.name_of(held)}, {day_words(base.day_at(first))}: {_KINDS[kind]}"
        found.append(
            f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="4" '
            f"{paint}><title>{escape(tip)}</title></rect>"
        )
        ink = SOFT if kind == "was" else PAPER
        found.append(_text(x + 4, y + height // 2, label, f"label {kind}", ink, size=11))
    return found


_KINDS = {"was": "no longer", "is": "as before", "new": "new"}


def _stretches(span: range, was: Line, now: Line) -> list[tuple[str, str, int, int]]:
    found: list[tuple[str, str, int, int]] = []
    for d in span:
        before, after = was[d], now[d]
        here = []
        if after is not None:
            here.append((after, "is" if after == before else "new"))
        if before is not None and before != after:
            here.append((before, "was"))
        for held, kind in here:
            last = next(
                (i for i, s in enumerate(found) if s[:2] == (held, kind) and s[3] == d - 1), -1
            )
            same = last >= 0 and (was[d - 1] is None) == (before is None)
            if same and (now[d - 1] is None) == (after is None):
                found[last] = (held, kind, found[last][2], d)
            else:
                found.append((held, kind, d, d))
    return found


def _head(width: int, height: int, summary: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plan" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label={quoteattr(summary)} '
        f'font-family="system-ui, sans-serif">'
    )


def _grid(base: Roster, axis: _Axis, rows: int, width: int) -> list[str]:
    bottom = HEAD_PX + ROW_PX * max(1, rows)
    first, last = base.day_at(axis.spans[0][0]), base.day_at(axis.spans[-1][-1])
    months = short_month(first)
    if first.month != last.month:
        months = f"{months} – {short_month(last)}"
    found = [_text(4, 24, months, "day", SOFT, size=11)]
    for d in (day for span in axis.spans for day in span):
        x = axis.x(d)
        day = base.day_at(d)
        found.append(
            f'<line class="rule" x1="{x}" y1="{HEAD_PX}" x2="{x}" y2="{bottom}" stroke="{RULE}"/>'
        )
        found.append(_text(x + 4, 10, short_weekday(day)[:2], "day", SOFT, size=11))
        found.append(_text(x + 4, 24, str(day.day), "day", INK, size=12))
    for span in axis.spans[1:]:
        found.append(_text(axis.x(span.start) - BREAK_PX + 4, 24, "…", "day", SOFT, size=12))
    for i in range(max(1, rows) + 1):
        y = HEAD_PX + i * ROW_PX
        found.append(f'<line class="rule" x1="0" y1="{y}" x2="{width}" y2="{y}" stroke="{RULE}"/>')
    return found


def _text(x: int, y: int, words: str, kind: str, ink: str, *, size: int = 12) -> str:
    return (
        f'<text class="{kind}" x="{x}" y="{y}" dominant-baseline="central" font-size="{size}" '
        f'fill="{ink}">{escape(_cut(words, NAMES_PX - 8) if kind == "name" else words)}</text>'
    )


def _mid(row: int) -> int:
    return HEAD_PX + row * ROW_PX + ROW_PX // 2


def _cut(words: str, width: int) -> str:
    most = max(1, int(width / LETTER_PX))
    if len(words) <= most:
        return words
    return f"{words[: most - 1]}…" if most >= 5 else words[:1]


def _summary(base: Roster, plan: Plan) -> str:
    told = len(plan.told)
    return f"{plan.title or 'The plan'}: {told} told, {sum(n for *_, n in plan.open)} seats open"
