"""Days and moments as a person would say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import number_format

from offwatch.diary.reading import parse_at
from offwatch.forecast.inference.learned_effects import OWN_FROM_GAPS
from offwatch.forecast.predict.outlook import Outlook
from offwatch.forecast.present.sentences import doubt, running_since, silence, why_others
from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later
from offwatch.language import long_date, ngettext, short_day, weekday
from offwatch.spans import DaySpan


def day_words(day: date, today: date) -> str:
    """A day near today by name, a far one by date.

    >>> day_words(date(2026, 11, 23), date(2026, 11, 22))
    'tomorrow'
    """
    ahead = (day - today).days
    if -1 <= ahead <= 1:
        return (_("yesterday"), _("today"), _("tomorrow"))[ahead + 1]
    if 1 < ahead < 7:
        return weekday(day)
    return date_words(day, today)


def date_words(day: date, today: date) -> str:
    return long_date(day, year=abs((day - today).days) >= 300)


def span_words(span: DaySpan) -> str:
    """A duty's days: ``Mon 23 – Tue 24 Nov``."""
    last = span.end_day - timedelta(days=1)
    if last == span.start_day:
        return short_day(last)
    first = short_day(span.start_day)
    if (last.month, last.year) == (span.start_day.month, span.start_day.year):
        first = first.rsplit(" ", 1)[0]
    return f"{first} – {short_day(last)}"


def moment_words(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """``today at 14:05``; by the owner's clock."""
    local = at.astimezone(zone)
    day = day_words(local.date(), now.astimezone(zone).date())
    return _("{day} at {time}").format(day=day, time=f"{local:%H:%M}")


def written_words(at: str) -> str:
    """When an entry says it was: ``Mon 23 Nov 2026``, with the time if it has one.

    >>> written_words("2026-11-23T08:30+01:00")
    'Mon 23 Nov 2026, 08:30'
    """
    said = parse_at(at)
    if isinstance(said, datetime):
        return f"{short_day(said.date())} {said.year}, {said:%H:%M}"
    return f"{short_day(said)} {said.year}"


def headline(ahead: Outlook, logged: int) -> str:
    """The answer, before any number; what it is about stands above it."""
    today = ahead.first_day
    since = running_since(ahead)
    if since is not None:
        return _("Under way since {day}").format(day=day_words(since, today))
    if not logged:
        return _("Nothing written yet")
    silent = silence(ahead.basis, ahead.rhythm)
    if silent:
        return silent
    if ahead.level == "population":
        return _("I don’t know yet")
    return _("Most likely {band}").format(band=band_words(ahead))


def band_words(ahead: Outlook) -> str:
    """The days that hold the next onset 4 times in 5."""
    today, likely = ahead.first_day, ahead.likely
    first, last = likely.start_day, likely.end_day - timedelta(days=1)
    if first == last:
        return day_words(first, today)
    return _("{first} to {last}").format(first=day_words(first, today), last=day_words(last, today))


def below_headline(ahead: Outlook, logged: int) -> str:
    """What stands behind the headline, in one line."""
    if ahead.is_suspended:
        return _("There is no forecast until that is over; write its end in the diary when it is.")
    doubtful = doubt(ahead)
    if doubtful and logged:
        return f"{_below(ahead, logged)} {doubtful}"
    return _below(ahead, logged)


def _below(ahead: Outlook, logged: int) -> str:
    today = ahead.first_day
    middle = day_words(ahead.quantile_day(0.5), today)
    if running_since(ahead) is not None:
        over = next((i for i, p in enumerate(ahead.in_episode.tolist()) if p < 0.5), ahead.days)
        if over <= 1:
            said = _(
                "Most likely it is over by tonight. Half the time the next has started by the end "
                "of {middle}."
            )
            return said.format(middle=middle)
        last = day_words(today + timedelta(days=over - 1), today)
        return _(
            "Most likely it lasts until {last}. Half the time the next has started by the end of "
            "{middle}."
        ).format(last=last, middle=middle)
    if not logged:
        return _(
            "Write down when it starts. After four times the odds are your own; until then they "
            "rest on what is known of other people."
        )
    if ahead.level == "population":
        among = _("Among people with such records, 8 in 10 would start {band}.").format(
            band=band_words(ahead)
        )
        return f"{why_others(ahead.basis)} {among}".lstrip()
    return _(
        "8 times in 10 it starts on one of these days; half the time it has started by the end of "
        "{middle}."
    ).format(middle=middle)


def rests_on_words(ahead: Outlook) -> str:
    """What the odds are worked out from, in a sentence."""
    if ahead.level != "own":
        return _("Worked out from the diaries of many other people, until yours says more.")
    if ahead.gaps_used < OWN_FROM_GAPS:  # hardly any, and still the rhythm is their own
        return _("Worked out from the days that you wrote.")
    return ngettext(
        "Worked out from your own diary: {n} time from one start to the next.",
        "Worked out from your own diary: {n} times from one start to the next.",
        ahead.gaps_used,
    ).format(n=ahead.gaps_used)


def percent_words(chance: float) -> str:
    """A chance that is compared with another; never surer than it is.

    >>> percent_words(0.126), percent_words(0.0032), percent_words(0.997), percent_words(0.0)
    ('13 %', '0.3 %', 'more than 99 %', 'less than 0.1 %')
    """
    if chance >= 0.995:
        return _("more than 99 %")
    if chance >= 0.0095:
        return f"{100 * chance:.0f} %"
    if chance < 0.0005:
        return _("less than 0.1 %")
    return _("0.{tenths} %").format(tenths=round(1000 * chance))


def decimal_words(value: float) -> str:
    """A number that is no more than an estimate, with one digit behind the mark of the language."""
    return number_format(value, 1)


_TROUBLE = {
    "desk.unreachable": later(
        "The desk cannot be reached now. Nothing is lost: the message goes again with "
        "the next sync."
    ),
    "desk.no-desk": later(
        "Something else answers at the desk’s address. Nothing is lost; ask whoever runs the desk."
    ),
    "desk.not-pinned": later(
        "What answered is not the desk this pad is paired with. Its answer was ignored;"
        " ask whoever runs the desk."
    ),
    "desk.unsigned": later(
        "The last answer came unsigned: from a desk of another version, or from "
        "something in between. It was not believed; the message goes again with the "
        "next sync."
    ),
    "wire.unknown-device": later(
        "The desk does not know this pad any more. Nothing is lost: get a new code on "
        "the desk and pair again; what waits is sent then."
    ),
    "wire.revoked": later(
        "This pad was disconnected on the desk. Get a new code there and pair again."
    ),
    "desk.trouble": later(
        "The desk has a problem of its own. The message goes again with the next sync."
    ),
}


_ANSWERS = {
    "norm": later("answered with the team’s mask settings"),
    "said": later("answered with what the desk has from this pad"),
    "noted": later("noted"),
    "asked": later("asked; its owner decides"),
    "kept": later("kept"),
    "pair.code": later("used up, too old or mistyped"),
    "paired-anew": later("this pad was paired anew"),
    "given-up": later("given up"),
    "days.late": later("the roster of that period was out already"),
    "days.outside": later("the desk takes days of this period and the three to come only"),
    "days.count": later("that is not as many days as the team keeps"),
    "wire.made-on": later("the clock of this pad or of the desk is wrong"),
    "wire.bounds": later("answered with what a desk may not send; ignored"),
}


def answer_words(answer: str) -> str:
    """What the desk made of an envelope."""
    return _(_ANSWERS.get(answer, answer))


def trouble_words(code: str) -> str:
    """What is wrong between pad and desk, and what becomes of it."""
    if not code:
        return ""
    if code in _TROUBLE:
        return _(_TROUBLE[code])
    return _("The desk refused the last message ({code}).").format(code=code)


_NOTICES = {
    "pad.copied": later(
        "The desk has received messages from this pad that this pad has not sent. If "
        "you restored a backup, they came from the pad before it. If not, somebody has "
        "a copy of the pad: disconnect it on the desk, at My pad, and pair again with a"
        " new code."
    ),
    "pad.restored": later(
        "This pad was restored from a backup. If the one it came from still exists, "
        "erase it: two copies that speak for one person would ask for too much."
    ),
    "pair.refused": later(
        "The desk did not take the code: it is used up, too old or mistyped. Get a new one."
    ),
}


def notice_words(code: str) -> str:
    """What the owner should know of the link."""
    if code in _NOTICES:
        return _(_NOTICES[code])
    return _(
        "The desk sent something that no desk may send ({code}). It was ignored; tell "
        "whoever runs the desk, or update both."
    ).format(code=code)
