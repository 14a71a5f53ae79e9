"""Synthetic people with known truth: rhythms, habits, duties and ordinary wishes."""

from offwatch.simulate.condition import Condition, parse_condition
from offwatch.simulate.duties import draw_duties
from offwatch.simulate.law import Habits, Law, Rhythm, Traits, law_of, population_law
from offwatch.simulate.life import Episode, Life, begin_life, extend_life

__all__ = [
    "Condition",
    "Episode",
    "Habits",
    "Law",
    "Life",
    "Rhythm",
    "Traits",
    "begin_life",
    "draw_duties",
    "extend_life",
    "law_of",
    "parse_condition",
    "population_law",
]
