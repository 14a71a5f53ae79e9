"""A year of days as one picture: a row a month, a square a day, darker the likelier an episode."""

from __future__ import annotations

from datetime import date, timedelta
from xml.sax.saxutils import escape

from offwatch.forecast.predict.outlook import Outlook
from offwatch.forecast.predict.outlooks import Outlooks
from offwatch.forecast.present.sentences import headline, odds
from offwatch.language import gettext as _
from offwatch.language import short_date, short_month

LONG_DAYS = 120  # from here on the strip's bars are too thin, and this picture says more
_WIDTH, _LEFT, _TOP, _CELL = 360, 40, 18, 10
_AMBER, _TEAL = "#c77a1a", "#0b6b6b"


def year_svg(found: Outlook | Outlooks, *, days: int | None = None) -> str:
    """Draw the first days of an outlook as an SVG picture, 360 wide and scaling.

    Parameters
    ----------
    found : Outlook or Outlooks
        The odds; of several rhythms, the odds of any.
    days : int or None
        How many days; by default all.

    Returns
    -------
    str
        SVG.
    """
    first, shown = found.first_day, min(days or found.days, found.days)
    each = (found,) if isinstance(found, Outlook) else found.each
    said = ". ".join(headline(outlook) for outlook in each)
    title = _("Odds of being in an episode, month by month. {said}.").format(said=said)
    months = _months(first, shown)
    height = _TOP + len(months) * (_CELL + 3) + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="100%" '
        f'role="img" class="year" font-family="ui-sans-serif, system-ui, sans-serif">',
        f"<title>{escape(title)}</title>",
    ]
    for number in (1, 8, 15, 22, 29):
        x = _LEFT + (number - 1) * (_CELL + 0.2) + _CELL / 2
        parts.append(
            f'<text class="axis" x="{x:.1f}" y="12" font-size="9" text-anchor="middle" '
            f'fill="currentColor">{number}</text>'
        )
    for row, (year, month) in enumerate(months):
        y = _TOP + row * (_CELL + 3)
        name = short_month(date(year, month, 1)) + (f" {year % 100:02d}" if month == 1 else "")
        parts.append(
            f'<text class="axis" x="{_LEFT - 6}" y="{y + 8.5:.1f}" font-size="9" '
            f'text-anchor="end" fill="currentColor">{name}</text>'
        )
    place = {month: row for row, month in enumerate(months)}
    for i, chance in enumerate(found.in_episode[:shown].tolist()):
        day = first + timedelta(days=i)
        x = _LEFT + (day.day - 1) * (_CELL + 0.2)
        y = _TOP + place[day.year, day.month] * (_CELL + 3)
        edge = f' stroke="{_TEAL}" stroke-width="1.5"' if i == 0 else ""
        parts.append(
            f'<rect class="bar" x="{x:.1f}" y="{y}" width="{_CELL - 1}" height="{_CELL}" rx="2" '
            f'fill="{_AMBER}" fill-opacity="{0.06 + 0.94 * chance:.3f}"{edge}>'
            f"<title>{short_date(day)}: {odds(chance)}</title></rect>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _months(first: date, days: int) -> list[tuple[int, int]]:
    last = first + timedelta(days=days - 1)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        (first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1)
        for i in range(count)
    ]
