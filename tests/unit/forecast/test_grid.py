"""The grid of kinds of people."""

from dataclasses import replace

import numpy as np
import pytest

from offwatch.errors import BadInput
from offwatch.forecast import load_prior
from offwatch.forecast.model.grid import lay_out
from offwatch.forecast.model.prior import PRESETS, Others, prior_as_dict, prior_from_dict


@pytest.mark.parametrize("name", PRESETS)
def test_levels_are_runs_and_weights_sum_to_one(name: str) -> None:
    """A change adds up runs of neighbours: levels may not be mixed."""
    grid = lay_out(load_prior(name).gap)
    assert set(np.diff(grid.level).tolist()) <= {0, 1}
    assert np.exp(grid.log_weight).sum() == pytest.approx(1.0)
    assert (grid.median_step > 0).all()


def test_the_mean_person_is_the_populations() -> None:
    """However unevenly the kinds lie, together they are the normal law they stand for."""
    stage = replace(load_prior("generic").gap, others=())
    grid = lay_out(stage)
    weight = np.exp(grid.log_weight)
    assert weight @ grid.log_median == pytest.approx(stage.log_median[0], abs=0.02)
    assert weight @ grid.log_spread == pytest.approx(stage.log_spread[0], abs=0.02)
    away = grid.log_median - stage.log_median[0]
    assert weight @ away**2 == pytest.approx(stage.log_median[1] ** 2, rel=0.1)


def test_others_have_their_share() -> None:
    """People unlike the rest weigh what is said of them."""
    stage = replace(load_prior("generic").gap, others=(Others(0.07, (3.0, 0.2), (-1.0, 0.3)),))
    alone = lay_out(replace(stage, others=()))
    grid = lay_out(stage)
    assert np.exp(grid.log_weight[alone.level.size :]).sum() == pytest.approx(0.07)


def test_skips_are_not_looked_for_among_the_irregular() -> None:
    """Up to a spread of 0.09 as said; at a third hardly; sums stay one."""
    stage = load_prior("menstrual").gap
    once, twice, thrice = stage.skip_at(np.log([0.05, 0.09, 0.33]))
    np.testing.assert_allclose(once + twice + thrice, 1.0)
    assert twice[0] == twice[1] == stage.skip[1]
    assert twice[2] < 0.05 * stage.skip[1]


def test_nothing_is_known_of_delays_among_the_irregular() -> None:
    """Past the spreads of the data, delays are as common as at its middle."""
    noise = load_prior("menstrual").gap.noise
    assert noise.late_weight(np.log(0.12)) > 2 * noise.right_weight
    assert noise.late_weight(np.log(0.4)) == pytest.approx(noise.right_weight)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("change", 0.9),
        ("drift", 0.5),
        ("skip_until", -1.0),
        ("others", [{"share": 2.0}]),
        ("others", 3),
    ],
)
def test_a_prior_out_of_range_is_refused(field: str, value: object) -> None:
    """With the code of a bad prior file."""
    raw = prior_as_dict(load_prior("menstrual"))
    raw["gap"][field] = value
    with pytest.raises(BadInput) as refused:
        prior_from_dict(raw)
    assert refused.value.code == "forecast.bad-prior"
