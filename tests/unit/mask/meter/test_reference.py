"""What the meter compares with, written and read."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from offwatch.crews.crew import Policy, SimulatedCrew, simulate_crew
from offwatch.mask.meter.calibration import Calibration, make_plain_law
from offwatch.mask.meter.reference import default_norm, density_of, reference_for
from offwatch.mask.meter.rhythms import SimulatedRhythms, make_rhythms
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, parse_condition


@pytest.fixture(scope="module")
def plain() -> Calibration:
    """A calibration by a few people without a mask over four periods."""

    def lived(condition: str, policy: Policy) -> SimulatedCrew:
        return SimulatedCrew(
            people=6, condition=parse_condition(condition), policy=policy, seed=1, periods=4
        )

    having = simulate_crew(lived("population", "late"))
    without = simulate_crew(lived("none", "none")).observed()
    return make_plain_law(without, having.observed(), having.onset)


def test_a_calibration_is_read_as_it_was_written(plain: Calibration) -> None:
    """Every array comes back, to the half precision of the file."""
    again = Calibration.from_arrays(plain.as_arrays("plain"), "plain")
    for field in fields(Calibration):
        one, two = getattr(plain, field.name), getattr(again, field.name)
        np.testing.assert_allclose(two, one, rtol=1e-3, atol=1e-3)


def test_honest_passes_are_likelier_with_a_condition(plain: Calibration) -> None:
    """The raw numbers of people who pass honestly lie above those of people who only wish."""
    assert plain.having[:, -1].mean() > plain.without[:, -1].mean()
    ratio = plain.ratio_at(4)
    assert ratio.log_at(float(plain.having[:, -1].max())) > ratio.log_at(
        float(plain.without[:, -1].min())
    )
    assert plain.with_claims_of(2).claimed.shape == (2, 4)


def test_rhythms_are_read_as_they_were_written() -> None:
    """Odds and truth of every day come back bit by bit, for both kinds of people."""
    norm = Norm(first_day=DAY_ZERO, zone="UTC", period_days=14, ask_ahead_days=7, days=3)
    for misfit in (False, True):
        (rhythms,) = make_rhythms(3, 2, norm, seed=1, misfit=misfit)
        again = SimulatedRhythms.from_arrays(rhythms.as_arrays("law"), "law")
        for name in SimulatedRhythms.__slots__:
            assert (getattr(again, name) == getattr(rhythms, name)).all()
        assert again.take(slice(2)).people == 2


def test_a_reference_is_found_again() -> None:
    """The same norm and about the same density give the same reference; nobody on duty counts."""
    norm = default_norm()
    assert reference_for(norm, 0.5) is reference_for(norm, 0.52)
    observed = reference_for(norm, 0.0).spoken
    assert 0.05 < density_of(observed) < 0.15
