"""A message that asks whether a duty could move: for people, where there is no desk to ask."""

from __future__ import annotations

from datetime import date, timedelta

from offwatch.language import MONTHS
from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later
from offwatch.spans import DaySpan

_ORDINALS = (later("{n}th"), later("{n}st"), later("{n}nd"), later("{n}rd"))


def move_message(span: DaySpan) -> str:
    """Words that name days and no cause.

    >>> move_message(DaySpan(date(2026, 3, 24), date(2026, 3, 26)))
    'Could the 24th and 25th of March move to the week after?'
    """
    first, last = span.start_day, span.end_day - timedelta(days=1)
    one = _("the {first}").format(first=_ordinal(first.day))
    if span.days == 1:
        when = _("{day} of {month}").format(day=one, month=_month(first))
    elif first.month != last.month:
        when = _("{first} of {month} to {last} of {last_month}").format(
            first=one,
            month=_month(first),
            last=_("the {first}").format(first=_ordinal(last.day)),
            last_month=_month(last),
        )
    else:
        joined = _("{first} and {last}") if span.days == 2 else _("{first} to {last}")
        both = joined.format(first=one, last=_ordinal(last.day))
        when = _("{day} of {month}").format(day=both, month=_month(first))
    return _("Could {days} move to the week after?").format(days=when)


def _month(day: date) -> str:
    return _(MONTHS[day.month - 1])


def _ordinal(day: int) -> str:
    last = day % 10 if day not in (11, 12, 13) else 0
    return _(_ORDINALS[last] if last < 4 else _ORDINALS[0]).format(n=day)
