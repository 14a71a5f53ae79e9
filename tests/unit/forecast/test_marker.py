"""What a marker says, and how far it is trusted."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from offwatch.forecast.evaluate.score import point
from offwatch.forecast.predict.marker import TRUST, learn_trust, weigh_marker


def around(day: int, days: int = 200, spread: float = 2.0) -> np.ndarray[tuple[int], np.dtype]:
    chance = np.exp(-0.5 * ((np.arange(1, days + 1) - day) / spread) ** 2)
    return np.asarray(chance / chance.sum())


@given(
    stretch=st.integers(2, 60),
    length=st.integers(1, 200),
    first=st.integers(2, 200),
)
def test_both_forecasts_are_whole(stretch: int, length: int, first: int) -> None:
    """Whatever the marker's day, chances sum to one and none lies before the first day."""
    found = weigh_marker(around(stretch)[None], around(length)[None], np.array([first]))
    for pmf in found:
        assert np.isclose(pmf.sum(), 1.0)
        assert (pmf >= 0).all()
        assert pmf[0, : first - 1].sum() == 0


def test_a_marker_on_an_unlikely_day_is_sooner_mistaken() -> None:
    """On day 15 of 28 the onset is awaited 14 days on; on day 5 mostly when the gaps say."""
    first = np.array([16, 6])
    both = np.ones((2, 1))
    heeded, _ = weigh_marker(both * around(14, spread=1.5), both * around(28), first)
    by_marker = heeded[0, 25:30].sum(), heeded[1, 15:20].sum()
    assert by_marker[0] > 0.9
    assert by_marker[1] < 0.5
    assert point(heeded)[0] == 28


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=5))
def test_trust_grows_with_evidence(evidence: list[float]) -> None:
    """A chance, larger where more spoke for it, and the population's where nothing did."""
    trust = learn_trust(np.sort(np.array(evidence)))
    assert ((trust >= 0) & (trust <= 1)).all()
    assert (np.diff(trust) >= 0).all()
    vain, none, told = learn_trust(np.array([-9.0, 0.0, 9.0]))
    assert vain < 0.01
    assert np.isclose(none, TRUST)
    assert told > 0.99
