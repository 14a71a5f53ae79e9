"""What the ranks and odds of many people amount to: coverage, reliability, yes or no."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.calibration.measure import Record

LEVELS = (50, 80, 95)
AWAY = 1.0  # points of coverage, or of odds, that may be missing
BINS = 20
_EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_SURE = 1.96


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the middle interval of ``level`` % held, in %, with a 95 % binomial interval.

    ``reached``: the share is within ``away`` points of the level. ``told_apart``: chance alone does
    not explain that it is further off.
    """

    question: str
    level: int
    away: float
    n: int
    held: float
    low: float
    high: float
    reached: bool
    told_apart: bool


@dataclass(frozen=True, slots=True)
class Odds:
    """Odds that were said beside how often it came, both in %; ``reached`` as for coverage."""

    question: str
    n: int
    said: float
    came: float
    low: float
    high: float
    reached: bool
    told_apart: bool
    rows: tuple[tuple[int, float, float], ...]  # of similar odds: how many, said, came


def cover(question: str, ranks: Sequence[float], away: float = AWAY) -> list[Coverage]:
    """The coverage of each middle interval.

    >>> [round(one.held) for one in cover("all", [0.05, 0.3, 0.45, 0.6])]
    [75, 75, 100]
    """
    away_from_middle = np.abs(np.array(ranks) - 0.5)
    found = []
    for level in LEVELS:
        held = int((away_from_middle <= level / 200).sum())
        share, low, high = _wilson(held, len(ranks))
        found.append(
            Coverage(
                question=question,
                level=level,
                away=away,
                n=len(ranks),
                held=share,
                low=low,
                high=high,
                reached=abs(share - level) <= away,
                told_apart=low > level + away or high < level - away,
            )
        )
    return found


def relate(question: str, pairs: Sequence[tuple[float, bool]], away: float = AWAY) -> Odds:
    """How often it came, among all and among those of similar odds."""
    table = np.array(pairs, dtype=np.float64)
    said, came = table[:, 0], table[:, 1]
    share, low, high = _wilson(int(came.sum()), len(pairs))
    mean = 100 * float(said.mean())
    error = 100 * _SURE * float((came - said).std()) / math.sqrt(len(pairs))
    rows = []
    for first, last in itertools.pairwise(_EDGES):
        inside = (said >= first) & ((said < last) | (last == 1.0))
        if inside.any():
            part = 100 * float(said[inside].mean()), 100 * float(came[inside].mean())
            rows.append((int(inside.sum()), *part))
    return Odds(
        question=question,
        n=len(pairs),
        said=mean,
        came=share,
        low=low,
        high=high,
        reached=abs(share - mean) <= away,
        told_apart=abs(share - mean) - error > away,
        rows=tuple(rows),
    )


def judge(record: Record, away: Mapping[str, float] | None = None) -> dict[str, Any]:
    """Every line of a record; ``away`` widens some."""
    wider = away or {}
    return {
        "coverage": [
            one
            for question, ranks in sorted(record.ranks.items())
            for one in cover(question, ranks, wider.get(question, AWAY))
        ],
        "odds": [relate(question, pairs) for question, pairs in sorted(record.odds.items())],
        "histograms": [
            {"question": question, "counts": histogram(ranks)}
            for question, ranks in sorted(record.ranks.items())
        ],
    }


def histogram(ranks: Sequence[float]) -> list[int]:
    """How many ranks in each of ``BINS`` even parts."""
    return [int(n) for n in np.histogram(ranks, BINS, (0.0, 1.0))[0]]


def _wilson(held: int, n: int) -> tuple[float, float, float]:
    """A share in % with its interval. **Source** Wilson 1927."""
    share, z2 = held / n, _SURE**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _SURE * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return 100 * share, 100 * (middle - half), 100 * (middle + half)
