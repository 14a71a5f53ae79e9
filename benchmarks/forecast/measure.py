"""The whole measurement, from people to a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.forecast.compare import ratio_apart
from benchmarks.forecast.methods import Effort, choose_marker_methods, choose_methods
from benchmarks.forecast.run import Forecasts, Tell, run_all
from benchmarks.forecast.sample import draw_sample
from benchmarks.forecast.sections import (
    tell_all,
    tell_marker,
    tell_speed,
    tell_thirds,
    tell_today,
)
from benchmarks.forecast.targets import check_targets
from offwatch.diary.readers.cycles import PersonCycles
from offwatch.forecast.evaluate.score import crps


def measure(
    people: Sequence[PersonCycles],
    dated: Sequence[PersonCycles] | None,
    effort: Effort,
    tell: Tell = lambda _: None,
) -> dict[str, Any]:
    """Run every part; ``dated`` are other people whose records have breaks."""
    peers, missing = choose_methods(effort)

    def say(part: str) -> Tell:
        return lambda method: tell(f"{part}: {method}")

    sample = draw_sample(people)
    clean = run_all(peers, [sample], effort.folds, say("clean"))
    drawn = [
        draw_sample(people, drop_logs=effort.drop_logs, seed=seed) for seed in range(effort.seeds)
    ]
    dropped = run_all(peers, drawn, effort.folds, say("dropped logs"), effort.slow_seeds)
    marked = draw_sample(people, marker=True)
    report: dict[str, Any] = {
        "people": len(people),
        "cycles": sum(len(person.cycles) for person in people),
        "effort": asdict(effort),
        "left_out": missing,
        "clean": tell_all(clean),
        "dropped": tell_all(dropped) | {"over_clean": _over(dropped[0], clean[0])},
        "marker": None,
        "today": tell_today(clean),
        "thirds": tell_thirds(clean, sample, effort.made_times),
        "dated": None,
        "speed": tell_speed(clean),
    }
    if marked.origins:
        with_marker = run_all(choose_marker_methods(), [marked], effort.folds, say("marker"))
        report["marker"] = tell_marker(with_marker, marked)
    if dated is not None:
        broken = run_all(peers, [draw_sample(dated)], effort.folds, say("dated"))
        report["dated"] = tell_all(broken)
    report["targets"] = check_targets(report)
    return report


def count_steps(effort: Effort, *, dated: bool) -> int:
    """How often ``tell`` will be called."""
    methods = len(choose_methods(effort)[0])
    return methods * (3 if dated else 2) + len(choose_marker_methods())


def _over(above: Forecasts, below: Forecasts) -> Any:
    return ratio_apart(
        crps(above.pmf, above.came),
        above.person_at,
        crps(below.pmf, below.came),
        below.person_at,
    )
