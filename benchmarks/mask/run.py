"""All cells over a few processes, written down after each."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from benchmarks.mask.cells import Cell
from benchmarks.mask.costs import TEAMS, measure_costs
from benchmarks.mask.measure import measure_cell
from benchmarks.mask.naming import measure_naming
from benchmarks.mask.rare import measure_rare
from benchmarks.mask.targets import hold_targets

FEWEST = 20


def measure_all(
    cells: Iterable[Cell], people: int, seed: int, out: Path, tell: Callable[[str], None]
) -> dict[str, Any]:
    """The whole report; ``out/mask.json`` holds what there is after every step."""
    cells = tuple(cells)
    few = max(FEWEST, people // 4)
    report: dict[str, Any] = {"people": people, "seed": seed, "cells": []}
    whole = people > 4 * FEWEST
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        others: dict[Future[Any], str] = {
            pool.submit(measure_naming, max(FEWEST, 2 * people), 13, seed): "naming",
            pool.submit(measure_rare, few, seed, 26 if whole else 13): "rare",
            pool.submit(measure_costs, few, seed, TEAMS if whole else TEAMS[:1]): "costs",
        }
        jobs: dict[Future[Any], Cell] = {
            pool.submit(measure_cell, cell, max(FEWEST, round(people * cell.share)), seed): cell
            for cell in cells
        }
        for job in as_completed([*others, *jobs]):
            if job in jobs:
                report["cells"].append(job.result())
                tell(jobs[job].name)
            else:
                report[others[job]] = job.result()
                tell(others[job])
            write(report, cells, out)
    return report


def write(report: dict[str, Any], cells: tuple[Cell, ...], out: Path) -> None:
    """Rows in the order of the cells, and the targets as far as they can be told."""
    order = [(cell.group, cell.name) for cell in cells]
    report["cells"].sort(key=lambda row: order.index((row["group"], row["name"])))
    report["targets"] = hold_targets(report)
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    (out / "mask.json").write_text(text, encoding="utf-8")
