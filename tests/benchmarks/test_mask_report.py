"""``python -m benchmarks mask`` as a whole, quickly."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
Run = tuple[dict[str, Any], str, Path]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The whole report, what was printed, and where it was written."""
    return run_quick(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same of a few cells only."""
    return run_quick(tmp_path_factory.mktemp("bench"), "--only", "policy")


def run_quick(out: Path, *options: str) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "mask", "--quick", "--out", str(out), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads((out / "mask.json").read_text()), done.stdout, out


@pytest.mark.slow
def test_every_target_is_answered_yes_or_no(run: Run) -> None:
    """Each row says what was wanted, what was found, and whether that is enough."""
    report, printed, _ = run
    assert len(report["targets"]) >= 6
    for row in report["targets"]:
        assert isinstance(row["met"], bool)
        assert row["target"] in printed


@pytest.mark.slow
def test_without_a_mask_the_attackers_see_it(part: Run) -> None:
    """On the honest policy some attacker does well within three periods: the trial has teeth."""
    report, _, _ = part
    late = next(row for row in report["cells"] if row["name"] == "late")
    assert late["looks"]["3"]["best"]["auc"] > 0.75


@pytest.mark.slow
def test_the_stated_bound_of_turned_periods_is_exact(run: Run) -> None:
    """By going through all forecasts of a small period the worst case is the bound itself."""
    rare = run[0]["rare"]
    assert rare["exact"] == pytest.approx(rare["bound"], abs=1e-6)
    assert rare["audit_p"] > 1e-3


@pytest.mark.slow
def test_the_frontier_is_a_picture(run: Run) -> None:
    """Well-formed, with a dot for every norm measured."""
    report, _, out = run
    dots = [row for row in report["cells"] if row["group"] in ("norm", "default")]
    found = ElementTree.parse(out / "mask.svg").getroot().iter("{http://www.w3.org/2000/svg}circle")
    assert len(list(found)) == len(dots)
