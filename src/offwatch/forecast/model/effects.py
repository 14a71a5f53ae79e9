"""What is assumed of regimens, exposures and signs before a person's own record has spoken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from offwatch.names import name_key

NONE_KNOWN = "none"
Normal = tuple[float, float]  # mean, standard deviation


@dataclass(frozen=True, slots=True)
class RegimenEffect:
    """A class of regimens.

    ``log_stretch`` is how much longer gaps become, taken fully (log of a factor); ``log_spread``
    how much less alike they become; ``log_duration`` how much longer episodes last.
    """

    log_stretch: Normal
    log_spread: Normal
    log_duration: Normal


@dataclass(frozen=True, slots=True)
class ExposureEffect:
    """An exposure makes the clock run faster for ``window_days``.

    ``log_advance`` is the log of how much sooner (days) the onset comes for it.
    """

    log_advance: Normal
    window_days: float


@dataclass(frozen=True, slots=True)
class SignLaw:
    """A sign that announces an onset: ``log_median`` and ``log_spread`` (log-days) over people.

    ``given`` is a beta law of the share of onsets that are announced, ``false`` a gamma law of how
    many signs a day (shape, days) announce nothing.
    """

    log_median: Normal
    log_spread: Normal
    given: tuple[float, float]
    false: tuple[float, float]


@dataclass(frozen=True)
class Effects:
    """All of them; a regimen or sign that is not named gets the one for any other."""

    regimens: Mapping[str, RegimenEffect]
    exposure: ExposureEffect
    signs: Mapping[str, SignLaw]
    marker_names: frozenset[str]

    def regimen(self, effect: str) -> RegimenEffect:
        """The effect of a class of regimens.

        Parameters
        ----------
        effect : str
            The class; an unknown or empty one has no known effect.

        Returns
        -------
        RegimenEffect
            What is assumed of it.
        """
        return self.regimens.get(effect, self.regimens[NONE_KNOWN])

    def sign(self, name: str) -> SignLaw:
        """The law of a sign.

        Parameters
        ----------
        name : str
            The sign; one that is not named gets the law of any sign.

        Returns
        -------
        SignLaw
            What is assumed of it.
        """
        return self.signs.get(name_key(name), self.signs[""])


@lru_cache(maxsize=1)
def load_effects() -> Effects:
    """Read the shipped assumptions; each names its source in the file."""
    file = resources.files("offwatch.forecast.model").joinpath("presets", "effects.json")
    return effects_from_dict(json.loads(file.read_text(encoding="utf-8")))


def effects_from_dict(raw: Mapping[str, Any]) -> Effects:
    """Build the assumptions from a file's contents.

    Parameters
    ----------
    raw : mapping
        The contents of ``effects.json``.

    Returns
    -------
    Effects
        All assumptions.
    """
    exposure = raw["exposure"]
    return Effects(
        regimens={
            name: RegimenEffect(
                _normal(r["log_stretch"]), _normal(r["log_spread"]), _normal(r["log_duration"])
            )
            for name, r in raw["regimens"].items()
        },
        exposure=ExposureEffect(_normal(exposure["log_advance"]), float(exposure["window_days"])),
        signs={
            name: SignLaw(
                _normal(s["log_median"]),
                _normal(s["log_spread"]),
                (float(s["given"]["yes"]), float(s["given"]["no"])),
                (float(s["false"]["signs"]), float(s["false"]["days"])),
            )
            for name, s in raw["signs"].items()
        },
        marker_names=frozenset(raw["markers"]["names"]),
    )


def _normal(raw: Mapping[str, float]) -> Normal:
    return float(raw["mean"]), float(raw["sd"])
