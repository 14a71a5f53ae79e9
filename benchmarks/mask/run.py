"""All cells over a few processes, written down after each."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from benchmarks.mask.cells import Cell
from benchmarks.mask.costs import TEAMS, measure_costs
from benchmarks.mask.initiator import measure_initiator
from benchmarks.mask.measure import measure_cell
from benchmarks.mask.naming import measure_naming
from benchmarks.mask.planned import measure_planned
from benchmarks.mask.rare import measure_rare
from benchmarks.mask.rosters import Patience
from benchmarks.mask.sights import measure_sights
from benchmarks.mask.targets import hold_targets
from benchmarks.report import write_report

FEWEST = 20
OTHERS = ("naming", "rare", "costs", "planned", "initiator", "sights")
"""What is measured besides cells."""


def measure_all(
    cells: Iterable[Cell],
    others: Collection[str],
    people: int,
    seed: int,
    out: Path,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """The whole report; ``out/mask.json`` holds what there is after every step."""
    cells = tuple(cells)
    report: dict[str, Any] = {"people": people, "seed": seed, "cells": []}
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        steps = {
            pool.submit(step, *given): name
            for name, step, *given in plan_others(people, seed)
            if name in others
        }
        jobs: dict[Future[Any], Cell] = {
            pool.submit(measure_cell, cell, max(FEWEST, round(people * cell.share)), seed): cell
            for cell in cells
        }
        for job in as_completed([*steps, *jobs]):
            if job in jobs:
                report["cells"].append(job.result())
                tell(jobs[job].name)
            else:
                report[steps[job]] = job.result()
                tell(steps[job])
            write(report, cells, out)
    return report


def plan_others(people: int, seed: int) -> tuple[tuple[Any, ...], ...]:
    """The other steps: name, function, and what it is given; small ones for few people."""
    few = max(FEWEST, people // 4)
    if people <= 4 * FEWEST:
        return (
            ("naming", measure_naming, 2 * FEWEST, 13, seed),
            ("rare", measure_rare, few, seed, 13),
            ("costs", measure_costs, few, seed, TEAMS[:1]),
            ("planned", measure_planned, {6: 1}, 1, seed, Patience(0.3, 0.3)),
            ("initiator", measure_initiator, 4, seed, (1,)),
            ("sights", measure_sights, 2 * FEWEST, seed, 3),
        )
    return (
        ("naming", measure_naming, 2 * people, 13, seed),
        ("rare", measure_rare, few, seed, 26),
        ("costs", measure_costs, few, seed, TEAMS),
        ("planned", measure_planned, {12: 6, 30: 3}, 3, seed),
        ("initiator", measure_initiator, max(4, people // 25), seed),
        ("sights", measure_sights, people // 2, seed, 13),
    )


def write(report: dict[str, Any], cells: tuple[Cell, ...], out: Path) -> None:
    """Rows in the order of the cells, and the targets as far as they can be told."""
    order = [(cell.group, cell.name) for cell in cells]
    report["cells"].sort(key=lambda row: order.index((row["group"], row["name"])))
    report["targets"] = hold_targets(report)
    write_report(out, "mask", report)
