"""What if a regimen stopped, or an exposure were met: the odds as they are beside what would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from offwatch.errors import BadInput
from offwatch.forecast.predict.outlooks import Outlooks, outlooks
from offwatch.forecast.present.sentences import odds
from offwatch.pad.diary.odds import MAX_DAYS, clash_odds, kept_preset
from offwatch.pad.pages.days_ahead import DaysAhead, DutyView, see_ahead
from offwatch.pad.pages.words import headline, moment_words

SOON_DAYS = (2, 7, 14, 30, 90)
WORTH_SAYING = 0.02


@dataclass(frozen=True, slots=True)
class Imagined:
    """The answer: the question in words, the two outlooks, and what it does to the duties.

    ``soon``: days, and the odds that the next onset is within them, as it is and as it would be.
    """

    question: str
    ahead: DaysAhead
    outlooks: Outlooks
    headline: str
    soon: list[tuple[int, str, str]]
    duties: list[tuple[DutyView, str]]


def regimens_to_stop(ahead: DaysAhead) -> list[str]:
    """The regimens in force, by name."""
    today = ahead.outlook.first_day
    return sorted({r.name for r in ahead.diary.regimens() if r.in_force(today)})


def known_exposures(ahead: DaysAhead) -> list[str]:
    """What was met before, by name."""
    return sorted({e.name for e in ahead.diary.events if e.kind == "exposure" and e.name})


def imagine(now: datetime, without: str, exposure: str, at: str) -> Imagined:
    """Ask the forecast; nothing is written down.

    **Raises** BadInput when nothing is asked, or not so that it can be answered.
    """
    ahead = see_ahead(now)
    met = [(exposure.strip(), _moment(at, ahead))] if exposure.strip() else []
    if not without and not met:
        raise BadInput("pad.what-if", "Choose what to stop, or name a possible trigger.")
    diary = ahead.diary.until(now)
    found = outlooks(
        diary,
        now=now,
        days=MAX_DAYS,
        preset=kept_preset(diary),
        without=without or None,
        with_exposures=met,
    )
    question = _("What if you stopped {name} today?").format(name=without) if without else ""
    for name, when in met:
        question = _("What would change with {name} {moment}?").format(
            name=name, moment=moment_words(when, ahead.zone, now)
        )
    now_onset, then_onset = ahead.outlook.onset, found.first.onset
    soon = [
        (days, odds(float(now_onset[:days].sum())), odds(float(then_onset[:days].sum())))
        for days in SOON_DAYS
    ]
    return Imagined(
        question=question,
        ahead=ahead,
        outlooks=found,
        headline=headline(found.first, ahead.logged),
        soon=soon,
        duties=_touched(ahead, found),
    )


def _touched(ahead: DaysAhead, found: Outlooks) -> list[tuple[DutyView, str]]:
    """The duties that it could clash with, either way, and the odds as they would be."""
    rows = []
    for view in ahead.duties:
        then = None if view.gone else clash_odds(found, view.duty, ahead.zone)
        if then is not None and max(then, view.odds or 0.0) >= WORTH_SAYING:
            rows.append((view, odds(then)))
    return rows


def _moment(at: str, ahead: DaysAhead) -> datetime:
    try:
        return datetime.fromisoformat(at.strip()).replace(tzinfo=ahead.zone)
    except ValueError:
        raise BadInput("pad.what-if", "Say when, with a day and a time.") from None
