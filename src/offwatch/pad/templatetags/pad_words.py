"""``words`` for templates."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template

from offwatch.forecast.present.sentences import odds
from offwatch.language import gettext, short_day
from offwatch.pad.pages import words
from offwatch.pad.pages.days_ahead import DaysAhead

register = template.Library()

register.filter("written", words.written_words)
register.filter("odds", odds)
register.filter("answer", words.answer_words)
register.filter("percent", words.percent_words)
register.filter("short_day", short_day)
register.filter("span", words.span_words)


@register.filter
def said(message: object) -> str:
    """What came of a step, in the language of the page."""
    return gettext(str(message))


@register.simple_tag
def moment(at: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    return words.moment_words(at, zone, now) if at else ""


@register.filter
def at_words(at: datetime, ahead: DaysAhead) -> str:
    return words.moment_words(at, ahead.zone, ahead.now)
