"""What the pages show of the days ahead: the answer, the odds, the duties on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from offwatch.diary import Diary
from offwatch.forecast.evaluate.own_record import own_records
from offwatch.forecast.inference.rhythm import each_rhythm
from offwatch.forecast.predict.outlook import Outlook
from offwatch.forecast.predict.outlooks import Outlooks
from offwatch.forecast.present.marks import Mark, mark_of
from offwatch.forecast.present.sentences import odds as say_odds
from offwatch.forecast.present.sentences import running_since as under_way
from offwatch.forecast.present.sentences import worth
from offwatch.language import short_day
from offwatch.names import name_key
from offwatch.norm import Norm
from offwatch.pad.calendars.message import move_message
from offwatch.pad.diary.conditions import Kept, kept_conditions
from offwatch.pad.diary.odds import (
    Duty,
    clash_odds,
    duties_ahead,
    first_odds,
    look_ahead,
    span_of,
)
from offwatch.pad.diary.rows import read_forecast_diary, setup
from offwatch.pad.link.by_hand import said_about_each
from offwatch.pad.masking.guarded_and_kept import is_kept
from offwatch.pad.masking.state import load_mask_state, masked_duty, norm_in_force
from offwatch.pad.models import CalendarDuty, DeskLink, DutyOdds, KnownDuty, OutboxItem
from offwatch.pad.pages.words import (
    below_headline,
    date_words,
    headline,
    rests_on_words,
    span_words,
)
from offwatch.spans import DaySpan, InstantSpan

UNLIKELY_TO_FIT = 0.2


@dataclass(frozen=True, slots=True)
class DutyView:
    """One duty with its odds, and what has been said about it."""

    duty: Duty
    span: DaySpan
    odds: float | None
    since: str
    said: OutboxItem | None
    may_keep: bool
    may_ask: bool
    kept: bool
    to_owner: str
    blank: bool
    silence: str
    gone: bool
    unanswered: bool  # asked about, and begun before an answer
    shares: list[tuple[Mark, str, float]]  # of several rhythms, the odds of each

    @property
    def days(self) -> str:
        return span_words(self.span)

    @property
    def headline(self) -> str:
        """The answer to “does it fit?”."""
        name = self.duty.name
        if self.gone:
            return _("{name} is not yours any more").format(name=name)
        if self.duty.state == "moved":
            return _("{name} has moved to {days}").format(name=name, days=self.days)
        if self.asked:
            return _("You asked to move {name}").format(name=name)
        if self.blank:
            return _("Your diary is still empty, so nothing can be said of {name}").format(
                name=name
            )
        if self.silence:
            return f"{name}: {self.silence}"
        if self.odds is None:
            return _("{name} is too far off to say").format(name=name)
        if not self.unlikely_to_fit:
            said = _("{name} should fit: {odds} that an episode falls on it")
        elif self.odds < 0.5:
            said = _("{name} may not fit: {odds} that an episode falls on it")
        else:
            said = _("{name} is unlikely to fit: {odds} that an episode falls on it")
        return said.format(name=name, odds=say_odds(self.odds))

    @property
    def from_calendar(self) -> bool:
        """Whether no desk knows of it, so that its owner asks in their own words."""
        return isinstance(self.duty, CalendarDuty)

    @property
    def message(self) -> str:
        """What could be asked, where there is nobody but people to ask."""
        return move_message(self.span)

    @property
    def asked(self) -> bool:
        return self.said is not None and self.said.type == "pass"

    @property
    def unlikely_to_fit(self) -> bool:
        return not self.gone and self.odds is not None and self.odds >= UNLIKELY_TO_FIT


@dataclass(frozen=True, slots=True, eq=False)
class RhythmView:
    """One rhythm: its mark, its answer, and how often it was written."""

    name: str
    mark: Mark
    outlook: Outlook
    logged: int

    @property
    def headline(self) -> str:
        return headline(self.outlook, self.logged)

    @property
    def below(self) -> str:
        return below_headline(self.outlook, self.logged)

    @property
    def rests_on(self) -> str:
        return rests_on_words(self.outlook)

    @property
    def running_since(self) -> date | None:
        """The onset of the last episode, if it may still run by what is written."""
        return self.outlook.basis.running_since


@dataclass(frozen=True, slots=True)
class DaysAhead:
    """Everything a page needs to answer “what comes, and does it fit?”.

    ``by_nearness``: the rhythms under way; those known, by the last day of the band; the rest.
    """

    now: datetime
    zone: ZoneInfo
    diary: Diary
    outlooks: Outlooks
    rhythms: list[RhythmView]
    by_nearness: list[RhythmView]
    suspended: list[RhythmView]
    duties: list[DutyView]
    kept: list[Kept]

    @property
    def lead(self) -> RhythmView:
        """The rhythm that the headline speaks of: under way, or else the next to be sure of."""
        return self.by_nearness[0]

    @property
    def others(self) -> list[RhythmView]:
        """The rest, those that come next first."""
        return self.by_nearness[1:]

    @property
    def outlook(self) -> Outlook:
        """Its outlook."""
        return self.lead.outlook

    def marks_of(self, outlooks: Outlooks) -> list[Mark]:
        """The marks of the rhythms of these or other outlooks, in their order."""
        own = {view.name: view.mark for view in self.rhythms}
        return [own.get(one.rhythm, mark_of(i)) for i, one in enumerate(outlooks.each)]

    @property
    def several(self) -> bool:
        return len(self.rhythms) > 1

    @property
    def headline(self) -> str:
        return self.lead.headline

    @property
    def below(self) -> str:
        return self.lead.below

    @property
    def running_since(self) -> date | None:
        return self.lead.running_since

    @property
    def logged(self) -> int:
        return self.lead.logged

    @property
    def has_odds(self) -> bool:
        """Whether there is anything to show of the days ahead."""
        return bool(self.logged) and not self.outlooks.is_silent

    @property
    def worst(self) -> DutyView | None:
        """The likeliest clash that can still be asked about; else the likeliest of all."""
        clashes = self.clashes
        open_ones = (view for view in clashes if not view.asked and not view.kept)
        return next(open_ones, next(iter(clashes), None))

    @property
    def clashes(self) -> list[DutyView]:
        """Duties that are unlikely to fit, the likeliest clash first."""
        return sorted((d for d in self.duties if d.unlikely_to_fit), key=lambda d: -(d.odds or 0))


def _nearness(view: RhythmView) -> tuple[int, date]:
    """Near and sure both bring the end of the band forward; equal ones stay as often as written."""
    if under_way(view.outlook) is not None:
        return 0, date.min
    known = 1 if view.logged and view.outlook.level == "own" else 2
    return known, view.outlook.likely.end_day


def see_ahead(now: datetime) -> DaysAhead:
    """Put the diary, the forecast and the duties together."""
    zone = setup().tz
    diary = read_forecast_diary(zone)
    whole = look_ahead(diary, now)
    ahead = whole.going_on()
    logged = {name: len(one.onset_days()) for name, one in each_rhythm(diary)}
    kept = kept_conditions()
    marks = {name_key(each.name): each.mark for each in kept}
    views = [
        RhythmView(
            one.rhythm,
            marks.get(name_key(one.rhythm), mark_of(place)),
            one,
            logged.get(one.rhythm, 0),
        )
        for place, one in enumerate(whole.each)
    ]
    suspended = [view for view in views if ahead is not whole and view.outlook.is_suspended]
    rhythms = [view for view in views if view not in suspended]
    norm = norm_in_force(DeskLink.objects.first())
    known = duties_ahead(now)
    of_desk = [duty.duty_id for duty in known if isinstance(duty, KnownDuty)]
    said, first = said_about_each(of_desk), first_odds([duty.duty_id for duty in known])
    compared = ahead if any(logged.values()) else None
    duties = [
        _view(
            duty,
            said.get(duty.duty_id),
            first.get(duty.duty_id),
            compared,
            rhythms,
            zone,
            now,
            norm,
        )
        for duty in known
    ]
    return DaysAhead(
        now=now,
        zone=zone,
        diary=diary,
        outlooks=ahead,
        rhythms=rhythms,
        by_nearness=sorted(rhythms, key=_nearness),
        suspended=suspended,
        duties=duties,
        kept=kept,
    )


def say_worth(ahead: DaysAhead) -> list[tuple[str, str]]:
    """What the past forecasts of each rhythm were worth, where enough is known to say."""
    records = own_records(ahead.diary.until(ahead.now), ahead.outlooks)
    return [
        (one.name, worth(record))
        for one, record in zip(ahead.rhythms, records, strict=True)
        if record is not None
    ]


def _view(
    duty: Duty,
    said: OutboxItem | None,
    first: DutyOdds | None,
    ahead: Outlooks | None,
    rhythms: list[RhythmView],
    zone: ZoneInfo,
    now: datetime,
    norm: Norm | None,
) -> DutyView:
    told = duty if isinstance(duty, KnownDuty) else None  # by the desk, which can be answered
    moved, gone = duty.state == "moved", duty.state == "given_away"
    if moved and said is not None and said.state == OutboxItem.DONE:
        said = None  # that was about the days it has moved from
    silent = ahead is not None and ahead.is_silent
    odds = None if gone or silent or ahead is None else clash_odds(ahead, duty, zone)
    kept = told is not None and is_kept(told, said)
    ahead_of_us = norm is not None and told is not None and duty.start_at > now
    in_window = norm is not None and told is not None and now < masked_duty(told, norm).keep_until
    return DutyView(
        duty=duty,
        span=span_of(duty, zone),
        odds=odds,
        since=_since(duty, odds, first, now.astimezone(zone).date(), zone),
        blank=ahead is None,
        silence=rhythms[0].headline if silent else "",
        said=said,
        may_keep=ahead_of_us and in_window and said is None and duty.state == "planned",
        may_ask=ahead_of_us
        and (said is None or said.type == "keep")
        and not kept
        and duty.state in ("planned", "moved"),
        kept=ahead_of_us and kept,
        gone=gone,
        unanswered=duty.state == "asked" and duty.start_at <= now,
        shares=[] if odds is None else _shares(rhythms, duty),
        to_owner=_why_owner(told, norm, now) if norm is not None and told is not None else "",
    )


def _shares(rhythms: list[RhythmView], duty: Duty) -> list[tuple[Mark, str, float]]:
    """The odds of each of several rhythms during a duty, the likeliest first."""
    if len(rhythms) < 2:
        return []
    span = InstantSpan(duty.start_at, duty.end_at)
    each = [(one.mark, one.name, one.outlook.clash_within(span)) for one in rhythms]
    return sorted(each, key=lambda share: -share[2])


def _why_owner(duty: KnownDuty, norm: Norm, now: datetime) -> str:
    """Why a pass by hand would go to the duty's owner, if it would."""
    if norm.in_freeze(duty.start_at, now):
        return "freeze"
    if duty.guarded:
        return "guarded"
    number = norm.period_at(norm.today(duty.start_at)).number
    return "budget" if load_mask_state().spent.get(number, 0) >= norm.passes else ""


def _since(
    duty: Duty, odds: float | None, first: DutyOdds | None, today: date, zone: ZoneInfo
) -> str:
    """“Known since 2 November at 20 in 100, now 62.”"""
    if odds is None:
        return ""
    if duty.moved_from_at is not None:
        before = short_day(duty.moved_from_at.astimezone(zone).date())
        return _("Moved from {day}; {odds} now.").format(day=before, odds=say_odds(odds))
    if first is None or first.day >= today:
        return _("First warned today: {odds}.").format(odds=say_odds(odds))
    day, then, now = date_words(first.day, today), say_odds(first.odds), say_odds(odds)
    if first.looked_back and now != then:
        said = _("Planned on {day}, when your diary said {then}; now {now}.")
    elif first.looked_back:
        said = _("Planned on {day}, when your diary said {then}; the same now.")
    elif now != then:
        said = _("First warned {day}: {then}; now {now}.")
    else:
        said = _("First warned {day}: {then}, and the same now.")
    return said.format(day=day, then=then, now=now)
