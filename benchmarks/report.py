"""What every benchmark begins and ends with: one core, one JSON file, a line a target.

A target is ``{"target", "wanted", "got", "met"}``: its name, its bound, what was measured, and
whether the bound holds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

OUT = Path("build/bench")


def use_one_core() -> None:
    """Give the linear algebra one thread, or times say nothing; before numpy is loaded."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


def as_text(report: Any, plain: Callable[[Any], Any] | None = None) -> str:
    """The report as JSON; ``plain`` makes values of what JSON does not know."""
    return json.dumps(report, default=plain, indent=1, ensure_ascii=False) + "\n"


def write_report(
    out: Path, name: str, report: Any, plain: Callable[[Any], Any] | None = None
) -> Path:
    """Write ``name.json`` into the folder, which is made where it is missing."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name}.json"
    path.write_text(as_text(report, plain), encoding="utf-8")
    return path


def target_lines(
    targets: Iterable[Mapping[str, Any]], name_width: int, bound_width: int = 7
) -> list[str]:
    """A line a target, whether it is met first: a miss is shown like a hit."""
    return [
        f"{'yes' if one['met'] else 'NO':<4}{one['target']:<{name_width}} "
        f"{one['wanted']:>{bound_width}}  {one['got']}"
        for one in targets
    ]


def written(paths: Iterable[Path]) -> str:
    """Say which files were written."""
    return f"written: {', '.join(map(str, paths))}"
