"""Scores against values worked out by hand."""

import numpy as np
import pytest

from offwatch.errors import BadInput
from offwatch.forecast.evaluate.score import covered, crps, point, score


def pmf(**days: float) -> np.ndarray:
    """One forecast: ``pmf(d28=0.5, d30=0.5)``."""
    row = np.zeros((1, 200))
    for day, chance in days.items():
        row[0, int(day[1:]) - 1] = chance
    return row


def came(*days: int) -> np.ndarray:
    return np.array(days, dtype=np.int64)


def test_crps_of_a_sure_forecast_is_the_distance() -> None:
    """All on day 28: 28 costs nothing, 31 costs three days."""
    assert crps(pmf(d28=1.0), came(28))[0] == pytest.approx(0.0)
    assert crps(pmf(d28=1.0), came(31))[0] == pytest.approx(3.0)


def test_crps_of_a_split_forecast() -> None:
    """Half on 28, half on 30, came 28: F - 1 is -0.5 on days 28 and 29, so 0.25 twice."""
    assert crps(pmf(d28=0.5, d30=0.5), came(28))[0] == pytest.approx(0.5)


def test_the_point_is_the_first_day_that_reaches_a_half() -> None:
    """Not the mean, not the mode; exactly a half is reached."""
    assert point(pmf(d27=0.3, d28=0.2, d40=0.5)).tolist() == [28]
    assert point(pmf(d27=0.3, d28=0.19, d40=0.51)).tolist() == [40]


def test_coverage_counts_a_straddling_day_in_part() -> None:
    """0.4 / 0.3 / 0.3: the first day's PIT runs from 0 to 0.4, of which 0.1 to 0.4 is inside."""
    row = pmf(d27=0.4, d28=0.3, d29=0.3)
    assert covered(row, came(27))[0] == pytest.approx(0.75)
    assert covered(row, came(28))[0] == pytest.approx(1.0)
    assert covered(row, came(29))[0] == pytest.approx(2 / 3)


def test_coverage_is_exact_in_expectation() -> None:
    """Under its own law, any forecast covers 80 in 100."""
    row = pmf(d20=0.05, d21=0.15, d30=0.5, d31=0.25, d60=0.05)
    total = sum(covered(row, came(d))[0] * row[0, d - 1] for d in (20, 21, 30, 31, 60))
    assert total == pytest.approx(0.8)


def test_all_the_means() -> None:
    """Two forecasts, every score by hand."""
    rows = np.vstack([pmf(d28=0.5, d30=0.5), pmf(d28=1.0)])
    got = score(rows, came(28, 31))
    assert got.n == 2
    assert got.mae == pytest.approx(1.5)
    assert got.rmse == pytest.approx(np.sqrt(9 / 2))
    assert got.crps == pytest.approx((0.5 + 3.0) / 2)
    assert got.nll == pytest.approx((np.log(2) - np.log(1e-300)) / 2)
    assert got.cov80 == pytest.approx(100 * (0.8 + 0.0) / 2)
    assert got.width80 == pytest.approx(1.0)
    assert got.in2 == pytest.approx(50.0)


def test_what_is_longer_counts_as_two_hundred() -> None:
    """Scores end at day 200, and so does what came."""
    assert score(pmf(d200=1.0), came(260)).crps == pytest.approx(0.0)


def test_nothing_to_score_is_refused() -> None:
    """No forecasts, no means."""
    with pytest.raises(BadInput):
        score(np.zeros((0, 200)), came())
