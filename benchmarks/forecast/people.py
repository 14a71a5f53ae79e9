"""Made-up people, for where the data of others is not at hand.

They follow the shipped prior, so Offwatch's own forecast is at home among them: this shows that the
benchmark runs, and what it costs, never that one method is better than another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from offwatch.diary.readers.cycles import Cycle, PersonCycles
from offwatch.forecast.model.arrays import Ints
from offwatch.forecast.model.gap_law import draw_gap, draw_rhythm
from offwatch.forecast.model.prior import Prior, load_prior

SKIPPED = 0.02  # onsets that went unlogged in what counts as a clean record


def make_people(
    cycles: Sequence[int], rng: np.random.Generator, skipped: float = SKIPPED
) -> list[PersonCycles]:
    """Draw people of the shipped prior, the ``i``-th with ``cycles[i]`` true cycles."""
    prior = load_prior("menstrual")
    n, most = len(cycles), max(cycles)
    lengths = _draw(prior, n, most, rng)
    stretches = np.zeros_like(lengths)
    if prior.marker is not None:
        stretches = _draw(replace(prior, gap=prior.marker), n, most, rng)
    kept = rng.random((n, most)) >= skipped
    return [
        PersonCycles(f"s{at:04d}", _log(lengths[at, :own], stretches[at, :own], kept[at, :own]))
        for at, own in enumerate(cycles)
    ]


def _draw(prior: Prior, n: int, cycles: int, rng: np.random.Generator) -> Ints:
    median, spread = draw_rhythm(prior.gap, rng, n)
    return draw_gap(median[:, None], spread[:, None], prior, rng, (n, cycles))


def _log(
    lengths: Ints, stretches: Ints, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[Cycle, ...]:
    """Cycles by number; one whose end went unlogged is counted into the next."""
    found: list[Cycle] = []
    running = 0
    for length, stretch, logged in zip(lengths.tolist(), stretches.tolist(), kept, strict=True):
        running += length
        if not logged:
            continue
        ovulation = running - stretch + 1
        seen = stretch > 0 and 1 <= ovulation <= running
        found.append(Cycle(len(found) + 1, running, None, ovulation if seen else None))
        running = 0
    return tuple(found)
