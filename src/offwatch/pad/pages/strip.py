"""The picture of the days ahead, from what the pages show."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from offwatch.forecast.predict.outlook import Outlook
from offwatch.forecast.present.picture import Duty, strip_svg
from offwatch.forecast.present.year_picture import year_svg
from offwatch.pad.pages.days_ahead import Ahead

YEAR_DAYS = 365


def draw_strip(ahead: Ahead, days: int, outlook: Outlook | None = None) -> SafeString:
    """The first ``days`` with the owner's duties beneath; the picture escapes their names.

    Of the outlook as it is, or of another.
    """
    duties = [Duty(view.duty.name, view.span) for view in ahead.duties if not view.gone]
    return mark_safe(strip_svg(outlook or ahead.outlook, duties, days=days))  # noqa: S308 - see above


def draw_year(ahead: Ahead) -> SafeString:
    """Twelve months of days; the picture holds no text but days and odds."""
    return mark_safe(year_svg(ahead.outlook, days=YEAR_DAYS))  # noqa: S308 - see above
