"""Which recurring condition a simulated crew has."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from offwatch.errors import BadInput


@dataclass(frozen=True, slots=True)
class Condition:
    """A crew's condition; ``mean_days`` and ``sd_days`` matter for ``fixed`` only."""

    kind: Literal["population", "fixed", "twice-yearly", "none"]
    mean_days: float = math.nan
    sd_days: float = math.nan


def parse_condition(text: str) -> Condition:
    """Read ``population``, ``MEAN:SD``, ``twice-yearly`` or ``none``.

    Parameters
    ----------
    text : str

    Returns
    -------
    Condition

    Raises
    ------
    BadInput
        ``simulate.condition`` for anything else, ``simulate.condition-bounds`` for numbers out of
        bounds.

    Examples
    --------
    >>> parse_condition("28:2.5").sd_days
    2.5
    """
    if text == "population":
        return Condition("population")
    if text == "twice-yearly":
        return Condition("twice-yearly")
    if text == "none":
        return Condition("none")
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,6})?):([0-9]{1,3}(?:\.[0-9]{1,6})?)", text)
    if match is None:
        raise BadInput(
            "simulate.condition",
            "The condition is population, twice-yearly, none, or MEAN:SD in days, e.g. 28:2.5.",
        )
    mean_days, sd_days = float(match[1]), float(match[2])
    if not (7 <= mean_days <= 400 and 0 <= sd_days <= mean_days / 3):
        raise BadInput(
            "simulate.condition-bounds",
            "MEAN takes 7 to 400 days and SD at most a third of it, e.g. 28:2.5.",
        )
    return Condition("fixed", mean_days, sd_days)
