"""The parts of the measurement, each a plain table of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.forecast.compare import compare, coverage, mean, tell_scores
from benchmarks.forecast.groups import (
    NAMES,
    cover_of_exact_odds,
    pick,
    thirds_of_forecasts,
    thirds_of_people,
)
from benchmarks.forecast.methods import AT_ONSET, GIBBS, SAME_MORNING, SHIPPED
from benchmarks.forecast.ours import OURS
from benchmarks.forecast.run import Forecasts
from benchmarks.forecast.sample import Sample
from benchmarks.forecast.today import DAYS, LATE, not_before, on_day
from offwatch.forecast.evaluate.score import crps
from offwatch.forecast.predict.cycle_length import first_days

Table = dict[str, Any]


def tell_all(runs: Sequence[Forecasts]) -> Table:
    """Every method's scores, and how ours compares with it."""
    ours = runs[0]
    methods: dict[str, Table] = {}
    for run in runs:
        methods[run.name] = dict(tell_scores(run))
        if run.name not in (OURS, SHIPPED):
            methods[run.name]["against"] = compare(ours, run)
    return {"forecasts": int(ours.came.size), "coverage": coverage(ours), "methods": methods}


def tell_today(runs: Sequence[Forecasts]) -> list[Table]:
    """Coverage and CRPS of each probabilistic method on each morning."""
    parts = [(str(day), (day,)) for day in DAYS] + [(f"{LATE[0]}–{LATE[-1]}", LATE)]
    table = []
    for name, days in parts:
        seen = [on_day(run, days) for run in runs if not run.point_only]
        row = {"day": name, "forecasts": int(seen[0].came.size)}
        table.append(row | {"methods": {said.name: _hold(said) for said in seen}})
    return table


def tell_thirds(runs: Sequence[Forecasts], sample: Sample, times: int) -> dict[str, list[Table]]:
    """The same by thirds of people, and by thirds of the histories known at the time.

    Beside the first stands what exact odds would show, from people made up ``times`` over.
    """
    groupings = {
        "whole record": thirds_of_people(sample),
        "known history": thirds_of_forecasts(sample),
    }
    found = {
        grouping: [
            {
                "third": name,
                "forecasts": int((third == at).sum()),
                "methods": {
                    run.name: _hold(pick(run, third == at)) for run in runs if not run.point_only
                },
            }
            for at, name in enumerate(NAMES)
        ]
        for grouping, third in groupings.items()
    }
    for row, cover in zip(
        found["whole record"], cover_of_exact_odds(sample.people, times), strict=True
    ):
        row["exact_odds_cov80"] = cover
    return found


def tell_marker(runs: Sequence[Forecasts], sample: Sample) -> Table:
    """Ours with the marker against ours without: made at onset, and on the same morning."""
    first = first_days(sample.origins, marker=True)
    at_onset = next(run for run in runs if run.name == AT_ONSET)
    pmf = np.concatenate(
        [not_before(row[None], int(day)) for row, day in zip(at_onset.pmf, first, strict=True)]
    )
    return tell_all([*runs, replace(at_onset, name=SAME_MORNING, pmf=pmf)])


def tell_speed(runs: Sequence[Forecasts]) -> Table:
    """CPU milliseconds a forecast, all at once and one person alone; and how often ours goes into
    the Gibbs sampler's."""
    times = {
        run.name: {
            "batch_ms": round(run.batch_ms, 4),
            "alone_ms": round(run.alone_ms, 4),
            "fit_s": round(run.fit_s, 3),
        }
        for run in runs
    }
    ours, gibbs = times[OURS], times[GIBBS]
    return {
        "methods": times,
        "gibbs_over_ours": {
            key: round(gibbs[key] / ours[key], 1) for key in ("batch_ms", "alone_ms")
        },
    }


def _hold(said: Forecasts) -> Mapping[str, Any]:
    return {
        "cov80": coverage(said),
        "crps": mean(crps(said.pmf, said.came), said.person_at),
    }
