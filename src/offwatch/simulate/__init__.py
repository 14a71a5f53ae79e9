"""Synthetic people with known truth: rhythms, habits, duties and ordinary wishes."""

from offwatch.simulate.condition import Condition, parse_condition
from offwatch.simulate.duties import draw_duties
from offwatch.simulate.law import Habits, Law, Rhythm, Traits, law_of, population_law
from offwatch.simulate.life import (
    DAY_ZERO,
    Life,
    TrueEpisode,
    begin_life,
    extend_life,
    truth_by_day,
)
from offwatch.simulate.person import (
    MetExposure,
    Observation,
    Scatter,
    TakenRegimen,
    TrueSign,
    Truth,
)
from offwatch.simulate.person_life import Lived, live

__all__ = [
    "DAY_ZERO",
    "Condition",
    "Habits",
    "Law",
    "Life",
    "Lived",
    "MetExposure",
    "Observation",
    "Rhythm",
    "Scatter",
    "TakenRegimen",
    "Traits",
    "TrueEpisode",
    "TrueSign",
    "Truth",
    "begin_life",
    "draw_duties",
    "extend_life",
    "law_of",
    "live",
    "parse_condition",
    "population_law",
    "truth_by_day",
]
