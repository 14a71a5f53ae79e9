"""What if a regimen stopped, or an exposure were met: the odds as they are beside what would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from offwatch.errors import BadInput
from offwatch.forecast.predict.outlook import Outlook
from offwatch.forecast.predict.outlooks import Outlooks, outlooks
from offwatch.forecast.present.sentences import odds
from offwatch.names import name_key, same_name
from offwatch.pad.diary.odds import MAX_DAYS, clash_odds, kept_preset
from offwatch.pad.pages.days_ahead import DaysAhead, DutyView, RhythmView, see_ahead
from offwatch.pad.pages.words import below_headline, decimal_words, headline, moment_words

SOON_DAYS = (2, 7, 14, 30, 90)
WORTH_SAYING = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Imagined:
    """The answer: the question in words, the two outlooks, and what it does to each rhythm.

    ``unchanged``: names of the rhythms whose odds it leaves as they are. ``rests_on``: what the
    diary has shown of that regimen or trigger, or that the odds only assume something of it.
    """

    question: str
    ahead: DaysAhead
    outlooks: Outlooks
    changed: list[ImaginedRhythm]
    unchanged: list[str]
    duties: list[tuple[DutyView, str]]
    rests_on: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class ImaginedRhythm:
    """One rhythm as it is and as it would be.

    ``soon``: days, and the odds that the next onset is within them, as it is and as it would be.
    """

    now: RhythmView
    headline: str
    below: str
    soon: list[tuple[int, str, str]]

    @property
    def differs(self) -> bool:
        return any(now != then for _, now, then in self.soon)


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
    ).going_on()
    question = _("What if you stopped {name} today?").format(name=without) if without else ""
    for name, when in met:
        question = _("What would change with {name} {moment}?").format(
            name=name, moment=moment_words(when, ahead.zone, now)
        )
    then = {name_key(one.rhythm): one for one in found.each}
    each = [_imagined(view, then[name_key(view.name)]) for view in ahead.by_nearness]
    changed = [one for one in each if one.differs] or each[:1]
    return Imagined(
        question=question,
        ahead=ahead,
        outlooks=found,
        changed=changed,
        unchanged=[one.now.name for one in each if one not in changed],
        duties=_touched(ahead, found),
        rests_on=[
            said
            for one in changed
            for name in [without, *(name for name, _at in met)]
            if name and (said := _shown(one, name))
        ],
    )


def _shown(one: ImaginedRhythm, name: str) -> str:
    """What the diary has shown of a regimen's or trigger's effect on one rhythm, in a sentence."""
    seen = next((e for e in one.now.outlook.effects if same_name(e.name, name)), None)
    if seen is None and not one.differs:
        return ""
    if seen is None:
        said = _("Your diary has not shown yet what {name} does. The odds assume what is usual.")
        return said.format(name=name)
    if seen.kind == "exposure":
        said = _(
            "By your diary, {name} brings the next start about {middle} days sooner "
            "(8 in 10: between {low} and {high} days)."
        )
    else:
        said = _(
            "By your diary, with {name} it takes about {middle} times as long from one start to "
            "the next (8 in 10: between {low} and {high} times)."
        )
    low, middle, high = (decimal_words(value) for value in (seen.low, seen.middle, seen.high))
    return said.format(name=name, low=low, middle=middle, high=high)


def _imagined(view: RhythmView, then: Outlook) -> ImaginedRhythm:
    before, after = view.outlook.onset, then.onset
    soon = [
        (days, odds(float(before[:days].sum())), odds(float(after[:days].sum())))
        for days in SOON_DAYS
    ]
    said = headline(then, view.logged), below_headline(then, view.logged)
    return ImaginedRhythm(view, *said, soon)


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
