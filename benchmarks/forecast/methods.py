"""Which methods take part, with what effort, and which are left out."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from benchmarks.forecast.ours import Offwatch
from benchmarks.peers.automatic import ARIMA, ETS
from benchmarks.peers.average import MEAN, MEDIAN
from benchmarks.peers.drip import Drip
from benchmarks.peers.generalised_poisson import GeneralisedPoisson
from benchmarks.peers.gradient_trees import GradientTrees
from benchmarks.peers.mensinator import Mensinator
from benchmarks.peers.menstrudel import Menstrudel
from benchmarks.peers.peer import Peer
from benchmarks.peers.skip_gibbs import SkipGibbs

DRIP = "drip's rule"
POISSON = "generalised Poisson"
GIBBS = "skipTrack-like Gibbs"
SHIPPED = "Offwatch, shipped prior"
AT_ONSET = "Offwatch, at onset"
SAME_MORNING = "Offwatch, same morning without marker"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is run: the whole measurement, or a smoke test of it."""

    folds: int = 3
    drop_logs: float = 0.15
    seeds: int = 5
    slow_seeds: int = 2
    draws: int = 2000
    rounds: int = 200
    made_times: int = 10
    quick: bool = False


def quicken(effort: Effort) -> Effort:
    """Just enough to see that every part runs."""
    return Effort(
        folds=2,
        drop_logs=effort.drop_logs,
        seeds=1,
        slow_seeds=1,
        draws=40,
        rounds=10,
        made_times=1,
        quick=True,
    )


def choose_methods(effort: Effort) -> tuple[list[Peer], list[str]]:
    """Ours first, then the peers; and the libraries whose methods are left out."""
    peers: list[Peer] = [
        Offwatch(),
        Offwatch(SHIPPED, shipped=True),
        Drip(),
        Mensinator(),
        Menstrudel(),
        MEAN,
        MEDIAN,
    ]
    missing = [name for name in ("statsforecast", "lightgbm") if find_spec(name) is None]
    if "statsforecast" not in missing:
        peers += [ETS] if effort.quick else [ETS, ARIMA]
    if "lightgbm" not in missing:
        peers.append(GradientTrees(rounds=effort.rounds))
    peers.append(GeneralisedPoisson())
    peers.append(SkipGibbs(draws=effort.draws, warm_up=effort.draws // 4))
    return peers, missing


def choose_marker_methods() -> list[Peer]:
    """Ours with the marker, ours without on the same cycles, and the one rule that knows it."""
    return [Offwatch(marker=True), Offwatch(AT_ONSET), Mensinator(marker=True)]
