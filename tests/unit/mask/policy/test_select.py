from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from offwatch.errors import BadInput
from offwatch.forecast import Prior
from offwatch.mask import Norm, OwnDuty, Record, choose_days, choose_passes
from offwatch.mask.policy.select import join_tracks, pick_days

MakeDuty = Callable[..., OwnDuty]
Steady = Callable[[date], Record]


def test_days_fall_where_a_steady_record_points(norm: Norm, steady: Steady, prior: Prior) -> None:
    """With twelve gaps of 28 days the asked days cover the next episode."""
    period = norm.period(1)
    onset = period.span.start_day + timedelta(days=10)
    record = steady(onset - timedelta(days=28))
    days = choose_days([record], norm, period, norm.ask_day(period), prior, seed=1)
    assert len(days) == 6
    assert {onset + timedelta(days=i) for i in range(5)} <= set(days)


def test_an_empty_record_gets_as_many_days(norm: Norm, prior: Prior) -> None:
    """Nothing on record gives exactly as many days as anything else, all inside the period."""
    period = norm.period(1)
    days = choose_days([Record()], norm, period, norm.ask_day(period), prior, seed=1)
    assert len(set(days)) == 6
    assert all(day in period.span for day in days)


def test_equal_odds_are_settled_by_the_seed() -> None:
    """With flat odds another seed takes other days, and the same seed the same."""
    flat = np.full((1, 28), 0.2)
    one, two = (np.random.default_rng(seed).random((1, 28)) for seed in (1, 2))
    assert (pick_days(flat, 6, one) == pick_days(flat, 6, one)).all()
    assert (pick_days(flat, 6, one) != pick_days(flat, 6, two)).any()


def test_a_tie_never_beats_odds() -> None:
    """What settles ties does not move a day past a likelier one."""
    odds = np.linspace(0.1, 0.5, 28)[None]
    picked = pick_days(odds, 6, np.linspace(0.99, 0.0, 28)[None])
    assert picked[0, -6:].all()


def test_tracks_are_joined_as_a_union() -> None:
    """Two halves make three quarters, whichever comes first."""
    odds = np.array([[[0.5, 0.2], [0.5, 0.0]]])
    assert np.allclose(join_tracks(odds), [[0.75, 0.2]])
    assert (join_tracks(odds) == join_tracks(odds[:, ::-1])).all()


@pytest.mark.parametrize("late", [0, 3, 40])
def test_nothing_is_asked_of_a_period_begun(norm: Norm, prior: Prior, late: int) -> None:
    """Days of a period that has begun, or is past, are refused."""
    period = norm.period(1)
    today = period.span.start_day + timedelta(days=late)
    with pytest.raises(BadInput) as caught:
        choose_days([Record()], norm, period, today, prior, seed=1)
    assert caught.value.code == "mask.period-begun"


@pytest.mark.parametrize("count", [0, 2])
def test_as_many_records_as_tracks(norm: Norm, prior: Prior, count: int) -> None:
    """Too few or too many records are refused at both stages."""
    records = [Record()] * count
    period = norm.period(1)
    with pytest.raises(BadInput):
        choose_days(records, norm, period, norm.ask_day(period), prior, seed=1)
    with pytest.raises(BadInput):
        choose_passes(records, norm, [], norm.batch_at(period.span.start_day), prior, spent={})


class TestPasses:
    """An episode that began yesterday, and duties on the days after it."""

    onset = date(2026, 2, 10)

    def passes(
        self, norm: Norm, steady: Steady, prior: Prior, duties: list[OwnDuty], **more: object
    ) -> list[str]:
        now = norm.batch_at(self.onset + timedelta(days=1))
        options = {"spent": {}, **more}
        return choose_passes([steady(self.onset)], norm, duties, now, prior, **options)  # type: ignore[arg-type]

    def duty(self, make_duty: MakeDuty, ahead: int, **more: int) -> OwnDuty:
        return make_duty(self.onset + timedelta(days=1 + ahead), f"d{ahead}", **more)

    def test_a_likely_clash_is_passed(
        self, norm: Norm, steady: Steady, prior: Prior, make_duty: MakeDuty
    ) -> None:
        """The last day of the episode, just before its freeze, is passed."""
        assert self.passes(norm, steady, prior, [self.duty(make_duty, 3)]) == ["d3"]

    @pytest.mark.parametrize("ahead", [0, 1, 2])
    def test_none_inside_the_freeze(
        self, norm: Norm, steady: Steady, prior: Prior, make_duty: MakeDuty, ahead: int
    ) -> None:
        """However sure the clash, a duty within 72 hours is left alone."""
        assert self.passes(norm, steady, prior, [self.duty(make_duty, ahead)]) == []

    def test_none_in_the_past(
        self, norm: Norm, steady: Steady, prior: Prior, make_duty: MakeDuty
    ) -> None:
        """A duty that has been is never passed, even without a freeze."""
        norm = Norm.from_dict({**norm.as_dict(), "freeze_h": 0})
        past = make_duty(self.onset, "yesterday")
        assert self.passes(norm, steady, prior, [past]) == []

    def test_none_kept_or_guarded(
        self, norm: Norm, steady: Steady, prior: Prior, make_duty: MakeDuty
    ) -> None:
        """What is kept or guarded is not looked at."""
        duties = [self.duty(make_duty, 3)]
        assert self.passes(norm, steady, prior, duties, kept={"d3"}) == []
        assert self.passes(norm, steady, prior, duties, guarded={"d3"}) == []

    def test_none_in_its_keep_window(
        self, norm: Norm, steady: Steady, prior: Prior, make_duty: MakeDuty
    ) -> None:
        """Before the keep window is over no track looks; on its last instant it may."""
        fresh = self.duty(make_duty, 3, published_days=4)
        old = self.duty(make_duty, 3, published_days=6)
        assert self.passes(norm, steady, prior, [fresh]) == []
        assert self.passes(norm, steady, prior, [old]) == ["d3"]

    def test_none_over_budget(
        self, norm: Norm, steady: Steady, prior: Prior, make_duty: MakeDuty
    ) -> None:
        """With the period's pass spent nothing is passed; another period's does not count."""
        duties = [self.duty(make_duty, 3)]
        number = norm.period_at(self.onset).number
        assert self.passes(norm, steady, prior, duties, spent={number: 1}) == []
        assert self.passes(norm, steady, prior, duties, spent={number - 1: 1}) == ["d3"]

    def test_the_likeliest_goes_first(
        self, norm: Norm, steady: Steady, prior: Prior, make_duty: MakeDuty
    ) -> None:
        """With one pass and two clashes, the day nearer to the onset is passed."""
        norm = Norm.from_dict({**norm.as_dict(), "freeze_h": 24})
        duties = [self.duty(make_duty, 3), self.duty(make_duty, 1)]
        assert self.passes(norm, steady, prior, duties) == ["d1"]

    def test_a_mission_counts_with_its_likeliest_day(
        self, norm: Norm, steady: Steady, prior: Prior, make_duty: MakeDuty
    ) -> None:
        """A duty of several days that begins on a clash is passed once."""
        duties = [self.duty(make_duty, 3, days=4)]
        assert self.passes(norm, steady, prior, duties) == ["d3"]

    def test_none_without_a_clash(
        self, norm: Norm, steady: Steady, prior: Prior, make_duty: MakeDuty
    ) -> None:
        """Two weeks from any episode nothing is passed."""
        now = norm.batch_at(self.onset + timedelta(days=8))
        duty = make_duty(self.onset + timedelta(days=13))
        assert choose_passes([steady(self.onset)], norm, [duty], now, prior, spent={}) == []


def test_passes_wait_for_their_last_batch(
    norm: Norm, steady: Steady, prior: Prior, make_duty: MakeDuty
) -> None:
    """Odds just good enough pass a duty at its last batch and not before, surer ones at once."""
    onset = date(2026, 2, 10)

    def said(day: date) -> list[list[str]]:
        batches = [norm.batch_at(day - timedelta(days=ahead)) for ahead in range(14, 2, -1)]
        duty = make_duty(day, "next")
        return [
            choose_passes([steady(onset)], norm, [duty], now, prior, spent={}) for now in batches
        ]

    assert said(onset + timedelta(days=28)) == [*[[]] * 11, ["next"]]
    assert said(onset + timedelta(days=30)) == [["next"]] * 12
