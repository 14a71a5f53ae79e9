"""Rolling origins, the second stage, fitting, and the scores on open data."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from offwatch.diary.readers.cycles import Cycle, PersonCycles, read_cycles
from offwatch.errors import BadInput
from offwatch.forecast import draw_gap, load_prior
from offwatch.forecast.evaluate.backtest import cross_fitted, lengths
from offwatch.forecast.evaluate.origins import rolling_origins
from offwatch.forecast.evaluate.score import covered, score
from offwatch.forecast.model.fit_prior import fit_prior
from offwatch.forecast.model.gap_law import draw_rhythm
from offwatch.forecast.model.prior import Prior
from offwatch.forecast.predict.cycle_length import first_days, forecast_lengths
from offwatch.forecast.predict.marker import learn_trust, weigh_marker

DATA = Path(os.environ.get("OFFWATCH_DATA", Path(__file__).parents[4] / "shared" / "data"))
OPEN = DATA / "cycles" / "fed_open.csv"
needs_data = pytest.mark.skipif(
    not OPEN.is_file(), reason="open cycle data absent; set OFFWATCH_DATA to its folder"
)


def person(*days: int, name: str = "a", ovulation: int | None = None) -> PersonCycles:
    return PersonCycles(name, tuple(Cycle(i, n, 5, ovulation) for i, n in enumerate(days, 1)))


def crowd(n: int = 40, cycles: int = 8) -> list[PersonCycles]:
    """People drawn from the shipped law."""
    rng = np.random.default_rng(2)
    prior = load_prior("menstrual")
    rhythms = draw_rhythm(prior.gap, rng, n)
    drawn = draw_gap(*rhythms, prior, rng, (cycles, n)).T.tolist()
    return [person(*row, name=f"p{i}", ovulation=5) for i, row in enumerate(drawn)]


def test_each_forecast_sees_only_what_came_before() -> None:
    """The fourth cycle is forecast from three gaps, the fifth from four."""
    origins = rolling_origins([person(27, 28, 29, 30, 31)])
    assert [o.gaps for o in origins] == [(27, 28, 29), (27, 28, 29, 30)]
    assert lengths(origins).tolist() == [30, 31]


def test_dropped_logs_join_gaps_and_keep_the_true_target() -> None:
    """With seed 1, the onsets kept are those that the documented draw keeps."""
    days = [27, 28, 29, 30, 31, 26, 25]
    kept = np.r_[True, np.random.default_rng(1).random(7) > 0.5]
    onset = np.r_[0, np.cumsum(days)]
    origins = rolling_origins([person(*days)], min_history=0, drop_logs=0.5, seed=1)
    assert [o.cycle.number for o in origins] == [i + 1 for i in range(7) if kept[i]]
    for o in origins:
        assert list(o.gaps) == np.diff(onset[: o.cycle.number][kept[: o.cycle.number]]).tolist()


def test_a_record_that_begins_with_a_break_has_nothing_before_it() -> None:
    """There is no onset whose gap could be known, and none is made up."""
    begun = PersonCycles("a", (Cycle(1, 28, 5, None, True), Cycle(2, 29, 5)))
    assert [o.gaps for o in rolling_origins([begun], min_history=0)] == [(), (28,)]


def test_a_break_keeps_the_history_and_hides_the_gap() -> None:
    """After a break the gaps before it still count, and the break is no gap."""
    cycles = (Cycle(1, 27), Cycle(2, 28), Cycle(3, 29, follows_break=True), Cycle(4, 30))
    origins = rolling_origins([PersonCycles("a", cycles)], min_history=0)
    assert [o.gaps for o in origins] == [(), (27,), (27, 28), (27, 28, 29)]


def test_a_stretch_counts_only_between_logged_days() -> None:
    """From a marker to an onset that went unlogged, nothing is learned."""
    whole = rolling_origins([person(*[28] * 8, ovulation=14)], min_history=0)
    holes = rolling_origins([person(*[28] * 8, ovulation=14)], min_history=0, drop_logs=0.5, seed=1)
    assert len(whole[-1].stretches) == 7
    kept = np.r_[True, np.random.default_rng(1).random(8) > 0.5]
    last = holes[-1].cycle.number - 1
    assert len(holes[-1].stretches) == int((kept[:-1] & kept[1:])[:last].sum()) < last


def test_forecasts_are_whole() -> None:
    """At the onset and after the marker, chances sum to one, and none lies in the past."""
    origins = rolling_origins([person(28, 28, 28, 28, 60, ovulation=14)], marker=True)
    prior = load_prior("menstrual")
    for marker in (False, True):
        pmf = forecast_lengths(origins, prior, marker=marker)
        np.testing.assert_allclose(pmf.sum(axis=1), 1.0)
        for row, first in zip(pmf, first_days(origins, marker=marker), strict=True):
            assert row[: first - 1].sum() == 0.0


def test_the_marker_sharpens_the_forecast() -> None:
    """Seen on day 20 by one who is always 14 days later, the length is about 33."""
    origins = rolling_origins([person(27, 27, 27, 27, 27, 33, ovulation=14)], marker=True)
    prior = load_prior("menstrual")
    last = [o for o in origins if o.cycle.number == 6]
    moved = [type(o)(o.person_at, o.person, Cycle(6, 33, 5, 20), o.gaps, o.markers) for o in last]
    assert (forecast_lengths(moved, prior, marker=True)[0].argmax() + 1) in (33, 34)


def test_markers_are_trusted_as_their_past_forecasts_were_right() -> None:
    """The last forecast is that with the marker heeded and that of the gaps alone, weighed by how
    each did after the person's past markers, made from what was known then."""
    prior = load_prior("menstrual")
    assert prior.marker is not None
    days = [13, 15, 10, 21, 14, 9, 12]
    cycles = tuple(Cycle(i, 28 - i % 3, 5, day) for i, day in enumerate(days, 1))
    origins = rolling_origins([PersonCycles("a", cycles)], min_history=0, marker=True)
    heeded, alone = weigh_marker(
        forecast_lengths(
            [replace(o, gaps=o.stretches) for o in origins], replace(prior, gap=prior.marker)
        ),
        forecast_lengths(origins, prior),
        first_days(origins, marker=True),
    )
    at = np.arange(len(origins)), lengths(origins) - 1
    trust = learn_trust(np.log(heeded[at] / alone[at])[:-1].sum(keepdims=True))
    assert 0.05 < trust[0] < 0.7
    made = forecast_lengths(origins, prior, marker=True)[-1]
    np.testing.assert_allclose(made, trust * heeded[-1] + (1 - trust) * alone[-1], atol=1e-9)


def test_trust_is_learned_from_what_was_known_then() -> None:
    """What comes of a cycle moves the trust in later markers, never in its own or earlier ones."""
    days = [13, 15, 10, 21, 14, 9]
    cycles = [Cycle(i, 28, 5, day) for i, day in enumerate(days, 1)]
    other = [*cycles[:3], Cycle(4, 41, 5, 21), *cycles[4:]]
    made = [
        forecast_lengths(
            rolling_origins([PersonCycles("a", tuple(row))], min_history=0, marker=True),
            load_prior("menstrual"),
            marker=True,
        )
        for row in (cycles, other)
    ]
    np.testing.assert_array_equal(made[0][:4], made[1][:4])
    assert np.abs(made[0][4:] - made[1][4:]).max(axis=1).min() > 1e-3


def test_a_forecast_does_not_depend_on_who_is_forecast_beside() -> None:
    """Alone or among others, with a shared past or not, the same odds."""
    origins = rolling_origins(
        [person(27, 28, 29, 30, 27, ovulation=14), person(31, 28, 33, 30, ovulation=15)],
        min_history=0,
        marker=True,
    )
    prior = load_prior("menstrual")
    together = forecast_lengths(origins, prior, marker=True)
    alone = [forecast_lengths([o], prior, marker=True)[0] for o in origins]
    np.testing.assert_allclose(together, alone, atol=1e-12)


def test_a_cycle_that_was_over_after_its_marker_is_left_out() -> None:
    """A forecast of what has not begun cannot be made once the next has."""
    row = (*person(28, 28, 28, ovulation=12).cycles, Cycle(4, 28, 5, 28))
    assert rolling_origins([PersonCycles("a", row)], marker=True) == []


def test_a_late_marker_still_gives_a_forecast() -> None:
    """A marker on day 199, and one past the last day that is scored."""
    for day in (198, 199, 200, 250):
        row = (*person(28, 28, 28, ovulation=12).cycles, Cycle(4, 300, 5, day))
        origins = rolling_origins([PersonCycles("a", row)], marker=True)
        pmf = forecast_lengths(origins, load_prior("menstrual"), marker=True)
        assert pmf.sum() == pytest.approx(1.0)
        assert pmf[0, first_days(origins, marker=True)[0] - 1 :].sum() == pytest.approx(1.0)


def test_a_fit_finds_the_law_it_was_drawn_from() -> None:
    """Median and spread of ten people of known rhythm."""
    _finds_the_law(fit_prior(crowd(10, cycles=4), with_marker=False))


@pytest.mark.slow
def test_a_fit_with_markers_finds_the_law_of_a_crowd() -> None:
    """The same for forty; and no stretch after a marker is two."""
    fitted = fit_prior(crowd())
    _finds_the_law(fitted)
    assert fitted.marker is not None
    assert fitted.marker.skip == (1.0, 0.0, 0.0)


def _finds_the_law(fitted: Prior) -> None:
    truth = load_prior("menstrual")
    assert fitted.gap.log_median[0] == pytest.approx(truth.gap.log_median[0], abs=0.05)
    assert fitted.gap.log_spread[0] == pytest.approx(truth.gap.log_spread[0], abs=0.35)
    assert 3.0 < np.exp(fitted.durations.log_median[0]) < 7.0


def test_too_few_people_make_no_prior() -> None:
    """Nine are refused."""
    with pytest.raises(BadInput) as refused:
        fit_prior(crowd(9))
    assert refused.value.code == "forecast.too-few"


def test_folds_hold_people_out() -> None:
    """Nobody is forecast by a prior that saw them; silly numbers of folds are refused."""
    people = crowd(12, 5)
    origins = rolling_origins(people)
    seen: list[set[str]] = []

    def fit(kept: object) -> object:
        seen.append({p.person for p in kept})  # type: ignore[attr-defined]
        return load_prior("menstrual")

    cross_fitted(origins, people, 3, fit)  # type: ignore[arg-type]
    assert [len(kept) for kept in seen] == [8, 8, 8]
    assert not set.intersection(*seen)
    for folds in (0, 1, 13):
        with pytest.raises(BadInput):
            cross_fitted(origins, people, folds, fit)  # type: ignore[arg-type]


def test_late_in_the_cycle_the_interval_still_holds() -> None:
    """On people drawn from the shipped law, with "today is day t" for every t from 21 to 35."""
    origins = rolling_origins(crowd(1500, 6), min_history=3)
    pmf = forecast_lengths(origins, load_prior("menstrual"))
    came = lengths(origins)
    for t in range(21, 36):
        still = came >= t
        left = pmf[still]
        left[:, : t - 1] = 0.0
        left /= left.sum(axis=1, keepdims=True)
        assert 100 * covered(left, came[still]).mean() == pytest.approx(80, abs=4), t


@pytest.mark.slow
def test_a_fit_finds_whose_gaps_are_delayed() -> None:
    """Among people who differ in nothing but their spread, only those with much are delayed."""
    rng = np.random.default_rng(4)
    steady = np.rint(28 + 1.0 * rng.standard_normal((30, 12)))
    late = rng.random((30, 12)) < 0.3
    loose = np.rint(28 + 2.5 * rng.standard_normal((30, 12)) + late * rng.uniform(6, 14, (30, 12)))
    both = np.vstack([steady, loose]).astype(int).tolist()
    crowd = [person(*row, name=f"p{i}") for i, row in enumerate(both)]
    assert fit_prior(crowd, with_marker=False).gap.noise.right_lean > 0.3


@needs_data
def test_scores_on_open_people() -> None:
    """The shipped prior keeps its scores: clean, with logs dropped, and after the marker."""
    people, prior = read_cycles(OPEN), load_prior("menstrual")
    found = {}
    for drop in (0.0, 0.15):
        origins = rolling_origins(people, drop_logs=drop, seed=1)
        found[drop] = score(forecast_lengths(origins, prior), lengths(origins))
    assert found[0.0].n == 687
    assert found[0.0].crps <= 1.50
    assert found[0.0].mae <= 2.10
    assert found[0.0].cov80 == pytest.approx(80, abs=4)
    assert found[0.15].crps <= 1.02 * found[0.0].crps
    marked = rolling_origins(people, marker=True)
    without = score(forecast_lengths(marked, prior), lengths(marked))
    with_marker = score(forecast_lengths(marked, prior, marker=True), lengths(marked))
    assert with_marker.crps <= 0.61 * without.crps
    assert with_marker.cov80 == pytest.approx(80, abs=3)
