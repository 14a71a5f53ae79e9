"""The picture of the days ahead, from what the pages show."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from offwatch.forecast.picture import Duty, strip_svg
from offwatch.pad.ahead import Ahead


def draw_strip(ahead: Ahead, days: int) -> SafeString:
    """The first ``days`` with the owner's duties beneath; the picture escapes their names."""
    duties = [Duty(view.duty.name, view.span) for view in ahead.duties if not view.gone]
    return mark_safe(strip_svg(ahead.outlook, duties, days=days))  # noqa: S308 - see above
