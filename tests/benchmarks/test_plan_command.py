"""``python -m benchmarks.plan`` as a whole, quickly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.plan import __main__ as benchmark
from click.testing import CliRunner

ROOT = Path(__file__).parents[2]
CREWS = {"missions", "moves", "scaling"}


def command(out: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", "plan", "--quick", "--out", str(out), *words],
        cwd=ROOT,
        env=os.environ | {"OFFWATCH_DATA": str(out / "absent")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """The folder, the report and what was printed, on a machine without the shared data."""
    out = tmp_path_factory.mktemp("bench")
    done = command(out)
    assert done.returncode == 0, done.stderr
    return out, json.loads((out / "plan.json").read_text()), done.stdout


@pytest.mark.slow
def test_without_the_data_the_made_up_crews_run_and_it_says_so(
    run: tuple[Path, dict[str, Any], str],
) -> None:
    """Sections on published rosters are left out by name; the others are whole."""
    _, report, printed = run
    assert set(report["sections"]) == CREWS
    assert printed.count("is not there") == 2
    assert "schedulingbenchmarks.org" in printed


@pytest.mark.slow
def test_every_answer_has_passed_the_checker(run: tuple[Path, dict[str, Any], str]) -> None:
    """No plan breaks a rule, no proof contradicts another; the peers answered the same cases."""
    _, report, _ = run
    rows = report["sections"]["missions"]
    assert {"Offwatch", "greedy", "scratch", "CP-SAT, whole", "HiGHS, whole"} <= {
        row["method"] for row in rows
    }
    assert all(row["breaches"] == 0 for row in rows)
    assert report["contradictions"] == []
    assert all("seed" in run["effort"] for run in report["runs"].values())


@pytest.mark.slow
def test_every_target_is_told_with_yes_or_no(run: tuple[Path, dict[str, Any], str]) -> None:
    """What is printed agrees with the report, misses included."""
    _, report, printed = run
    assert report["targets"]
    assert printed.count(" NO") == sum(not one["reached"] for one in report["targets"])


@pytest.mark.slow
def test_one_section_again_keeps_the_others(run: tuple[Path, dict[str, Any], str]) -> None:
    """Sections can be run one by one into one report."""
    out, before, _ = run
    done = command(out, "scaling")
    assert done.returncode == 0, done.stderr
    after = json.loads((out / "plan.json").read_text())
    assert set(after["sections"]) == CREWS
    assert after["sections"]["moves"] == before["sections"]["moves"]
    assert all(point["people"] == 20 for point in after["sections"]["scaling"])


def test_bad_data_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of another form ends it with what is wrong and no traceback."""
    (tmp_path / "Instance3.txt").write_text("nothing of the kind\n")
    monkeypatch.setattr(benchmark, "CURTOIS", tmp_path)
    done = CliRunner().invoke(benchmark.main, ["--quick", "--out", str(tmp_path), "singles"])
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "curtois.instance" in done.stderr
