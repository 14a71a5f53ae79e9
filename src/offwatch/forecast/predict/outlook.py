"""One person's outlook: from their diary to odds by the hour and by the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import partial

import numpy as np

from offwatch.diary import Diary
from offwatch.errors import BadInput
from offwatch.forecast.daily.hours import hours_written, shares_before, weigh_hours
from offwatch.forecast.inference.grid_posterior import GAPS_KEPT
from offwatch.forecast.inference.learned_effects import Effect, Level, effects_of, level_of
from offwatch.forecast.inference.posterior import Belief, believe
from offwatch.forecast.inference.rhythm import one_rhythm, rhythm_of
from offwatch.forecast.inference.suspension import doubtful_by, gaps_unlearned, suspended_by
from offwatch.forecast.inference.time_warp import Clock, part_untaught, read_clock
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.choose_preset import choose_prior
from offwatch.forecast.model.effects import load_effects
from offwatch.forecast.model.prior import Prior
from offwatch.forecast.predict.basis import Basis, basis_of
from offwatch.forecast.predict.by_day import ByDay, Clashes, Either, Never, join_days
from offwatch.forecast.predict.later_onsets import Few, later_onsets, rate_of_onsets
from offwatch.forecast.predict.next_onset import (
    FINE_DAYS,
    MOST_DAYS,
    Cells,
    cut,
    next_onset,
)
from offwatch.forecast.predict.ongoing_episode import lasting
from offwatch.forecast.predict.plans import JoinedOdds, StandIns, join_untaught, without_plans
from offwatch.forecast.predict.precursor_update import announce, sign_weights
from offwatch.forecast.predict.what_if import imagine
from offwatch.forecast.predict.within_days import DayHours, day_hours, within_days
from offwatch.spans import DaySpan, InstantSpan


@dataclass(frozen=True, slots=True)
class Outlook:
    """Odds by day from ``first_day`` (today) on, and by the hour for two days.

    Attributes
    ----------
    onset : array, shape (days,)
        Chance that the *next* onset falls on the day, summing to one with what lies ``beyond``.
    hours : array, shape (48,)
        The same by hours from now.
    in_episode : array, shape (days,)
        Chance of being in any episode on the day.
    level : {"own", "population"}
        Whether the person's own gaps carry it or the population's.
    basis : Basis
        The same with its reason.
    doubtful : tuple of str
        Life events that go on and may change the rhythm; the odds know nothing of them.
    """

    first_day: date
    made_at: datetime
    onset: Floats
    hours: Floats
    in_episode: Floats
    level: Level
    preset: str
    gaps_used: int
    rhythm: str
    other_rhythms: tuple[str, ...]
    _belief: Belief = field(repr=False)
    _clock: Clock = field(repr=False)
    _next: Floats = field(repr=False)  # the next onset as far as it can be told apart
    _kinds: Clashes = field(repr=False)
    zone: tzinfo = field(repr=False)  # where days are counted
    _goes_on: float = field(repr=False)  # chance that an episode lasts past its first day
    _hours: DayHours | None = field(repr=False, default=None)
    basis: Basis = field(default_factory=Basis)
    doubtful: tuple[str, ...] = ()
    _clashes: dict[tuple[int, int], float] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    @property
    def days(self) -> int:
        """How many days it covers."""
        return int(self.onset.size)

    @property
    def beyond(self) -> float:
        """Chance that the next onset lies past the last day."""
        return float(max(0.0, 1.0 - self.onset.sum()))

    def clash(self, span: DaySpan) -> float:
        """Chance of being in an episode on at least one day of a span.

        Parameters
        ----------
        span : DaySpan
            The days.

        Returns
        -------
        float
            The chance.

        Raises
        ------
        BadInput
            The span is over, or ends past the outlook.
        """
        return self._clash(*self._place(span))

    def clash_within(self, span: InstantSpan) -> float:
        """Chance of being in an episode at some time of a span.

        Parameters
        ----------
        span : InstantSpan
            From one moment to another; what is over of it does not count.

        Returns
        -------
        float
            That of its days where no onset of the diary has a time; else at most that.

        Raises
        ------
        BadInput
            The span is over, or ends past the outlook.
        """
        if self._hours is None or self.is_suspended:
            return self.clash(span.days_in(self.zone))
        self._place(span.days_in(self.zone))
        return within_days(
            span,
            self.made_at,
            self._hours,
            self._clash,
            float(self.onset[0]),
            self._goes_on,
            self.days,
        )

    @property
    def knows_hours(self) -> bool:
        """Whether onsets were written with their time."""
        return self._hours is not None

    def _place(self, span: DaySpan) -> tuple[int, int]:
        """A span in days from today, or a refusal."""
        end = (span.end_day - self.first_day).days
        if end <= 0:
            raise BadInput("forecast.past", "These days are over; ask about days from today on.")
        if end > self.days:
            raise BadInput("forecast.too-far", "Ask for a longer outlook to cover these days.")
        return max((span.start_day - self.first_day).days, 0), end

    def _clash(self, start: int, end: int) -> float:
        if (start, end) not in self._clashes:
            self._clashes[start, end] = self._kinds.clash(start, end)
        return self._clashes[start, end]

    def quantile_day(self, q: float) -> date:
        """The first day by which the next onset has come with at least this chance.

        Parameters
        ----------
        q : float
            Between 0 and 1.

        Returns
        -------
        date
            The last day where it lies beyond.

        Raises
        ------
        BadInput
            ``q`` is not between 0 and 1.
        """
        if not 0.0 < q < 1.0:
            raise BadInput("forecast.quantile", "Ask for a chance between 0 and 1.")
        at = int(np.searchsorted(np.cumsum(self._next), q - 1e-12))
        return self._day(min(at, self._next.size - 1))

    @property
    def likely(self) -> DaySpan:
        """The shortest run of days that holds the next onset 4 times in 5."""
        below = np.concatenate([[0.0], np.cumsum(self._next)])
        ends = np.searchsorted(below, below[:-1] + 0.8 - 1e-12)
        ends = np.where(ends < below.size, ends, 10 * below.size)
        start = int(np.argmin(ends - np.arange(ends.size)))
        return DaySpan(self._day(start), self._day(min(int(ends[start]), self._next.size)))

    @property
    def left_out(self) -> tuple[str, ...]:
        """Regimens and exposures past the handful whose effect is learned: they do not count."""
        return self._clock.left_out

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What regimens and exposures are believed to do."""
        return effects_of(self._belief, self._clock)

    @property
    def is_suspended(self) -> bool:
        """Whether a life event suspends the rhythm today, so that there are no odds."""
        return self.basis.reason == "suspended"

    def _day(self, i: int) -> date:
        return self.first_day + timedelta(days=i)


def rhythm_outlook(
    diary: Diary,
    *,
    now: datetime,
    days: int = 90,
    prior: Prior | None = None,
    without: str | None = None,
    with_exposures: Sequence[tuple[str, datetime]] = (),
    rhythm: str | None = None,
) -> Outlook:
    """Forecast by the law of the gaps between onsets alone, whatever the condition.

    Parameters
    ----------
    diary : Diary
        The diary.
    now : datetime
        The moment of the forecast, with a zone.
    days : int
        How far to look, 1 to 1000.
    prior : Prior or None
        By default the shipped one that fits the diary.
    without : str or None
        What if this regimen were stopped now.
    with_exposures : sequence of (str, datetime)
        What if these were met at these times.
    rhythm : str or None
        Of several rhythms the one to forecast; by default the one written most often.

    Returns
    -------
    Outlook
        Odds by day and by hour.

    Raises
    ------
    BadInput
        ``now`` has no zone or is not between 1900 and 2199, the diary holds an episode after
        it, ``days`` is out of range, a regimen that is not in force is to be stopped, or there
        is no such rhythm.

    References
    ----------
    The model stands in docs/forecast.md.
    """
    asked = _ask(diary, now, days, prior, without, with_exposures, rhythm)
    return _as_suspended(_by_gaps(asked)[0], asked.diary)


def outlook(
    diary: Diary,
    *,
    now: datetime,
    days: int = 90,
    prior: Prior | None = None,
    without: str | None = None,
    with_exposures: Sequence[tuple[str, datetime]] = (),
    rhythm: str | None = None,
) -> Outlook:
    """Forecast from what a diary says up to ``now``.

    Conditions that are no cycles are forecast by an average over models by day, which the law of
    gaps joins where it foretells this person as well.

    Parameters
    ----------
    diary : Diary
        The diary.
    now : datetime
        The moment of the forecast, with a zone.
    days : int
        How far to look, 1 to 1000.
    prior : Prior or None
        By default the shipped one that fits the diary.
    without : str or None
        What if this regimen were stopped now.
    with_exposures : sequence of (str, datetime)
        What if these were met at these times.
    rhythm : str or None
        Of several rhythms the one to forecast; by default the one written most often.

    Returns
    -------
    Outlook
        Odds by day and by hour.

    Raises
    ------
    BadInput
        ``now`` has no zone or is not between 1900 and 2199, the diary holds an episode after
        it, ``days`` is out of range, a regimen that is not in force is to be stopped, or there
        is no such rhythm.

    References
    ----------
    The model stands in docs/forecast.md.
    """
    asked = _ask(diary, now, days, prior, without, with_exposures, rhythm)
    hours = hours_written(asked.diary)
    found, taught = _by_gaps(replace(asked, by_hour=shares_before(hours)) if hours else asked)
    if hours:
        found = replace(found, _hours=day_hours(asked.diary))
    if suspended_by(asked.diary, found.first_day) is not None:
        return _as_suspended(found, asked.diary)
    by_day = join_days(
        asked.diary,
        asked.prior.name,
        now,
        asked.cells,
        asked.near,
        asked.heed,
        taught,
    )
    return found if by_day is None else _mixed(found, by_day, asked)


def _as_suspended(found: Outlook, diary: Diary) -> Outlook:
    """The outlook, or while a life event suspends the rhythm one that holds no odds."""
    life = suspended_by(diary, found.first_day)
    if life is None:
        return found
    nothing = np.zeros_like
    return replace(
        found,
        onset=nothing(found.onset),
        hours=nothing(found.hours),
        in_episode=nothing(found.in_episode),
        level="population",
        basis=replace(found.basis, reason="suspended", life=life.name),
        _next=np.append(nothing(found._next)[:-1], 1.0),
        _kinds=Never(),
    )


@dataclass(frozen=True)
class _Asked:
    """What is asked, looked over: every model starts from it."""

    diary: Diary
    others: tuple[str, ...]
    now: datetime
    days: int
    prior: Prior
    imagined: Diary
    exposures: list[str]  # those that are only imagined, by name
    cells: Cells
    near: Cells  # the same however far one looks: the band is taken from them
    by_hour: Floats | None = None  # at which hours onsets come, where it is heeded

    signs: dict[int, Floats | None] = field(default_factory=dict)  # by the cells they weigh

    def heed(self, chances: Floats, cells: Cells) -> Floats:
        """Weigh chances by the signs of the diary."""
        if id(cells) not in self.signs:
            self.signs[id(cells)] = sign_weights(cells, self.imagined, load_effects(), self.prior)
        return announce(chances, self.signs[id(cells)])


def _ask(
    diary: Diary,
    now: datetime,
    days: int,
    prior: Prior | None,
    without: str | None,
    with_exposures: Sequence[tuple[str, datetime]],
    rhythm: str | None,
) -> _Asked:
    _refuse_times(now, with_exposures)
    if not isinstance(days, int) or not 1 <= days <= MOST_DAYS:
        raise BadInput("forecast.horizon", f"Ask for 1 to {MOST_DAYS} days ahead.")
    diary, others = one_rhythm(diary, rhythm)
    _refuse_future(diary, now.astimezone(diary.zone).date())
    near = cut(now, diary.zone, FINE_DAYS)
    return _Asked(
        diary=diary,
        others=others,
        now=now,
        days=days,
        prior=prior or choose_prior(diary.until(now)),
        imagined=imagine(diary, now, without, with_exposures),
        exposures=[name for name, _ in with_exposures],
        cells=near if days <= FINE_DAYS else cut(now, diary.zone, days),
        near=near,
    )


def _by_gaps(asked: _Asked) -> tuple[Outlook, Clock]:
    """The outlook by the law of the gaps between onsets, and what its gaps were moved by."""
    diary, prior, cells = asked.diary, asked.prior, asked.cells
    today = asked.now.astimezone(diary.zone).date()
    onsets = np.array([day.toordinal() for day in diary.onset_days()], dtype=np.float64)
    start = float(onsets[0]) if onsets.size else float(today.toordinal())
    begins = float(cells.edges[0])
    known = without_plans(asked.imagined, asked.now)
    read = partial(read_clock, effects=load_effects(), start=start, now=begins, under=prior.under)
    unlearned, resumed = gaps_unlearned(diary, today)
    taught_until = onsets[-1] + 1.0 if onsets.size > 1 else -np.inf
    taught, now_clock = part_untaught(read(known, asked=asked.exposures), taught_until)
    belief = believe(onsets, taught, prior, unlearned)
    is_known = onsets.size > 0 and (resumed is None or resumed.has_onset)
    last = float(onsets[-1]) if is_known else None

    def unweighed(cells: Cells) -> tuple[Floats, float]:
        """The next onset possibility by possibility, and how likely the wait so far was."""
        chances, got_here = next_onset(belief, taught, prior.gap, last, cells)
        likely = float(belief.weight @ got_here)
        return chances * (belief.weight / likely)[:, None], likely

    def weigh(chances: Floats, cells: Cells) -> Floats:
        if asked.by_hour is not None:
            chances = weigh_hours(chances, cells.edges, asked.by_hour)
        return asked.heed(chances, cells)

    raw, likely = unweighed(cells)
    chances = weigh(raw, cells)
    is_near = cells is asked.near
    raw_near = raw if is_near else unweighed(asked.near)[0]
    few, rate = Few.of(cells.by_day(chances)), rate_of_onsets(belief, taught)
    episodes = lasting(known, now_clock, prior, today, cells.day.size - 1)
    gaps = min(int((~unlearned).sum()), GAPS_KEPT)
    clock, believed = now_clock, belief
    if now_clock is taught and known is asked.imagined:
        upcoming = chances.sum(axis=0)
        near = upcoming if is_near else weigh(raw_near, asked.near).sum(axis=0)
        each = cells.by_day(chances)[few.kept] * few.scale[:, None]
        few_belief = belief.only(few.kept)
    else:  # the effects of which no gap has taught anything are joined
        if known is not asked.imagined:
            clock = read(asked.imagined, asked=asked.exposures, known=now_clock)
        chosen = StandIns.of(raw_near, few)

        def joined(cells: Cells, raw: Floats) -> tuple[Floats, JoinedOdds]:
            start = JoinedOdds.start(prior.gap, last, cells, chosen, belief, taught, raw, likely)
            return join_untaught(start, now_clock, clock, lambda odds: weigh(odds, cells))

        upcoming, found_joined = joined(cells, raw)
        near = upcoming if is_near else joined(asked.near, raw_near)[0]
        each, few_belief = found_joined.of_few(few, upcoming)
        believed, likely = found_joined.whole, found_joined.likely
    total = cells.by_day(upcoming)
    kinds = later_onsets(each, total, cells, few_belief, clock, prior.gap, episodes, rate)
    level = level_of(belief, taught, begins, prior, gaps, likely)
    lapsed = is_known and likely < 2.0 * prior.gap.lapse
    basis = basis_of(diary, today, level, gaps, lapsed=lapsed, resumed=resumed)
    found = Outlook(
        first_day=today,
        made_at=asked.now,
        onset=cells.by_day(upcoming)[: asked.days],
        hours=cells.by_hour(upcoming),
        in_episode=kinds.in_episode()[: asked.days],
        level=basis.level,
        preset=prior.name,
        gaps_used=gaps,
        rhythm=rhythm_of(diary),
        other_rhythms=asked.others,
        _belief=believed,
        _clock=clock,
        _next=asked.near.single_days(near),
        _kinds=kinds,
        zone=diary.zone,
        _goes_on=float(episodes.reach[1]),
        basis=basis,
        doubtful=tuple(life.name for life in doubtful_by(diary, today)),
    )
    return found, taught


def _mixed(found: Outlook, by_day: ByDay, asked: _Asked) -> Outlook:
    """The outlook by the law of gaps, averaged with the models by day."""
    gaps, rest = by_day.gap_weight, 1.0 - by_day.gap_weight
    each_day = asked.cells.by_day(by_day.onset)
    basis = found.basis
    usual = basis.reason == "silence" and basis.waited_days <= by_day.longest_days
    if by_day.own and (usual or basis.reason in ("few-gaps", "spread", "resumed")):
        basis = replace(basis, reason="own")
    return replace(
        found,
        onset=gaps * found.onset + rest * each_day[: found.days],
        hours=gaps * found.hours + rest * asked.cells.by_hour(by_day.onset),
        in_episode=gaps * found.in_episode + rest * by_day.in_episode[: found.days],
        level=basis.level,
        basis=basis,
        _goes_on=gaps * found._goes_on + rest * by_day.goes_on,
        _next=gaps * found._next + rest * asked.near.single_days(by_day.same),
        _kinds=Either(gaps, found._kinds, by_day.clashes),
    )


def _refuse_times(now: datetime, exposures: Sequence[tuple[str, datetime]]) -> None:
    for at in (now, *(when for _, when in exposures)):
        if at.tzinfo is None:
            raise BadInput("forecast.no-zone", "Give a time with a zone: 2026-03-01T08:00+01:00.")
        if not 1900 <= at.year < 2200:
            raise BadInput("forecast.bad-time", "Choose times between the years 1900 and 2199.")


def _refuse_future(diary: Diary, today: date) -> None:
    for event in diary.events[::-1]:
        if event.day(diary.zone) <= today:
            return  # so are all before it
        if event.kind in ("onset", "end", "severity"):
            raise BadInput(
                "diary.future", "The diary tells of an episode after now; correct its date or now."
            )
