"""Before and after as one SVG: dashed for what was, solid for what is, teal for what is new.

Presentation attributes and classes only, so that a page with a strict content policy can hold it
inline; a page may restyle the classes, and the colours stand by themselves in a file.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from offwatch.plan.outcome import Plan
from offwatch.plan.roster import Line, Roster
from offwatch.plan.words import day_words

NAMES_PX, DAY_PX, ROW_PX, HEAD_PX, PAD_PX = 150, 46, 30, 34, 2
MARGIN_DAYS = 2
INK, SOFT, RULE, DUTY, NEW, PAPER = (
    "#1d2329",
    "#5b6670",
    "#e3ded5",
    "#33518a",
    "#0b6b6b",
    "#ffffff",
)


def draw_plan(base: Roster, plan: Plan) -> str:
    """The people who change and the missions that move, over the days around the changes.

    **Shapes**: rows are missions, then people, each in the roster's order; days outside the changes
    (beyond two on each side) are left out. **Units**: pixels of the picture's own view box.
    """
    changed = {c.person for c in plan.changes}
    moved = {m.mission for m in plan.moves}
    days = {c.day for c in plan.changes}
    for move in plan.moves:
        days |= set(base.mission[move.mission].span(move.from_day))
        days |= set(base.mission[move.mission].span(move.to_day))
    days = days or {0}
    span = range(max(0, min(days) - MARGIN_DAYS), min(base.days, max(days) + MARGIN_DAYS + 1))
    rows = [_mission_row(base, plan, m.id) for m in base.missions if m.id in moved]
    rows += [
        (p.name, base.line(p.id), plan.roster.line(p.id)) for p in base.people if p.id in changed
    ]
    width = NAMES_PX + DAY_PX * len(span) + PAD_PX
    height = HEAD_PX + ROW_PX * max(1, len(rows)) + PAD_PX
    parts = [_head(width, height, _summary(base, plan)), *_grid(base, span, len(rows), width)]
    for i, (name, was, now) in enumerate(rows):
        parts.append(_text(4, _mid(i), name, "name", INK))
        parts += _bars(base, span, i, was, now)
    if not rows:
        parts.append(_text(4, _mid(0), "Nothing changes.", "name", SOFT))
    return "\n".join([*parts, "</svg>", ""])


def _mission_row(base: Roster, plan: Plan, mission: str) -> tuple[str, Line, Line]:
    was, now = base.mission[mission], plan.roster.mission[mission]
    return (
        was.name,
        tuple(mission if d in was.span() else None for d in range(base.days)),
        tuple(mission if d in now.span() else None for d in range(base.days)),
    )


def _bars(base: Roster, span: range, row: int, was: Line, now: Line) -> list[str]:
    """One bar for each stretch of days that holds the same thing in the same way."""
    found = []
    for held, kind, first, last in _stretches(span, was, now):
        x = NAMES_PX + (first - span.start) * DAY_PX + PAD_PX
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
        label = _cut(base.name_of(held), width)
        tip = f"{base.name_of(held)}, {day_words(base.day_at(first))}: {_KINDS[kind]}"
        found.append(
            f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="4" '
            f"{paint}><title>{escape(tip)}</title></rect>"
        )
        ink = SOFT if kind == "was" else PAPER
        found.append(_text(x + 4, y + height // 2, label, f"label {kind}", ink, size=10))
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


def _grid(base: Roster, span: range, rows: int, width: int) -> list[str]:
    bottom = HEAD_PX + ROW_PX * max(1, rows)
    found = []
    for i, d in enumerate(span):
        x = NAMES_PX + i * DAY_PX
        day = base.day_at(d)
        found.append(
            f'<line class="rule" x1="{x}" y1="{HEAD_PX}" x2="{x}" y2="{bottom}" stroke="{RULE}"/>'
        )
        found.append(_text(x + 4, 10, f"{day:%a}", "day", SOFT, size=10))
        date = f"{day.day} {day:%b}" if i == 0 or day.day == 1 else str(day.day)
        found.append(_text(x + 4, 24, date, "day", INK, size=11))
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
    most = max(1, width // 6)
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _summary(base: Roster, plan: Plan) -> str:
    told = len(plan.told)
    return f"{plan.title or 'The plan'}: {told} told, {sum(n for *_, n in plan.open)} seats open"
