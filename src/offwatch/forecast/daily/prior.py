"""What is known of a condition day by day before a person has written anything down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from offwatch.errors import BadInput
from offwatch.forecast.model.prior import PRESETS

_SHARES = ("share", "rate", "after_free", "after_episode")
STEPS = ("level", "state", "rate", "recent")  # of the logistic model, in this order


@dataclass(frozen=True, slots=True)
class Population:
    """People whose days are alike.

    Attributes
    ----------
    name : str
        Who they are.
    share : float
        Their share of all; shares sum to one.
    rate : float
        Their share of episode days.
    after_free, after_episode : float
        The same of the days that follow a day without, and a day with, an episode.
    """

    name: str
    share: float
    rate: float
    after_free: float
    after_episode: float


@dataclass(frozen=True, slots=True)
class DailyPrior:
    """A population prior for the models by day.

    Attributes
    ----------
    name : str
        The preset.
    populations : tuple of Population
        A person is of one of them; which one, their own days tell.
    strength : float, days
        How many recorded days a population's shares count for.
    logistic : (level, state, rate, recent)
        Coefficients of the logistic model.
    trust : mapping of str to float
        The weight of each model before it has foretold anything; those not named have none.
    """

    name: str
    populations: tuple[Population, ...]
    strength: float
    logistic: tuple[float, float, float, float]
    trust: Mapping[str, float]

    @property
    def rate(self) -> float:
        """The share of episode days over all populations."""
        return sum(one.share * one.rate for one in self.populations)


@lru_cache(maxsize=len(PRESETS))
def load_daily(preset: str) -> DailyPrior | None:
    """Read the part of a shipped preset that is about days.

    Parameters
    ----------
    preset : str
        Its name.

    Returns
    -------
    DailyPrior or None
        None where the preset is of cycles, which no model by day is made for.

    Raises
    ------
    BadInput
        No such preset is shipped.
    """
    if preset not in PRESETS:
        raise BadInput(
            "forecast.unknown-preset", f"Choose one of the presets {', '.join(PRESETS)}."
        )
    file = resources.files("offwatch.forecast.model").joinpath("presets", f"{preset}.json")
    raw = json.loads(file.read_text(encoding="utf-8"))
    return daily_from_dict(preset, raw["daily"]) if "daily" in raw else None


def daily_from_dict(name: str, raw: Mapping[str, Any]) -> DailyPrior:
    """Build a prior from what a preset file says under ``daily``.

    Parameters
    ----------
    name : str
        The preset.
    raw : mapping
        The contents.

    Returns
    -------
    DailyPrior
        The prior.

    Raises
    ------
    BadInput
        A field is missing or out of range.
    """
    try:
        populations = tuple(
            Population(str(one["name"]), *(float(one[key]) for key in _SHARES))
            for one in raw["populations"]
        )
        strength = float(raw["strength"])
        steps = [float(raw["logistic"][key]) for key in STEPS]
        trust = {str(key): float(value) for key, value in raw["trust"].items()}
        if not populations or abs(sum(one.share for one in populations) - 1.0) > 1e-6:
            raise ValueError
        if not all(0 < getattr(one, key) <= 1 for one in populations for key in _SHARES):
            raise ValueError
        if max(max(one.rate, one.after_free, one.after_episode) for one in populations) >= 1:
            raise ValueError
        if not 0 < strength < 1000 or not np.isfinite(steps).all():
            raise ValueError
        if min(trust.values()) < 0 or not 0 < sum(trust.values()) < np.inf:
            raise ValueError
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            "forecast.bad-prior", "This is not a prior file; make one with `offwatch fit-prior`."
        ) from error
    return DailyPrior(name, populations, strength, (steps[0], steps[1], steps[2], steps[3]), trust)


def daily_as_dict(prior: DailyPrior) -> dict[str, Any]:
    """What the preset file of this prior says under ``daily``.

    Parameters
    ----------
    prior : DailyPrior
        The prior.

    Returns
    -------
    dict
        Ready for JSON.
    """
    return {
        "populations": [
            {"name": one.name} | {key: round(getattr(one, key), 5) for key in _SHARES}
            for one in prior.populations
        ],
        "strength": prior.strength,
        "logistic": {
            key: round(value, 4) for key, value in zip(STEPS, prior.logistic, strict=True)
        },
        "trust": dict(prior.trust),
    }
