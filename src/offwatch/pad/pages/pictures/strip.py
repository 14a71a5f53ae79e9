"""The picture of the days ahead, from what the pages show."""

from __future__ import annotations

from datetime import timedelta

from django.utils.safestring import SafeString, mark_safe

from offwatch.forecast.predict.outlooks import Outlooks
from offwatch.forecast.present.picture import DutyBar, strip_svg
from offwatch.forecast.present.year_picture import year_svg
from offwatch.pad.pages.days_ahead import DaysAhead
from offwatch.spans import DaySpan, InstantSpan

YEAR_DAYS = 365
_LENGTHS = (14, 28, 42, 90)  # of a strip that is no longer than it need be
_WORTH_SHOWING = 0.5  # of the highest odds ahead, or the picture would be empty


def draw_strip(ahead: DaysAhead, days: int, outlooks: Outlooks | None = None) -> SafeString:
    """The first ``days`` with the owner's duties beneath; the picture escapes their names.

    Of the outlooks as they are, or of others.
    """
    shown = outlooks or ahead.outlooks
    duties = [
        DutyBar(view.duty.name, view.span, InstantSpan(view.duty.start_at, view.duty.end_at))
        for view in ahead.duties
        if not view.gone
    ]
    marks = ahead.marks_of(shown)
    return mark_safe(strip_svg(shown, duties, days=days, marks=marks))  # noqa: S308 - see above


def has_duties(ahead: DaysAhead, days: int) -> bool:
    """Whether any duty stands beneath the strip of the first days."""
    first = ahead.outlook.first_day
    shown = DaySpan(first, first + timedelta(days=days))
    return any(view.span.overlaps(shown) for view in ahead.duties if not view.gone)


def draw_year(ahead: DaysAhead) -> SafeString:
    """Twelve months of days; the picture holds no text but names of rhythms, days and odds."""
    return mark_safe(year_svg(ahead.outlooks, days=YEAR_DAYS))  # noqa: S308 - it escapes the names


def draw_soon(ahead: DaysAhead) -> tuple[int, SafeString]:
    """As many days as it takes to show something of each rhythm, and their picture."""
    needed = max(_first_worth_showing(one.in_episode.tolist()) for one in ahead.outlooks.each)
    days = next((days for days in _LENGTHS if needed < days), YEAR_DAYS)
    return days, draw_year(ahead) if days == YEAR_DAYS else draw_strip(ahead, days)


def _first_worth_showing(chances: list[float]) -> int:
    """The first day with odds that are not far below the highest."""
    highest = max(chances)
    return next(day for day, chance in enumerate(chances) if chance >= _WORTH_SHOWING * highest)
