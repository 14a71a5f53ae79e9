"""``python -m benchmarks.forecast``: its tables, and the whole of it quickly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks import data
from benchmarks.forecast import __main__ as benchmark
from benchmarks.forecast.ours import Offwatch
from benchmarks.forecast.people import make_people
from benchmarks.forecast.run import run_all
from benchmarks.forecast.sample import draw_sample
from benchmarks.forecast.sections import tell_all, tell_speed, tell_thirds, tell_today
from benchmarks.peers.average import MEAN
from benchmarks.peers.drip import Drip
from benchmarks.peers.generalised_poisson import GeneralisedPoisson
from benchmarks.peers.peer import Peer
from benchmarks.peers.skip_gibbs import SkipGibbs
from click.testing import CliRunner

ROOT = Path(__file__).parents[2]
MORNINGS = [*map(str, range(21, 31)), "31–35"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """The report and what was printed, on a machine without the shared data."""
    out = tmp_path_factory.mktemp("bench")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "forecast", "--quick", "--out", str(out)],
        cwd=ROOT,
        env=os.environ | {"OFFWATCH_DATA": str(out / "absent")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads((out / "forecast.json").read_text()), done.stdout


@pytest.mark.slow
def test_without_the_data_it_runs_on_made_up_people_and_says_so(
    run: tuple[dict[str, Any], str],
) -> None:
    """Nobody takes made-up people for a measurement."""
    report, printed = run
    assert report["source"] == "simulated from the shipped prior"
    assert report["dated"] is None
    assert "nothing about who is best" in printed


def test_each_table_is_made_of_the_same_forecasts() -> None:
    """Each row counts as many forecasts as the part has; rules of a day have no odds to score."""
    sample = draw_sample(make_people([8] * 12, np.random.default_rng(0)))
    peers: list[Peer] = [Offwatch(shipped=True), Drip(), MEAN, GeneralisedPoisson()]
    runs = run_all([*peers, SkipGibbs(draws=40, warm_up=10)], [sample], 2)
    table = tell_all(runs)
    assert {row["n"] for row in table["methods"].values()} == {table["forecasts"]}
    assert "crps" not in table["methods"]["drip's rule"]
    for name in ("generalised Poisson", "skipTrack-like Gibbs", "mean of all"):
        ratio = table["methods"][name]["against"]["crps_ratio"]
        assert ratio.low <= ratio.value <= ratio.high
    mornings = tell_today(runs)
    assert [row["day"] for row in mornings] == MORNINGS
    assert all("drip's rule" not in row["methods"] for row in mornings)
    for thirds in tell_thirds(runs, sample, 1).values():
        assert sum(row["forecasts"] for row in thirds) == table["forecasts"]
    assert set(tell_speed(runs)["methods"]) == set(table["methods"])


@pytest.mark.slow
def test_every_method_is_scored_on_the_same_forecasts(run: tuple[dict[str, Any], str]) -> None:
    """Each row counts as many forecasts as the part has; rules of a day have no odds to score."""
    clean = run[0]["clean"]
    assert {row["n"] for row in clean["methods"].values()} == {clean["forecasts"]}
    assert "crps" not in clean["methods"]["drip's rule"]
    for name in ("generalised Poisson", "skipTrack-like Gibbs", "mean of all"):
        ratio = clean["methods"][name]["against"]["crps_ratio"]
        assert ratio["low"] <= ratio["value"] <= ratio["high"]


@pytest.mark.slow
def test_each_morning_and_every_target_is_told(run: tuple[dict[str, Any], str]) -> None:
    """Days 21 to 30 one by one, 31 to 35 together, and a yes or NO for each promise."""
    report, printed = run
    assert [row["day"] for row in report["today"]] == MORNINGS
    assert len(report["targets"]) == 29
    assert printed.count(" NO") == sum(not one["reached"] for one in report["targets"])


def test_bad_data_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of other columns ends it at once, with what is wrong and no traceback."""
    (tmp_path / "cycles.csv").write_text("name,age\n")
    monkeypatch.setattr(data, "FED", tmp_path / "cycles.csv")
    done = CliRunner().invoke(benchmark.main, ["--quick", "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "cycles.columns" in done.stderr
