"""The parts that attackers share: AUC, the renewal model, trees, guesses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.errors import BadInput
from offwatch.mask.attacks import (
    Boosting,
    Observations,
    TrackNaming,
    measure_auc,
    name_tracks,
    pool,
)
from offwatch.mask.attacks.models.renewal import (
    ASKED_BEFORE,
    filter_histories,
    make_grid,
    running_rate,
)
from offwatch.mask.attacks.models.trees import boost
from offwatch.mask.attacks.observations.observations import weekend_days
from offwatch.mask.attacks.when.next_onset import guess_onset, judge
from offwatch.mask.attacks.whether.autocorrelation import correlations
from offwatch.mask.attacks.whether.lomb_scargle import powers
from offwatch.mask.attacks.whether.rayleigh import LENGTHS_DAYS, resultants

scores = st.lists(st.integers(-3, 3).map(float), min_size=2, max_size=12).map(np.array)


@given(scores, scores)
def test_auc_is_the_share_of_pairs_won(having: np.ndarray, without: np.ndarray) -> None:
    """It counts pairs, equal ones for half; its interval holds it and stays within 0 and 1."""
    wins = (having[:, None] > without) + 0.5 * (having[:, None] == without)
    found = measure_auc(having, without)
    assert found.value == pytest.approx(wins.mean())
    assert 0 <= found.low <= found.value <= found.high <= 1
    turned = measure_auc(-having, -without)
    assert turned.value == pytest.approx(1 - found.value)


def test_auc_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Over many draws 95 of 100 intervals hold the true AUC, give or take chance."""
    rng = np.random.default_rng(1)
    truth = 0.760  # two normals one apart: Φ(1/√2)
    held = [
        (a := measure_auc(rng.normal(1, 1, 80), rng.normal(0, 1, 80))).low <= truth <= a.high
        for _ in range(400)
    ]
    assert 0.91 < np.mean(held) < 0.985


def test_pooled_auc_is_surer() -> None:
    """Two halves together have a smaller error than either."""
    one = measure_auc(np.arange(10.0), np.arange(10.0) - 2)
    assert pool([one, one]).error < one.error


@pytest.mark.parametrize(
    ("having", "without", "code"),
    [([1.0], [0.0, 1.0], "mask.auc-people"), ([np.nan, 1.0], [0.0, 1.0], "mask.auc-score")],
)
def test_auc_refuses_what_it_cannot_measure(
    having: list[float], without: list[float], code: str
) -> None:
    """One person is no group, and NaN no score."""
    with pytest.raises(BadInput) as refusal:
        measure_auc(np.array(having), np.array(without))
    assert refusal.value.code == code


def test_the_spectra_find_the_length_of_a_rhythm() -> None:
    """All three are largest at the length that is there."""
    series = np.zeros((1, 364))
    series[0, ::30] = 1
    assert LENGTHS_DAYS[resultants(series).argmax()] == 30
    assert LENGTHS_DAYS[powers(series).argmax()] == 30
    assert correlations(series, 40)[0, 20:].argmax() + 20 == 30


def test_lomb_scargle_agrees_with_scipy() -> None:
    """Our power is the field's own."""
    from scipy.signal import lombscargle

    rng = np.random.default_rng(2)
    series = (rng.random((3, 200)) < 0.2).astype(np.float64)
    days = np.arange(200.0)
    theirs = [
        lombscargle(days, row - row.mean(), 2 * np.pi / LENGTHS_DAYS, normalize=True)
        for row in series
    ]
    assert powers(series) == pytest.approx(np.array(theirs), abs=1e-9)


def tiny(said: np.ndarray) -> Observations:
    none = np.zeros_like(said)
    return Observations(asked=said, duty=none, passed=none)


def test_the_raw_ratio_is_a_fair_bet_against_no_rhythm() -> None:
    """Where each day is asked for at the rate learned so far, the mean ratio stays one."""
    rng = np.random.default_rng(3)
    said = np.zeros((4000, 21), dtype=np.bool_)
    weekend = weekend_days(0, 21)
    for day in range(21):
        rate = running_rate(said, np.ones_like(said), weekend, ASKED_BEFORE)[:, day]
        said[:, day] = rng.random(4000) < rate
    heard = filter_histories(tiny(said), [7, 21], make_grid((22.0, 30.0), (2.0,), ((0.75, 0.6),)))
    ratio = np.exp(heard.evidence)
    error = ratio.std(axis=0) / np.sqrt(len(ratio))
    assert np.abs(ratio.mean(axis=0) - 1.0) == pytest.approx(0.0, abs=4 * float(error.max()))


def test_a_day_without_a_duty_says_nothing_of_passes() -> None:
    """Where only passes follow a rhythm, somebody who is never on duty tells nothing."""
    grid = make_grid((22.0, 30.0), (2.0,), ((0.0, 0.85),))
    none = np.zeros((1, 84), dtype=np.bool_)
    assert filter_histories(tiny(none), [84], grid).evidence == pytest.approx(0.0, abs=1e-4)
    on_duty = Observations(asked=none, duty=~none, passed=none)
    assert abs(filter_histories(on_duty, [84], grid).evidence[0, 0]) > 1e-3


def test_a_days_rate_is_learned_before_the_day() -> None:
    """What is said on a day changes the rates of later days only."""
    none = np.zeros((1, 21), dtype=np.bool_)
    said = none.copy()
    said[0, 10] = True
    rates = [running_rate(s, ~none, weekend_days(0, 21), ASKED_BEFORE) for s in (none, said)]
    assert np.flatnonzero(rates[0] != rates[1]).min() > 10


def test_the_ratio_of_a_morning_does_not_know_the_evening() -> None:
    """What the model makes of the first days hangs on no later day."""
    said = np.random.default_rng(4).random((2, 84)) < 0.2
    early = filter_histories(tiny(said[:, :40]), [40]).log_ratio[:, 0]
    both = filter_histories(tiny(said), [40, 84]).log_ratio
    assert both[:, 0] == pytest.approx(early, abs=1e-4)


def test_a_rhythm_is_heard_and_its_next_onset_guessed() -> None:
    """Days asked every 28 days raise the ratio, at the right length, and point to the next."""
    said = np.zeros((1, 340), dtype=np.bool_)
    onset = np.zeros((1, 400), dtype=np.bool_)
    for first in range(10, 400, 28):
        onset[0, first] = True
        said[0, first : first + 5] = True
    grid = make_grid()
    heard = filter_histories(tiny(said), [340], grid)
    assert heard.evidence[0, 0] > 20
    assert abs(grid.length[heard.log_ratio[0, 0].argmax()] - 28) <= 1
    guess = guess_onset(heard, 0)
    right, known = judge(guess, onset, 340)
    assert right.all()
    assert known.all()
    assert guess.odds[0] > 0.7


def test_odds_of_the_next_onset_sum_to_one() -> None:
    """Some day within the longest gap is the next onset's."""
    heard = filter_histories(tiny(np.random.default_rng(5).random((3, 60)) < 0.2), [60])
    assert heard.ahead.sum(axis=2) == pytest.approx(np.ones((3, 1)), abs=1e-3)


def test_trees_learn_what_no_single_feature_shows() -> None:
    """An exclusive-or of two features among ten is learned; noise is not."""
    rng = np.random.default_rng(6)
    features = rng.normal(size=(1200, 10))
    label = ((features[:, 2] > 0) ^ (features[:, 7] > 0)).astype(np.float64)
    learned = boost(features[:800], label[:800], rng, rounds=200)
    out = learned.predict(features[800:])
    truth = label[800:] > 0
    assert measure_auc(out[truth], out[~truth]).value > 0.85


def test_an_untrained_attack_refuses() -> None:
    """It does not guess without having learned."""
    for attack in (Boosting(), TrackNaming()):
        with pytest.raises(BadInput) as refusal:
            attack.score(tiny(np.zeros((2, 60), dtype=np.bool_)))
        assert refusal.value.code == "mask.attack-untrained"


def test_tracks_come_in_equal_numbers() -> None:
    """Three scores are no pads of two tracks."""
    with pytest.raises(BadInput) as refusal:
        name_tracks(np.zeros(3), 2)
    assert refusal.value.code == "mask.attack-tracks"


def test_what_is_seen_must_fit_together() -> None:
    """Rows and days agree, and only duties are passed."""
    day = np.ones((1, 3), dtype=np.bool_)
    with pytest.raises(BadInput) as refusal:
        Observations(asked=day, duty=day[:, :2], passed=day)
    assert refusal.value.code == "mask.seen-shape"
    with pytest.raises(BadInput) as refusal:
        Observations(asked=day, duty=~day, passed=day)
    assert refusal.value.code == "mask.seen-passed"
