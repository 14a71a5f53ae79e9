"""Gradient boosting of small trees, in numpy alone.

Attackers ship with the product, so whoever installs it must be able to run them: a library of
100 MB for one of them would keep people from trying. Features are cut into bins once; a tree is
complete, of a fixed depth, and is grown level by level from histograms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offwatch.mask.attacks.observations.observations import Floats, Ints

Bins = NDArray[np.int64]

N_BINS = 24
DEPTH = 3
ROUNDS = 80
RATE = 0.1
RIDGE = 5.0
COLUMNS = 0.4
ROWS = 0.7


@dataclass(frozen=True, slots=True)
class Boosted:
    """Trees grown on features cut at ``edges``: features and bins by node, then leaves."""

    edges: Floats
    trees: tuple[tuple[Ints, Ints, Floats], ...]
    start: float

    def predict(self, features: Floats) -> Floats:
        """Log-odds of the first group.

        Parameters
        ----------
        features : array, shape (n, f)

        Returns
        -------
        array, shape (n,)
        """
        bins = _cut(features, self.edges)
        out = np.full(len(features), self.start)
        for feature, at, leaf in self.trees:
            out += leaf[_drop(bins, feature, at)]
        return out


def boost(
    features: Floats, label: Floats, rng: np.random.Generator, rounds: int = ROUNDS
) -> Boosted:
    """Learn the log-odds of a label from features.

    Parameters
    ----------
    features : array, shape (n, f)
    label : array, shape (n,)
        Zeros and ones.
    rng : numpy.random.Generator
        Draws rows and columns for each tree.
    rounds : int
        How many trees.

    Returns
    -------
    Boosted

    References
    ----------
    Friedman, Greedy function approximation, 2001, algorithm 5; second-order leaves as Chen &
    Guestrin, XGBoost, 2016, eqs. 5-7; rows and columns drawn as Friedman 2002.
    """
    n, f = features.shape
    edges = np.quantile(features, np.linspace(0, 1, N_BINS + 1)[1:-1], axis=0).T
    bins = _cut(features, edges)
    mean = float(np.clip(label.mean(), 0.01, 0.99))
    start = float(np.log(mean / (1 - mean)))
    log_odds = np.full(n, start)
    trees = []
    for _ in range(rounds):
        rows = np.sort(rng.permutation(n)[: max(2, int(ROWS * n))])
        columns = np.sort(rng.permutation(f)[: max(1, int(COLUMNS * f))])
        chance = 1 / (1 + np.exp(-log_odds[rows]))
        pull, weight = label[rows] - chance, chance * (1 - chance)
        feature, at, leaf = _grow(bins[np.ix_(rows, columns)], pull, weight)
        tree = (columns[feature], at, RATE * leaf)
        log_odds += tree[2][_drop(bins, tree[0], at)]
        trees.append(tree)
    return Boosted(edges, tuple(trees), start)


def _cut(features: Floats, edges: Floats) -> Bins:
    columns = [np.searchsorted(cuts, features[:, i], side="right") for i, cuts in enumerate(edges)]
    return np.stack(columns, axis=1).astype(np.int64)


def _grow(bins: Bins, pull: Floats, weight: Floats) -> tuple[Ints, Ints, Floats]:
    """One tree: nodes in breadth-first order, then the value of each leaf."""
    n, f = bins.shape
    node = np.zeros(n, dtype=np.int64)
    feature, at = [], []
    cell = np.arange(f)[None, :] * N_BINS + bins
    for depth in range(DEPTH):
        width = 2**depth
        index = (node[:, None] * (f * N_BINS) + cell).ravel()
        sums = [
            np.bincount(index, np.repeat(part, f), width * f * N_BINS).reshape(width, f, N_BINS)
            for part in (pull, weight)
        ]
        left_pull, left_weight = (np.cumsum(part, axis=2) for part in sums)
        all_pull, all_weight = left_pull[:, :, -1:], left_weight[:, :, -1:]
        gain = left_pull**2 / (left_weight + RIDGE)
        gain += (all_pull - left_pull) ** 2 / (all_weight - left_weight + RIDGE)
        best = gain[:, :, :-1].reshape(width, -1).argmax(axis=1)
        chosen, cut = np.divmod(best, N_BINS - 1)
        feature.append(chosen)
        at.append(cut)
        node = 2 * node + (bins[np.arange(n), chosen[node]] > cut[node])
    leaves = 2**DEPTH
    top, bottom = (np.bincount(node, part, leaves) for part in (pull, weight))
    return np.concatenate(feature), np.concatenate(at), np.asarray(top / (bottom + RIDGE))


def _drop(bins: Bins, feature: Ints, at: Ints) -> Ints:
    """Which leaf each row ends in."""
    node = np.zeros(len(bins), dtype=np.int64)
    rows = np.arange(len(bins))
    for depth in range(DEPTH):
        here = 2**depth - 1 + node
        node = 2 * node + (bins[rows, feature[here]] > at[here])
    return node
