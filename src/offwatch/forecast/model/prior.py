"""What is known of a rhythm before a person has written anything down: a population prior."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from offwatch.errors import BadInput
from offwatch.forecast.model.arrays import Floats

PRESETS = (
    "menstrual",
    "suppressed",
    "migraine",
    "headache",
    "cluster",
    "seizure",
    "flare",
    "generic",
)
_FADES_OVER = 1.5  # times the spread where it begins, what fades is gone
_SKIP_LEFT = 0.02  # of the chances of skips: so irregular, they are hardly told from long gaps


@dataclass(frozen=True, slots=True)
class Noise:
    """How a person's gaps scatter around their own median, in units of their own spread.

    A Student core and, with probability ``right_weight``, a delay: log-normal, never early. The
    log-odds of a delay grow by ``right_lean`` for each unit of log-spread past ``right_at``: who
    varies more is delayed more often. From a spread of ``lean_until`` on nothing is known of that,
    and it fades.
    """

    core_freedom: float
    right_weight: float
    right_log_mean: float
    right_log_sd: float
    right_lean: float = 0.0
    right_at: float = 0.0
    lean_until: float = np.inf

    def late_weight(self, log_spread: Floats) -> Floats:
        """How often gaps of people with such log-spreads are delayed.

        Parameters
        ----------
        log_spread : array, any shape
            Log-spreads.

        Returns
        -------
        array, the shape of ``log_spread``
            Chances.
        """
        if self.right_lean == 0.0:
            return np.full(np.shape(log_spread), self.right_weight)
        odds = np.log(self.right_weight / (1.0 - self.right_weight))
        known = np.minimum(log_spread, np.log(self.lean_until)) - self.right_at
        lean = np.clip(self.right_lean * known, -500.0, 500.0)
        lean = lean * (1.0 - _faded(log_spread, self.lean_until))
        return np.asarray(1.0 / (1.0 + np.exp(-odds - lean)))


@dataclass(frozen=True, slots=True)
class Others:
    """People unlike the rest: the share of them, and their own wide law of rhythms.

    Attributes
    ----------
    share : float
        Of the population.
    log_median, log_spread : (mean, standard deviation)
        As of a `Stage`.
    """

    share: float
    log_median: tuple[float, float]
    log_spread: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Release:
    """How far the population is let go of once a person has gaps enough of their own.

    Attributes
    ----------
    spread : float
        The share of what the population says of spreads, given the median, that is taken back.
    others : float
        By how much likelier it becomes that somebody is unlike the rest (log of a factor).
    """

    spread: float = 0.0
    others: float = 0.0


@dataclass(frozen=True, slots=True)
class Stage:
    """The law of one stretch of time: gaps between onsets, or from a marker to the onset.

    ``log_median`` and ``log_spread`` are (mean, standard deviation) over the population of the log
    of a person's median (days) and of the log of their spread (in log-days); ``tilt`` is how much
    more log-spread goes with a median one standard deviation longer. ``skip`` holds the chances
    that what was logged as one gap is really 1, 2 or 3; ``lapse`` that it is a break in logging of
    any length; from a spread of ``skip_until`` on skips are not looked for. ``grid`` is how finely
    median and spread are laid out, ``max_day`` the longest stretch told apart from "longer".
    ``others`` are people unlike the rest; ``change`` is the chance that a rhythm changes for good
    before a gap, ``drift`` that it grows longer or shorter gap by gap. ``release`` is how far the
    population is let go of.
    """

    log_median: tuple[float, float]
    log_spread: tuple[float, float]
    tilt: float
    noise: Noise
    skip: tuple[float, float, float]
    lapse: float
    grid: tuple[int, int]
    max_day: int
    others: tuple[Others, ...] = ()
    change: float = 0.0
    drift: float = 0.0
    skip_until: float = np.inf
    release: Release = Release()

    def skip_at(self, log_spread: Floats) -> tuple[Floats, Floats, Floats]:
        """Chances that a logged gap of people with such log-spreads is 1, 2 or 3 gaps.

        Parameters
        ----------
        log_spread : array, any shape
            Log-spreads.

        Returns
        -------
        tuple of three arrays, the shape of ``log_spread``
            Chances that sum to one.
        """
        kept = 1.0 - (1.0 - _SKIP_LEFT) * _faded(log_spread, self.skip_until)
        two, three = self.skip[1] * kept, self.skip[2] * kept
        return 1.0 - two - three, two, three


@dataclass(frozen=True, slots=True)
class Durations:
    """How long episodes last, over the population.

    Attributes
    ----------
    log_median, log_spread : (mean, standard deviation)
        Of the log of a person's median (days), and of the log of their spread (in log-days).
    """

    log_median: tuple[float, float]
    log_spread: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Prior:
    """A population prior: the gap law, the durations, and the second stage if there is one.

    The gap law counts days lived without regimens; where ``under`` names a class of them, days
    lived under one.
    """

    name: str
    gap: Stage
    durations: Durations
    marker: Stage | None = None
    under: str = ""
    source: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)


@lru_cache(maxsize=len(PRESETS))
def load_prior(preset: str) -> Prior:
    """Read a shipped preset.

    Parameters
    ----------
    preset : str
        Its name.

    Returns
    -------
    Prior
        The population prior.

    Raises
    ------
    BadInput
        No such preset is shipped.

    >>> load_prior("menstrual").name
    'menstrual'
    """
    if preset not in PRESETS:
        raise BadInput(
            "forecast.unknown-preset", f"Choose one of the presets {', '.join(PRESETS)}."
        )
    file = resources.files("offwatch.forecast.model").joinpath("presets", f"{preset}.json")
    return prior_from_dict(json.loads(file.read_text(encoding="utf-8")))


def prior_from_dict(raw: Mapping[str, Any]) -> Prior:
    """Build a prior from a preset file's contents.

    Parameters
    ----------
    raw : mapping
        The contents.

    Returns
    -------
    Prior
        The population prior.

    Raises
    ------
    BadInput
        A field is missing or out of range.
    """
    try:
        marker = raw.get("marker")
        return Prior(
            name=str(raw["name"]),
            gap=_stage(raw["gap"]),
            durations=Durations(
                _normal(raw["durations"]["log_median"]), _normal(raw["durations"]["log_spread"])
            ),
            marker=_stage(marker) if marker else None,
            under=str(raw.get("under", "")),
            source=dict(raw["source"]),
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
        raise BadInput(
            "forecast.bad-prior", "This is not a prior file; make one with `offwatch fit-prior`."
        ) from error


def prior_as_dict(prior: Prior) -> dict[str, Any]:
    """The contents of the preset file that holds this prior.

    Parameters
    ----------
    prior : Prior
        The prior.

    Returns
    -------
    dict
        Ready for JSON.
    """
    return {
        "name": prior.name,
        "source": dict(prior.source),
        "gap": _stage_as_dict(prior.gap),
        "marker": _stage_as_dict(prior.marker) if prior.marker else None,
        **({"under": prior.under} if prior.under else {}),
        "durations": {
            name: dict(zip(("mean", "sd"), getattr(prior.durations, name), strict=True))
            for name in ("log_median", "log_spread")
        },
    }


def _normal(raw: Mapping[str, float]) -> tuple[float, float]:
    mean, sd = float(raw["mean"]), float(raw["sd"])
    if not (np.isfinite(mean) and 0 < sd < 10):
        raise ValueError
    return mean, sd


def _stage(raw: Mapping[str, Any]) -> Stage:
    median, spread, skip, grid = (raw[k] for k in ("log_median", "log_spread", "skip", "grid"))
    stage = Stage(
        log_median=(float(median["mean"]), float(median["sd"])),
        log_spread=(float(spread["mean"]), float(spread["sd"])),
        tilt=float(spread["tilt"]),
        noise=Noise(**{key: float(value) for key, value in raw["noise"].items()}),
        skip=(float(skip[0]), float(skip[1]), float(skip[2])),
        lapse=float(raw["lapse"]),
        grid=(int(grid[0]), int(grid[1])),
        max_day=int(raw["max_day"]),
        change=float(raw.get("change", 0.0)),
        drift=float(raw.get("drift", 0.0)),
        skip_until=float(raw.get("skip_until", np.inf)),
        release=Release(**{key: float(value) for key, value in raw.get("release", {}).items()}),
        others=tuple(
            Others(float(o["share"]), _normal(o["log_median"]), _normal(o["log_spread"]))
            for o in raw.get("others", ())
        ),
    )
    if abs(sum(stage.skip) - 1) > 1e-6 or min(stage.log_median[1], stage.log_spread[1]) <= 0:
        raise ValueError
    if min(stage.grid) < 2 or not 2 <= stage.max_day <= 4000 or not 0 < stage.lapse < 1:
        raise ValueError
    if not (stage.skip_until > 0 and stage.noise.lean_until > 0):
        raise ValueError
    if not (0 <= stage.change < 0.5 and 0 <= stage.drift < 0.5):
        raise ValueError
    if not (0 <= stage.release.spread <= 1 and 0 <= stage.release.others < 10):
        raise ValueError
    if not all(0 < o.share < 1 for o in stage.others):
        raise ValueError
    if sum(o.share for o in stage.others) >= 1:
        raise ValueError
    return stage


def _stage_as_dict(stage: Stage) -> dict[str, Any]:
    noise = stage.noise
    return {
        "log_median": {"mean": stage.log_median[0], "sd": round(stage.log_median[1], 5)},
        "log_spread": {
            "mean": stage.log_spread[0],
            "sd": round(stage.log_spread[1], 5),
            "tilt": stage.tilt,
        },
        "noise": {
            "core_freedom": round(noise.core_freedom, 4),
            "right_weight": round(noise.right_weight, 5),
            "right_log_mean": round(noise.right_log_mean, 4),
            "right_log_sd": round(noise.right_log_sd, 5),
            "right_lean": noise.right_lean,
            "right_at": noise.right_at,
            **({"lean_until": noise.lean_until} if np.isfinite(noise.lean_until) else {}),
        },
        "skip": list(stage.skip),
        "lapse": stage.lapse,
        "grid": list(stage.grid),
        "max_day": stage.max_day,
        "change": stage.change,
        "drift": stage.drift,
        **({"skip_until": stage.skip_until} if np.isfinite(stage.skip_until) else {}),
        **({"release": asdict(stage.release)} if stage.release != Release() else {}),
        "others": [
            {
                "share": others.share,
                "log_median": _normal_as_dict(others.log_median),
                "log_spread": _normal_as_dict(others.log_spread),
            }
            for others in stage.others
        ],
    }


def _normal_as_dict(law: tuple[float, float]) -> dict[str, float]:
    return dict(zip(("mean", "sd"), law, strict=True))


def _faded(log_spread: Floats, begins: float) -> Floats:
    """From none where it begins, a spread, to one."""
    if not np.isfinite(begins):
        return np.zeros(np.shape(log_spread))
    over = (log_spread - np.log(begins)) / np.log(_FADES_OVER)
    return np.asarray(np.clip(over, 0.0, 1.0))
