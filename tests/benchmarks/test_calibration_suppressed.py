"""Exact Bayes for the suppressed: that its law is the law people were drawn from."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.suppressed.cases import draw_by_day, draw_by_hour, kinds_of
from benchmarks.suppressed.exact import Record, log_likelihood, sample_posterior
from benchmarks.suppressed.law import Kinds, even_gaps, gap_between, in_a_row
from benchmarks.suppressed.predict import by_day, by_hour
from benchmarks.suppressed.run import Said, sum_up

from offwatch.forecast import load_prior
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.effects import load_effects
from offwatch.simulate import Observation, Scatter, TakenRegimen, TrueSign, Truth, live

ROOT = Path(__file__).parents[2]
NOISE = load_prior("menstrual").gap.noise
SCATTER = Scatter(NOISE.core_freedom, NOISE.right_weight, NOISE.right_log_mean, NOISE.right_log_sd)


def _kinds(**numbers: float) -> Kinds:
    plain = {
        "log_median": math.log(28.0),
        "spread": 0.1,
        "rate": 0.25,
        "spread_under": 0.2,
        "advance": 1.0,
        "sign_median": 0.0,
        "sign_spread": 0.5,
        "given": 0.5,
        "false": 0.01,
    }
    return Kinds(**{name: np.array([n]) for name, n in (plain | numbers).items()})


def test_a_gap_across_the_start_meets_both_ends() -> None:
    """Begun long after, it is an even gap without; begun before, one under."""
    kinds, days = _kinds(), np.arange(1, 300)
    free = even_gaps(kinds, NOISE, 300, under=False)[:, 1:]
    held = even_gaps(kinds, NOISE, 300, under=True)[:, 1:]
    assert gap_between(kinds, NOISE, 0, days, 10_000) == pytest.approx(free, abs=1e-12)
    assert gap_between(kinds, NOISE, 0, days, -10_000) == pytest.approx(held, abs=1e-12)


def test_gaps_in_a_row_add_up() -> None:
    """Two and three of them, by hand."""
    once = np.array([[0.0, 0.5, 0.3, 0.2]])
    twice, thrice = in_a_row(once)
    assert twice[0] == pytest.approx([0, 0, 0.25, 0.3])
    assert thrice[0] == pytest.approx([0, 0, 0, 0.125])


def test_the_likelihood_is_that_of_simulated_records() -> None:
    """Averaged over a person's own records, no other person explains them as well on average."""
    stage = load_prior("menstrual").gap
    held = TakenRegimen("h", "suppressant", 2, 9, math.log(4.0), math.log(2.0))
    sign = TrueSign("hunch", 0.0, math.log(0.5), 0.5, 0.01)
    truth = Truth(
        math.log(28.0), math.log(0.1), SCATTER, stage.skip, 0.0, 0.1, (held,), (), (sign,)
    )
    tried = [
        _kinds(),
        _kinds(rate=0.28),
        _kinds(rate=0.22),
        _kinds(spread=0.13),
        _kinds(spread_under=0.3),
        _kinds(spread_under=0.14),
        _kinds(log_median=math.log(29.5)),
        _kinds(given=0.8),
        _kinds(sign_median=0.4),
    ]
    rng, total = np.random.default_rng(4), np.zeros(len(tried))
    for _ in range(40):
        lived = None
        while lived is None:
            lived = live(truth, Observation(5, 0.0, 28.0), rng)
        onsets = tuple(day.toordinal() for day in lived.diary.onset_days())
        start = lived.diary.regimens()[0].start_day.toordinal()
        marks = tuple(
            e.at.toordinal() + (e.at.hour + e.at.minute / 60) / 24  # type: ignore[union-attr]
            for e in lived.diary.events
            if e.kind == "precursor"
        )
        record = Record(onsets, start, marks, float(onsets[-1] + 1), has_signs=True)
        total += [float(log_likelihood(kinds, record, stage)[0]) for kinds in tried]
    assert int(np.argmax(total)) == 0


def test_weighted_points_find_a_known_posterior() -> None:
    """A normal one: its mean, spread and tilt."""

    def height(x: Floats) -> Floats:
        a, b = (x[:, 0] - 1.0) / 0.1, x[:, 1] - x[:, 0]
        return np.asarray(-0.5 * (a * a + b * b))

    x, weight = sample_posterior(height, 2, np.random.default_rng(0), 4000)
    assert weight @ x == pytest.approx([1.0, 1.0], abs=0.05)
    assert weight @ (x[:, 0] - 1.0) ** 2 == pytest.approx(0.01, rel=0.1)


@pytest.mark.slow
@pytest.mark.parametrize(("days", "people"), [(True, 100), (False, 40)])
def test_who_knows_the_truth_is_calibrated(days: bool, people: int) -> None:
    """Over people as drawn, the known law's ranks lie evenly: drawing and law are the same."""
    prior, effects, ranks = load_prior("menstrual"), load_effects(), []
    for i in range(people):
        rng = np.random.default_rng((9, i))
        case = (draw_by_day if days else draw_by_hour)(prior, effects, rng)
        law = (by_day if days else by_hour)(case, kinds_of(case), np.ones(1), prior)
        now = case.record.now
        wait = (case.next_onset - now) * 24
        at = math.floor(case.next_onset) - math.floor(now) if days else math.floor(wait)
        edges = np.concatenate([[0.0], law, [1.0]])
        low, high = edges[min(at, law.size)], edges[min(at, law.size) + 1]
        ranks.append(low + rng.random() * (high - low))
    counts = np.histogram(ranks, 5, (0.0, 1.0))[0]
    even = people / 5
    assert float(((counts - even) ** 2 / even).sum()) < 18.5  # chi-squared of 4, one in a thousand


def test_no_signs_written_say_nothing() -> None:
    """Where signs are not kept, what is believed of them changes no likelihood."""
    stage = load_prior("menstrual").gap
    record = Record((0, 28, 57, 160), 70, (), 200.0, has_signs=False)
    one, other = _kinds(), replace(_kinds(), given=np.array([0.9]))
    assert log_likelihood(one, record, stage) == pytest.approx(log_likelihood(other, record, stage))


def test_scores_are_summed_up_person_by_person() -> None:
    """Where ours is off by a tenth for everybody, nothing about that tenth is uncertain."""
    said = [Said(1.1 * x, x, 0.9 * x, 0.01, 500.0, 2.0, x > 2) for x in (1.0, 2.0, 3.0)]
    line = sum_up("by hour", said)
    over = line.over_exact
    assert (over.low, over.value, over.high) == pytest.approx((1.1, 1.1, 1.1))
    assert (line.people, line.unit, line.reached) == (3, "hours", False)
    assert sum_up("by day", said, judged=False).reached


@pytest.mark.slow
def test_the_command_writes_what_it_says(tmp_path: Path) -> None:
    """Scores of all three in both parts, and the picture."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "suppressed", "--quick", "--out", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = json.loads((tmp_path / "suppressed.json").read_text())["lines"]
    assert [line["part"] for line in lines][:2] == [
        "by day",
        "by hour, after a sign and an exposure",
    ]
    assert all(line["over_exact"]["low"] <= line["over_exact"]["value"] for line in lines)
    assert (tmp_path / "suppressed.svg").exists()
