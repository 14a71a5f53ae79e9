"""The strip of days: bars for the odds, duties beneath on the same axis. SVG and terminal.

The SVG carries presentation attributes and classes only, so that a page with a strict content
policy can hold it inline, style it, and a file alone still looks right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape

from offwatch.forecast.predict.outlook import Outlook
from offwatch.forecast.predict.outlooks import MOST_RHYTHMS, Outlooks
from offwatch.forecast.present.marks import Mark, mark_of
from offwatch.forecast.present.sentences import headline, odds
from offwatch.language import SHORT_WEEKDAYS, short_date
from offwatch.language import gettext as _
from offwatch.spans import DaySpan, InstantSpan

WIDTH = 360  # the narrowest screen; the picture scales from there
_LEFT, _RIGHT, _TOP, _HEIGHT, _AXIS, _DUTY = 26, 4, 12, 96, 18, 20
_WEEKDAY = 14  # a second line of the axis, where a day has room for it
_ROOMY = 20  # a day this wide is named
_LANE, _NAME = 56, 24  # the height of one of several rows, and of the name above it
_BLUE, _TEAL = "#33518a", "#0b6b6b"
_BLOCKS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class DutyBar:
    """What stands beneath the strip: a name, its days, and its hours where they are known."""

    name: str
    span: DaySpan
    within: InstantSpan | None = None


def strip_svg(
    found: Outlook | Outlooks,
    duties: Sequence[DutyBar] = (),
    *,
    days: int | None = None,
    marks: Sequence[Mark] = (),
) -> str:
    """Draw the first days of an outlook as an SVG picture, 360 wide and scaling.

    Parameters
    ----------
    found : Outlook or Outlooks
        The odds; of several rhythms each in a row of its own, under its mark and name.
    duties : sequence of DutyBar
        What stands beneath, by day.
    days : int or None
        How many days; by default all.
    marks : sequence of Mark
        Of each rhythm, where they have marks of their own; by default by their order.

    Returns
    -------
    str
        SVG.
    """
    shown = min(days or found.days, found.days)
    step = (WIDTH - _LEFT - _RIGHT) / shown
    rows = _rows(duties, found.first_day, shown)
    lanes = _lanes(found, marks or [mark_of(i) for i in range(MOST_RHYTHMS)])
    axis = lanes[-1].bottom
    height = axis + _below(step) + _DUTY * (max(rows, default=-1) + 1) + 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="100%" '
        f'role="img" class="strip" font-family="ui-sans-serif, system-ui, sans-serif">',
        f"<title>{escape(_title(found, duties, shown))}</title>",
    ]
    for lane in lanes:
        parts += [*_scale(lane), *_name(lane), *_bars(lane, shown, step)]
    parts += [
        *_axis(found.first_day, shown, step, axis),
        *_duties(found, duties, rows, shown, step, axis),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def strip_text(
    found: Outlook | Outlooks, duties: Sequence[DutyBar] = (), *, days: int | None = None
) -> str:
    """Draw the same strip for a terminal: a column a day, four rows high.

    Parameters
    ----------
    found : Outlook or Outlooks
        The odds; of several rhythms, the odds of any.
    duties : sequence of DutyBar
        What stands beneath, by day.
    days : int or None
        How many days; by default all.

    Returns
    -------
    str
        Lines of text.
    """
    shown = min(days or found.days, found.days)
    chances = found.in_episode[:shown].tolist()
    lines = []
    for row in range(3, -1, -1):
        filled = [min(max(4 * p - row, 0.0), 1.0) for p in chances]
        lines.append("".join(_BLOCKS[round(8 * part)] for part in filled).rstrip())
    lines.append(_tick_line(found.first_day, shown))
    for duty in duties:
        start, end = _place(duty, found.first_day, shown)
        if start < end:
            lines.append(" " * start + "▀" * (end - start) + " " + duty.name)
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Lane:
    """Where the bars of one rhythm stand; ``named`` where there are several."""

    outlook: Outlook
    mark: Mark
    top: int
    height: int
    named: bool

    @property
    def bottom(self) -> int:
        return self.top + self.height


def _lanes(found: Outlook | Outlooks, marks: Sequence[Mark]) -> list[_Lane]:
    """A row a rhythm, one above another."""
    if isinstance(found, Outlook):
        return [_Lane(found, mark_of(0), _TOP, _HEIGHT, named=False)]
    if len(found.each) == 1:
        return _lanes(found.first, marks)
    return [
        _Lane(one, marks[i], _NAME + i * (_LANE + _NAME), _LANE, named=True)
        for i, one in enumerate(found.each)
    ]


def _title(found: Outlook | Outlooks, duties: Sequence[DutyBar], shown: int) -> str:
    """What the picture says, for those who hear it."""
    text = _("Odds of being in an episode, by day.")
    for outlook in (found,) if isinstance(found, Outlook) else found.each:
        best = int(outlook.in_episode[:shown].argmax())
        text += " " + _("{headline}. Highest on {day}: {odds}.").format(
            headline=headline(outlook),
            day=short_date(outlook.first_day + timedelta(days=best)),
            odds=odds(outlook.in_episode[best]),
        )
    for duty in duties:
        start, end = _place(duty, found.first_day, shown)
        if start < end:
            text += f" {duty.name}: {odds(_clash(found, duty, start, end))}."
    return text


def _name(lane: _Lane) -> list[str]:
    """The mark and the name above the bars of one rhythm."""
    if not lane.named:
        return []
    name = _cut(lane.outlook.rhythm or _("no name"), 40)
    return [
        f'<text class="lane" x="{_LEFT}" y="{lane.top - 7}" font-size="12" fill="currentColor">'
        f'<tspan class="mark {lane.mark.css}" fill="{lane.mark.colour}">{lane.mark.shape}</tspan> '
        f"{escape(name)}</text>"
    ]


def _bars(lane: _Lane, shown: int, step: float) -> list[str]:
    parts = []
    of = f"{lane.outlook.rhythm}, " if lane.named and lane.outlook.rhythm else ""
    css = f"bar {lane.mark.css}" if lane.named else "bar"
    for i, chance in enumerate(lane.outlook.in_episode[:shown].tolist()):
        tall = max(lane.height * chance, 0.75)
        tip = f"{of}{short_date(lane.outlook.first_day + timedelta(days=i))}: {odds(chance)}"
        parts.append(
            f'<rect class="{css}" x="{_LEFT + i * step:.2f}" '
            f'y="{lane.bottom - tall:.2f}" '
            f'width="{step * 0.82:.2f}" height="{tall:.2f}" rx="{min(2.0, step / 5):.2f}" '
            f'fill="{lane.mark.colour}"><title>{escape(tip)}</title></rect>'
        )
    return parts


def _scale(lane: _Lane) -> list[str]:
    """Lines at nothing, half and certain, with what they stand for in 100."""
    parts = []
    for level in (0, 100) if lane.named else (0, 50, 100):
        y = lane.top + lane.height * (1 - level / 100)
        parts.append(
            f'<line class="axis" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:g}" y2="{y:g}" '
            f'stroke="currentColor" stroke-opacity="0.2"/>'
        )
        parts.append(
            f'<text class="axis" x="{_LEFT - 5}" y="{y + 4:g}" font-size="11" text-anchor="end" '
            f'fill="currentColor">{level}</text>'
        )
    return parts


def _below(step: float) -> int:
    """How much room the axis takes between the bars and the duties."""
    return _AXIS + (_WEEKDAY if step > _ROOMY else 0)


def _axis(first_day: date, shown: int, step: float, above: int) -> list[str]:
    """Day numbers where there is room, else Mondays or months; today stands out."""
    y = above + 13
    parts = []
    for i, label in _ticks(first_day, shown, room=step / 6.4):
        x = _LEFT + i * step + step * 0.41
        kind, fill, weight = ("today", _TEAL, "700") if i == 0 else ("axis", "currentColor", "400")
        anchor = "middle" if step > 15 else "start"
        parts.append(
            f'<text class="{kind}" x="{x:.2f}" y="{y}" font-size="12" font-weight="{weight}" '
            f'text-anchor="{anchor}" fill="{fill}">{escape(label)}</text>'
        )
        if step > _ROOMY:
            weekday = _(SHORT_WEEKDAYS[(first_day.weekday() + i) % 7])[:2]
            parts.append(
                f'<text class="{kind}" x="{x:.2f}" y="{y + _WEEKDAY}" font-size="11" '
                f'text-anchor="{anchor}" fill="{fill}">{weekday}</text>'
            )
    return parts


def _duties(
    found: Outlook | Outlooks,
    duties: Sequence[DutyBar],
    rows: Sequence[int],
    shown: int,
    step: float,
    above: int,
) -> list[str]:
    parts = []
    for duty, row in zip(duties, rows, strict=True):
        start, end = _place(duty, found.first_day, shown)
        if start >= end:
            continue
        x, wide = _LEFT + start * step, (end - start) * step - step * 0.18
        y = above + _below(step) + row * _DUTY
        clash = odds(_clash(found, duty, start, end))
        parts.append(
            f'<rect class="duty" x="{x:.2f}" y="{y}" width="{wide:.2f}" height="16" '
            f'rx="{min(3.0, wide / 4):.2f}" fill="{_BLUE}">'
            f"<title>{escape(f'{duty.name}: {clash}')}</title></rect>"
        )
        room = int((wide - 2) / 5.7)
        if room >= 1:
            parts.append(
                f'<text class="duty-name" x="{x + wide / 2:.2f}" y="{y + 12}" font-size="10" '
                f'text-anchor="middle" fill="#ffffff">{escape(_cut(duty.name, room))}</text>'
            )
    return parts


def _cut(name: str, room: int) -> str:
    """As much of a name as fits; where that is next to nothing, its first letter."""
    if len(name) <= room:
        return name
    return f"{name[: room - 1]}…" if room >= 4 else name[:1]


def _rows(duties: Sequence[DutyBar], first_day: date, shown: int) -> list[int]:
    """A row for each duty so that none overlap; those out of sight take none."""
    free_from: list[int] = []
    rows = []
    for duty in duties:
        start, end = _place(duty, first_day, shown)
        if start >= end:
            rows.append(-1)
            continue
        row = next((r for r, free in enumerate(free_from) if free <= start), len(free_from))
        free_from[row : row + 1] = [end]
        rows.append(row)
    return rows


def _place(duty: DutyBar, first_day: date, shown: int) -> tuple[int, int]:
    start = (duty.span.start_day - first_day).days
    end = (duty.span.end_day - first_day).days
    return max(start, 0), min(end, shown)


def _clash(found: Outlook | Outlooks, duty: DutyBar, start: int, end: int) -> float:
    """Chance of an episode during what is shown of a duty."""
    if duty.within is not None and (duty.span.end_day - found.first_day).days == end:
        return found.clash_within(duty.within)
    return found.clash(_span(found.first_day, start, end))


def _span(first_day: date, start: int, end: int) -> DaySpan:
    return DaySpan(first_day + timedelta(days=start), first_day + timedelta(days=end))


def _ticks(first_day: date, shown: int, room: float) -> list[tuple[int, str]]:
    """Labels that fit into ``room`` letters a day: every day, Mondays, or months' first days."""
    days = [first_day + timedelta(days=i) for i in range(shown)]
    if room >= 2.2:
        return [(i, str(day.day)) for i, day in enumerate(days)]
    pick = [i for i, d in enumerate(days) if (d.weekday() == 0 if room * 7 >= 7 else d.day == 1)]
    first = short_date(first_day)
    clear = int(len(first) / room) + 1 if room > 0 else shown
    return [(0, first)] + [(i, short_date(days[i])) for i in pick if i > clear]


def _tick_line(first_day: date, shown: int) -> str:
    line = [" "] * (shown + 8)
    for i, label in _ticks(first_day, shown, room=1.0):
        line[i : i + len(label)] = label
    return "".join(line).rstrip()
