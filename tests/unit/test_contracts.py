"""The import contracts hold, and a breach of them is noticed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("half", "line", "contract"),
    [
        ("desk", "import offwatch.forecast", "The desk can reach nothing that knows a body"),
        ("web", "import offwatch.diary", "The desk can reach nothing that knows a body"),
        ("pad", "import offwatch.plan", "The pad can reach neither the desk nor the planner"),
        ("mask", "import django", "The cores import no web framework"),
    ],
)
def test_a_planted_import_turns_the_check_red(
    copy: Path, half: str, line: str, contract: str
) -> None:
    """The promise is checked by the tool, directly and through another package."""
    with (copy / "src" / "offwatch" / half / "__init__.py").open("a") as file:
        file.write(f"\n{line}\n")
    result = lint(copy)
    assert result.returncode != 0
    assert f"{contract} BROKEN" in " ".join(result.stdout.split())


def test_the_tree_keeps_its_contracts() -> None:
    """Nothing crosses today."""
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout
