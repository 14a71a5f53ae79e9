"""What the tests of the documents read: the tracked files, the source as syntax trees."""

from __future__ import annotations

import ast
import gc
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the project."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())


def documents() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the source; read once for all tests."""
    source = [path for path in tracked() if path.suffix == ".py"]
    return tuple(
        (path, ast.parse(path.read_text())) for path in source if path.is_relative_to(ROOT / "src")
    )


@cache
def nodes() -> dict[Path, tuple[ast.AST, ...]]:
    """Every node of each module of the source."""
    gc.disable()  # they are many and they stay: looking for garbage among them costs seconds
    found = {path: tuple(ast.walk(tree)) for path, tree in trees()}
    gc.freeze()
    gc.enable()
    return found
