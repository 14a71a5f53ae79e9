"""The next 48 hours: how likely each rhythm is to start by when, and at which time of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from offwatch.forecast.predict.outlook import Outlook
from offwatch.forecast.present.sentences import odds
from offwatch.language import gettext as _
from offwatch.pad.pages.days_ahead import DaysAhead, RhythmView
from offwatch.pad.pages.words import day_words, moment_words

WITHIN_HOURS = (6, 12, 24, 48)
PART_HOURS = 6  # from midnight on: night, morning, afternoon, evening
WORTH_SAYING = 0.01


@dataclass(frozen=True, slots=True)
class Soon:
    """Rows of hours from now, the moment they end, and the odds of each rhythm that may start.

    ``likeliest``: of those whose time of the day is known, the likeliest part of a day.
    """

    rhythms: list[RhythmView]
    rows: list[tuple[int, str, list[float]]]
    likeliest: list[tuple[RhythmView, str]]


def see_soon(ahead: DaysAhead) -> Soon | None:
    """None where nothing is likely to start in these hours, or nothing is known of it."""
    told = [
        one for one in ahead.by_nearness if one.logged and one.outlook.hours.sum() >= WORTH_SAYING
    ]
    if not told:
        return None
    rows = [
        (
            hours,
            moment_words(ahead.now + timedelta(hours=hours), ahead.zone, ahead.now),
            [float(one.outlook.hours[:hours].sum()) for one in told],
        )
        for hours in WITHIN_HOURS
    ]
    known = [one for one in told if one.outlook.knows_hours]
    return Soon(told, rows, [(one, _likeliest(one.outlook, ahead)) for one in known])


def _likeliest(outlook: Outlook, ahead: DaysAhead) -> str:
    """The part of a day with the highest odds, in words."""
    chances: dict[datetime, float] = {}
    for hour, chance in enumerate(outlook.hours.tolist()):
        at = (ahead.now + timedelta(hours=hour)).astimezone(ahead.zone)
        part = at.replace(hour=at.hour - at.hour % PART_HOURS, minute=0, second=0, microsecond=0)
        chances[part] = chances.get(part, 0.0) + chance
    begins = max(chances, key=lambda part: chances[part])
    today = ahead.now.astimezone(ahead.zone).date()
    return _("likeliest {day} between {first}:00 and {last}:00, {odds}").format(
        day=day_words(begins.date(), today),
        first=f"{begins.hour:02}",
        last=f"{begins.hour + PART_HOURS:02}",
        odds=odds(chances[begins]),
    )
