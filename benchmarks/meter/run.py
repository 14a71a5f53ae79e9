"""All groups, and what is made of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration.verdicts import Odds
from benchmarks.meter.people import Group, Measured, draw_people, measure_people
from benchmarks.meter.targets import MOST_ERROR, hold_targets

LEVEL_AT = 0.05
BINS = 10
GUESS_CUT_DAYS = 42
STARTS = (0.1, 0.5)

WITHOUT = (
    Group("none", "mask"),
    Group("none", "mask", wishes=True),
    Group("none", "mask", density=0.3),
    Group("none", "mask", density=0.7),
    Group("none", "mask", periods=5),
    Group("none", "none"),
    Group("none", "none", density=0.3),
)
HAVING = (
    Group("population", "mask"),
    Group("population", "mask", wishes=True),
    Group("population", "mask", by_hand=True),
    Group("28:2.5", "mask"),
    Group("population", "late"),
    Group("population", "naive"),
    Group("population", "uniform"),
)
PAIRS = (  # those having with how many of each, and those without
    ("norm kept", ((HAVING[0], 1.0),), WITHOUT[0]),
    ("norm kept, with wishes", ((HAVING[1], 1.0),), WITHOUT[1]),
    ("norm kept, one in four by hand", ((HAVING[0], 0.75), (HAVING[2], 0.25)), WITHOUT[0]),
    ("norm kept, all with one rhythm", ((HAVING[3], 1.0),), WITHOUT[0]),
    ("no norm, late", ((HAVING[4], 1.0),), WITHOUT[5]),
    ("no norm, late, naive or uniform", tuple((g, 1 / 3) for g in HAVING[4:]), WITHOUT[5]),
)


def count_people(people: int) -> int:
    """How many measurements ``measure_all`` makes."""
    return people * (len(WITHOUT) + len(HAVING) + 2)


def measure_all(people: int, seed: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Measure ``people`` of every group; the report of ``benchmarks.meter``."""
    found = {
        group: list(measure_people(draw_people(group, people, seed + i), 0.5, tell))
        for i, group in enumerate((*WITHOUT, *HAVING))
    }
    guesses = [_guess(group, people, seed + 100, tell) for group in (HAVING[0], HAVING[4])]
    odds = [_odds(*pair, start, found) for pair in PAIRS for start in STARTS]
    seconds = [one.seconds for many in found.values() for one in many]
    report: dict[str, Any] = {
        "people": people,
        "seed": seed,
        "level": [_share_below(group, found[group]) for group in WITHOUT],
        "power": [_share_below(group, found[group]) for group in HAVING],
        "links": [_links(group, found[group]) for group in WITHOUT],
        "observer": [error for error, _ in odds],
        "guess": [error for error, _ in guesses],
        "odds": [rows for _, rows in (*odds, *guesses)],
        "seconds": {"mean": _short(np.mean(seconds)), "most": _short(max(seconds))},
    }
    return {**report, "targets": hold_targets(report)}


def _share_below(group: Group, many: list[Measured]) -> dict[str, Any]:
    below = np.array([one.exposure.stands_out_p <= LEVEL_AT for one in many])
    return {"group": group.name, **_share(below)}


def _links(group: Group, many: list[Measured]) -> dict[str, Any]:
    """Shares by person first: the links of one person are not independent."""
    shares = np.array(
        [np.mean([link.p <= LEVEL_AT for link in one.exposure.linked]) for one in many]
    )
    return {"group": group.name, **_share(shares)}


def _share(values: NDArray[Any]) -> dict[str, float]:
    error = 1.96 * float(values.std()) / math.sqrt(len(values))
    mean = float(values.mean())
    low, high = max(0.0, mean - error), min(1.0, mean + error)
    return {"share": _short(mean), "low": _short(low), "high": _short(high)}


def _odds(
    name: str,
    having: tuple[tuple[Group, float], ...],
    without: Group,
    start: float,
    found: dict[Group, list[Measured]],
) -> tuple[dict[str, Any], Odds]:
    """What an observer who starts at ``start`` is told, against the truth so weighted."""
    said, came, weight = [], [], []
    groups = [*((g, True, start * share) for g, share in having), (without, False, 1 - start)]
    for group, true, share in groups:
        for one in found[group]:
            said.append(restart(one.exposure.observer_to, start))
            came.append(true)
            weight.append(share / len(found[group]))
    return compare(f"{name}, from {start:.0%}", said, came, weight)


def restart(to: float, start: float) -> float:
    """The answer for another start: the ratio is the same (all were measured from one half)."""
    odds = to / (1 - to) * start / (1 - start)
    return odds / (1 + odds)


def _guess(
    group: Group, people: int, seed: int, tell: Callable[[str], None]
) -> tuple[dict[str, Any], Odds]:
    history = draw_people(group, people, seed)
    many = [
        one
        for one in measure_people(history, 0.5, tell, cut_days=GUESS_CUT_DAYS)
        if one.guessed_right is not None
    ]
    said = [one.exposure.guess_right for one in many]
    came = [bool(one.guessed_right) for one in many]
    error, odds = compare(f"next onset, {group.name}", said, came, [1 / len(many)] * len(many))
    return {**error, "chance": many[0].exposure.guess_chance}, odds


def compare(
    name: str, said: list[float], came: list[bool], weight: list[float]
) -> tuple[dict[str, Any], Odds]:
    """Expected calibration error over tenths of what was said.

    **Source** Naeini, Cooper & Hauskrecht 2015, eq. 3.
    """
    s, c, w = (np.array(values, dtype=np.float64) for values in (said, came, weight))
    place = np.minimum(s * BINS, BINS - 1).astype(np.int64)
    rows, error = [], 0.0
    for part in range(BINS):
        here = place == part
        if not here.any():
            continue
        total = w[here].sum()
        mean_said, mean_came = (w[here] @ s[here]) / total, (w[here] @ c[here]) / total
        error += total / w.sum() * abs(mean_said - mean_came)
        rows.append((int(here.sum()), 100 * float(mean_said), 100 * float(mean_came)))
    mean_said, mean_came = float(w @ s / w.sum()), float(w @ c / w.sum())
    report = {
        "question": name,
        "error": _short(error),
        "said": _short(mean_said),
        "came": _short(mean_came),
        "least_said": _short(s.min()),
        "most_said": _short(s.max()),
    }
    reached = error <= MOST_ERROR
    return report, Odds(
        name, len(s), 100 * mean_said, 100 * mean_came, 0.0, 0.0, reached, not reached, tuple(rows)
    )


def _short(value: float | np.floating[Any]) -> float:
    return round(float(value), 4)
