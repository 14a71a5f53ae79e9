"""Synthetic people with known truth: rhythms, habits, duties and ordinary wishes."""

from offwatch.simulate.condition import Condition, parse_condition
from offwatch.simulate.duties import draw_duties
from offwatch.simulate.law import Habits, Law, Rhythm, Traits, law_of, population_law
from offwatch.simulate.life import Episode, Life, begin_life, extend_life
from offwatch.simulate.person import MetExposure, Plan, Scatter, TakenRegimen, TrueSign, Truth
from offwatch.simulate.person_life import Lived, live

__all__ = [
    "Condition",
    "Episode",
    "Habits",
    "Law",
    "Life",
    "Lived",
    "MetExposure",
    "Plan",
    "Rhythm",
    "Scatter",
    "TakenRegimen",
    "Traits",
    "TrueSign",
    "Truth",
    "begin_life",
    "draw_duties",
    "extend_life",
    "law_of",
    "live",
    "parse_condition",
    "population_law",
]
