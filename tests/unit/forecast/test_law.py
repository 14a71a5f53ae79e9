"""The law of a gap: its table, its draws, its presets."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.refusals import refused

from offwatch.errors import BadInput
from offwatch.forecast import draw_gap, load_prior, posterior_sample, posterior_weights
from offwatch.forecast.model.gap_law import draw_rhythm, gap_pmf, tabulate
from offwatch.forecast.model.noise import noise_below
from offwatch.forecast.model.prior import PRESETS, Noise, prior_as_dict, prior_from_dict


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_is_a_law(name: str) -> None:
    """Chances sum to one for every kind of person, and the file says where it is from."""
    prior = load_prior(name)
    table = tabulate(prior.gap)
    np.testing.assert_allclose(table.pmf.sum(axis=1), 1.0)
    np.testing.assert_allclose(table.reach[:, 1], 1.0)
    assert np.isfinite(table.loglik[:, 1:]).all()
    assert np.exp(table.log_weight).sum() == pytest.approx(1.0)
    source = prior.source.get("gaps", prior.source)  # by day there is a second one
    assert source["data"]
    assert source["code_version"]
    written = prior_as_dict(prior)
    assert prior_as_dict(prior_from_dict(written)) == written


def test_draws_follow_the_table() -> None:
    """What is drawn for one rhythm is what the forecast expects of it."""
    prior = load_prior("menstrual")
    rng = np.random.default_rng(5)
    drawn = draw_gap(np.log(28.0), np.log(0.07), prior, rng, size=40_000)
    law = gap_pmf(np.array([np.log(28.0)]), np.array([np.log(0.07)]), prior.gap.noise, 200)[0]
    seen = np.bincount(drawn, minlength=201)[:201] / drawn.size
    assert np.abs(np.cumsum(seen) - np.cumsum(law)).max() < 0.01


LEANING = Noise(6.0, 0.1, 0.75, 0.45, right_lean=2.5, right_at=-2.8)


def test_who_varies_more_is_delayed_more_often() -> None:
    """At the population's spread as often as said, past it more, below it less; never certain."""
    weight = LEANING.late_weight(np.array([-900.0, -3.3, -2.8, -2.3, 900.0]))
    assert weight[2] == pytest.approx(0.1)
    assert (np.diff(weight) > 0).all()
    assert ((weight >= 0) & (weight <= 1)).all()


@pytest.mark.parametrize("log_spread", [-3.6, -2.8, -2.0])
def test_delays_lean_alike_in_table_draws_and_clock(log_spread: float) -> None:
    """The grid's table, the draws and the clock's table tell one law."""
    prior = load_prior("menstrual")
    leaning = replace(prior, gap=replace(prior.gap, noise=LEANING))
    rng = np.random.default_rng(5)
    drawn = draw_gap(np.log(28.0), log_spread, leaning, rng, size=40_000)
    law = gap_pmf(np.array([np.log(28.0)]), np.array([log_spread]), LEANING, 200)[0]
    seen = np.bincount(drawn, minlength=201)[:201] / drawn.size
    assert np.abs(np.cumsum(seen) - np.cumsum(law)).max() < 0.01
    z = (np.log(np.arange(1, 200) + 0.5) - np.log(28.0)) / np.exp(log_spread)
    clock = noise_below(z, LEANING, np.array(log_spread))
    np.testing.assert_allclose(clock, np.cumsum(law)[1:-1], atol=1e-5)


def test_a_leaning_law_is_written_and_read() -> None:
    """A preset file keeps how delays lean."""
    prior = load_prior("menstrual")
    leaning = replace(prior, gap=replace(prior.gap, noise=LEANING))
    assert prior_from_dict(prior_as_dict(leaning)).gap.noise == LEANING


def test_draws_are_broadcast() -> None:
    """A rhythm a person, one gap each unless a size is given."""
    prior = load_prior("suppressed")
    rng = np.random.default_rng(1)
    log_median, log_spread = draw_rhythm(prior.gap, rng, 50)
    assert draw_gap(log_median, log_spread, prior, rng).shape == (50,)
    assert draw_gap(log_median, log_spread, prior, rng, (7, 50)).min() >= 1


def test_the_record_outweighs_the_prior() -> None:
    """Twelve gaps of 24 days move the belief to 24, and draws from it lie there."""
    prior = load_prior("menstrual")
    gaps = np.vstack([np.full(12, 24.0), np.full(12, 33.0)])
    drawn, _ = posterior_sample(np.repeat(gaps, 200, axis=0), prior, np.random.default_rng(3))
    assert np.exp(drawn[:200]).mean() == pytest.approx(24, abs=0.7)
    assert np.exp(drawn[200:]).mean() == pytest.approx(33, abs=0.9)


def test_an_unlogged_onset_is_not_a_longer_rhythm() -> None:
    """A gap twice as long among regular ones is taken for two."""
    stage = load_prior("menstrual").gap
    clean = posterior_weights(np.array([[28.0, 28, 28, 28]]), stage)
    missed = posterior_weights(np.array([[28.0, 28, 56, 28]]), stage)
    median = np.exp(tabulate(stage).log_median)
    assert float(missed[0] @ median) == pytest.approx(float(clean[0] @ median), abs=0.3)


def test_a_break_of_years_teaches_nothing() -> None:
    """A gap past what can be told apart leaves the belief as it was."""
    stage = load_prior("menstrual").gap
    with_break = posterior_weights(np.array([[28.0, 400, np.nan]]), stage)
    np.testing.assert_allclose(with_break, posterior_weights(np.array([[28.0]]), stage))


def test_an_unknown_preset_is_refused() -> None:
    """Only what is shipped can be loaded by name."""
    with pytest.raises(BadInput, match="menstrual"):
        load_prior("../secrets")


def test_a_broken_prior_file_is_refused() -> None:
    """A field missing, or chances that are none."""
    good = prior_as_dict(load_prior("menstrual"))
    for broken in ({}, good | {"gap": {}}, good | {"gap": good["gap"] | {"skip": [1, 1, 1]}}):
        with pytest.raises(BadInput):
            prior_from_dict(broken)


@pytest.mark.parametrize(
    "change",
    [
        {"grid": [1, 9]},
        {"max_day": 1},
        {"lapse": 1.0},
        {"skip_until": 0.0},
        {"change": 0.5},
        {"drift": -0.1},
        {"log_median": {"mean": 3.3, "sd": 0.0}},
        {"others": [{"share": 1.0}]},
        {"others": [{"share": 0.5}, {"share": 0.5}]},
        {"others": [{"share": 0.1, "log_spread": {"mean": 0.1, "sd": 0.0}}]},
    ],
)
def test_a_prior_beyond_its_bounds_is_refused(change: dict[str, Any]) -> None:
    """Numbers that no forecast can be made with are not found out by the forecast."""
    good = prior_as_dict(load_prior("menstrual"))
    normal = {"mean": 0.1, "sd": 0.1}
    whole = {"log_median": normal, "log_spread": normal}
    if "others" in change:
        change = {"others": [whole | other for other in change["others"]]}
    with refused("forecast.bad-prior"):
        prior_from_dict(good | {"gap": good["gap"] | change})
