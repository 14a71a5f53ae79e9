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


PLANTED = {
    ("desk", "offwatch.forecast"): "The desk can reach nothing that knows a body",
    ("web", "offwatch.diary"): "The desk can reach nothing that knows a body",
    ("pad", "offwatch.plan"): "The pad can reach neither the desk nor the planner",
    ("mask", "django"): "The cores import no web framework",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the check says of a copy of the tree with all of these imports in it."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for room, module in PLANTED:
        with (copy / "src" / "offwatch" / room / "__init__.py").open("a") as file:
            file.write(f"\nimport {module}\n")
    result = lint(copy)
    assert result.returncode != 0
    return " ".join(result.stdout.split())


@pytest.mark.parametrize(("planted", "contract"), PLANTED.items())
def test_a_planted_import_turns_the_check_red(
    found: str, planted: tuple[str, str], contract: str
) -> None:
    """The promise is checked by the tool, directly and through another package."""
    room, module = planted
    assert f"{contract} BROKEN" in found
    assert f"offwatch.{room} -> {module} " in found


def test_the_tree_keeps_its_contracts() -> None:
    """Nothing crosses today."""
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout
