"""``python -m benchmarks.forecast`` as a whole, quickly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


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


def test_without_the_data_it_runs_on_made_up_people_and_says_so(
    run: tuple[dict[str, Any], str],
) -> None:
    """Nobody takes made-up people for a measurement."""
    report, printed = run
    assert report["source"] == "simulated from the shipped prior"
    assert report["dated"] is None
    assert "nothing about who is best" in printed


def test_every_method_is_scored_on_the_same_forecasts(run: tuple[dict[str, Any], str]) -> None:
    """Each row counts as many forecasts as the part has; rules of a day have no odds to score."""
    clean = run[0]["clean"]
    assert {row["n"] for row in clean["methods"].values()} == {clean["forecasts"]}
    assert "crps" not in clean["methods"]["drip's rule"]
    for name in ("generalised Poisson", "skipTrack-like Gibbs", "mean of all"):
        ratio = clean["methods"][name]["against"]["crps_ratio"]
        assert ratio["low"] <= ratio["value"] <= ratio["high"]


def test_each_morning_and_every_target_is_told(run: tuple[dict[str, Any], str]) -> None:
    """Days 21 to 30 one by one, 31 to 35 together, and a yes or NO for each promise."""
    report, printed = run
    days = [*map(str, range(21, 31)), "31–35"]
    assert [row["day"] for row in report["today"]] == days
    assert len(report["targets"]) == 29
    assert printed.count(" NO") == sum(not one["reached"] for one in report["targets"])


def test_bad_data_is_refused_in_one_line(tmp_path: Path) -> None:
    """A file of other columns ends it at once, with what is wrong and no traceback."""
    (tmp_path / "cycles").mkdir()
    (tmp_path / "cycles" / "fed_open.csv").write_text("name,age\n")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.forecast", "--quick", "--out", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"OFFWATCH_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cycles.columns" in done.stderr
