"""The benchmark of known truth: what it counts as right, and all its parts on few people."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from benchmarks.calibration.people import Scope, draw_lived
from benchmarks.calibration.run import count_people, measure
from benchmarks.calibration.verdicts import LEVELS, cover, histogram, relate

from offwatch.forecast.model.effects import load_effects
from offwatch.forecast.model.prior import load_prior

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path, str]:
    """The report, where it was written, and what was printed."""
    out = tmp_path_factory.mktemp("bench")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "calibration", "--quick", "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads((out / "calibration.json").read_text()), out, done.stdout


def test_even_ranks_reach_the_target() -> None:
    """Truths spread evenly over the forecast's law are what is asked for."""
    ranks = (np.arange(4000) + 0.5) / 4000
    assert all(one.reached and not one.told_apart for one in cover("onset", list(ranks)))


def test_a_forecast_too_sure_is_told_apart() -> None:
    """Truths in the tails too often are a NO at every level."""
    ranks = (np.arange(4000) + 0.5) / 4000
    wide = list(np.where(ranks < 0.5, ranks**1.3, 1 - (1 - ranks) ** 1.3))
    assert all(one.told_apart and not one.reached for one in cover("onset", wide))


def test_few_people_are_no_proof() -> None:
    """Five of five held is neither reached nor told apart."""
    for one in cover("onset", [0.5] * 5)[1:]:
        assert not one.reached
        assert not one.told_apart


@pytest.mark.parametrize(("said", "reached"), [(0.30, True), (0.36, False)])
def test_odds_are_held_against_what_came(said: float, reached: bool) -> None:
    """Three in ten came: 30 % is right, 36 % is told apart."""
    pairs = [(said, i % 10 < 3) for i in range(10_000)]
    found = relate("clash", pairs)
    assert found.reached is reached
    assert found.told_apart is not reached
    assert len(found.rows) == 1
    assert found.rows[0] == pytest.approx((10_000, 100 * said, 30.0))


def test_every_rank_has_its_place_in_the_histogram() -> None:
    """The ends count too."""
    counts = histogram([0.0, 1.0, 0.51])
    assert sum(counts) == 3
    assert counts[0] == counts[-1] == 1


PARTS = ["menstrual", "suppressed", "migraine", "generic", "after four gaps"]


def test_one_person_of_each_part_is_asked_everything() -> None:
    """Five parts, each question at every level; the bar ends when the last person is done."""
    told: list[str] = []
    report = measure(1, 1, told.append)
    assert told == PARTS == list(report["parts"])
    assert len(told) == count_people(1)
    for found in report["parts"].values():
        questions = [line.question for line in found["coverage"]]
        assert {questions.count(question) for question in questions} == {len(LEVELS)}
        assert all(line.n == 1 for line in found["coverage"])
    odds = {line.question for line in report["parts"]["menstrual"]["odds"]}
    assert {"in an episode on a day", "clash with a span", "onset within 48 h"} <= odds


@pytest.mark.slow
def test_each_preset_and_a_new_regimen_is_measured(
    run: tuple[dict[str, Any], Path, str],
) -> None:
    """Five parts, each question with its levels; all that was simulated is asked."""
    report, _, printed = run
    assert list(report["parts"]) == PARTS
    for part in PARTS:
        lines = report["parts"][part]["coverage"]
        assert len(lines) % len(LEVELS) == 0
        asked = {line["question"]: line["n"] for line in lines}
        assert asked.get("onset day", asked["stretch of a regimen"]) <= report["people"]
        assert part in printed
    everything = {line["question"] for line in report["parts"]["generic"]["coverage"]}
    assert {"onset day", "duration", "advance of an exposure"} <= everything
    odds = {line["question"] for line in report["parts"]["menstrual"]["odds"]}
    assert {"in an episode on a day", "clash with a span", "onset within 48 h"} <= odds


@pytest.mark.slow
def test_the_pictures_can_be_read(run: tuple[dict[str, Any], Path, str]) -> None:
    """Each written picture is sound XML with a title."""
    pictures = sorted(run[1].glob("*.svg"))
    assert len(pictures) == 9
    for picture in pictures:
        assert ElementTree.parse(picture).getroot()[0].text


def test_a_plan_that_shows_hardly_anybody_is_drawn_anew() -> None:
    """Ten gaps of half a year, then two of a month: nobody waits for as long as their mean."""
    rng = np.random.default_rng((1, 0, 230))  # where a run of 4,000 once stood still
    person = draw_lived(load_prior("menstrual"), load_effects(), Scope(), 120, rng)
    assert person.lived.next_days > 0
