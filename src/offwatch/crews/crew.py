"""A crew under a policy: who asked, was on duty and passed on every day, and the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from offwatch.crews.baselines import pass_by_baseline
from offwatch.crews.masks import run_masks
from offwatch.crews.rosters import draw_team_duties
from offwatch.errors import BadInput
from offwatch.mask.attacks.observations.observations import Observations
from offwatch.norm import Norm
from offwatch.simulate import (
    DAY_ZERO,
    Condition,
    Law,
    Life,
    begin_life,
    draw_duties,
    extend_life,
    law_of,
    truth_by_day,
)
from offwatch.simulate.law import population_law
from offwatch.simulate.wishes import draw_asked, draw_passes, draw_rates

Policy = Literal["mask", "naive", "late", "uniform", "none"]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class SimulatedCrew:
    """What to simulate; everything follows from it and its seed.

    Parameters
    ----------
    people : int
    condition : Condition
        What everybody's episodes come from, or none.
    policy : str
        How people's days and passes come about.
    seed : int
    periods : int
        How many periods are lived through.
    density : float
        The share of days on duty.
    wishes : bool
        Whether ordinary wishes come on top of the mask.
    keep_load : bool
        See `draw_duties`.
    team_size : int, optional
        Make rosters for whole teams of this size at once, and keep the load.
    law : Law, optional
        The law of the true rhythms in place of the condition's; simulated tracks keep the published
        one.
    norm : Norm

    Raises
    ------
    BadInput
        With a ``simulate.*`` or ``norm.*`` code for a value out of bounds.
    """

    people: int
    condition: Condition
    policy: Policy
    seed: int
    periods: int = 13
    density: float = 0.5
    wishes: bool = False
    keep_load: bool = False
    team_size: int | None = None
    law: Law | None = None
    norm: Norm = field(default_factory=lambda: Norm(first_day=DAY_ZERO, zone="UTC"))

    def __post_init__(self) -> None:
        if not 1 <= self.people <= 100_000:
            raise BadInput("simulate.people", "A crew takes 1 to 100000 people.")
        if not 1 <= self.periods <= 130:
            raise BadInput("simulate.periods", "A history takes 1 to 130 periods.")
        if not 0.0 <= self.density <= 1.0:
            raise BadInput("simulate.density", "The density of duties lies between 0 and 1.")
        if self.team_size is not None and not 2 <= self.team_size <= 1000:
            raise BadInput("simulate.team-size", "A team takes 2 to 1000 people.")
        if not 0 <= self.seed < 2**63:
            raise BadInput("simulate.seed", "The seed is a whole number from 0 up.")

    @property
    def first_day(self) -> int:
        """The first day, as ``date.toordinal``."""
        return self.norm.first_day.toordinal()

    @property
    def days(self) -> int:
        """How many days are lived through."""
        return self.periods * self.norm.period_days

    def seeds(self, what: str) -> NDArray[np.uint64]:
        """One seed a person for one purpose; other conditions share none of them.

        Parameters
        ----------
        what : str
            The purpose.

        Returns
        -------
        array of uint64, shape (people,)
        """
        condition = self.condition
        name = f"{condition.kind}:{condition.mean_days}:{condition.sd_days}:{what}"
        sequence = np.random.SeedSequence((self.seed, crc32(name.encode())))
        return sequence.generate_state(self.people, np.uint64).astype(np.uint64)

    def rng(self, what: str) -> np.random.Generator:
        """A generator for one purpose of the whole crew.

        Parameters
        ----------
        what : str
            The purpose.
        """
        return np.random.default_rng(self.seeds(what)[:1])


@dataclass(frozen=True, slots=True)
class CrewHistory:
    """Every person's days, ``(n_people, n_days) bool`` each."""

    asked: Bools
    duty: Bools
    passed: Bools
    in_episode: Bools
    onset: Bools

    def observed(self) -> Observations:
        """What an observer sees of it: days asked for, duties and passes."""
        return Observations(asked=self.asked, duty=self.duty, passed=self.passed)


def simulate_crew(
    crew: SimulatedCrew, tick: Callable[[int, int], None] = lambda done, total: None
) -> CrewHistory:
    """Live through a crew's periods under its policy.

    Parameters
    ----------
    crew : SimulatedCrew
    tick : callable, optional
        Told how many days are done, and of how many.

    Returns
    -------
    CrewHistory
    """
    lives = draw_lives(crew)
    in_episode, onset = truth_by_day(lives, crew.first_day, crew.days)
    rates = draw_rates(crew.rng("rates"), crew.people)
    clear = np.zeros((crew.people, crew.days), dtype=np.bool_)
    with_wishes = crew.wishes or crew.policy != "mask"
    if with_wishes:
        clear = draw_asked(crew.rng("wishes"), rates, 0, crew.days)
    duties_rng, hand_rng = crew.rng("duties"), crew.rng("hand")

    def rostered(asked: Bools, first: int) -> Bools:
        if crew.team_size is not None:
            return draw_team_duties(duties_rng, asked, crew.density, crew.team_size)[0]
        return draw_duties(duties_rng, asked, crew.density, keep_load=crew.keep_load)

    def by_hand(duty: Bools, first: int) -> Bools:
        if not with_wishes:
            return np.zeros_like(duty)
        return draw_passes(hand_rng, rates, duty, first)

    if crew.policy == "mask":
        asked, duty, passed = run_masks(
            crew.norm, crew.periods, lives, crew.seeds("books"), clear, rostered, by_hand, tick
        )
    else:
        asked, duty = clear, rostered(clear, 0)
        covered = pass_by_baseline(
            crew.policy, lives, duty, in_episode, crew.norm, crew.rng("cover"), tick
        )
        passed = covered | by_hand(duty & ~covered, 0)
    return CrewHistory(asked, duty, passed, in_episode, onset)


def draw_lives(crew: SimulatedCrew) -> list[Life | None]:
    """The true lives of a crew, with a diary that goes back a while.

    Parameters
    ----------
    crew : SimulatedCrew

    Returns
    -------
    list of Life or None
        None for everybody without a condition.
    """
    law = crew.law or law_of(crew.condition)
    first_day = crew.first_day
    if law is None:
        return [None] * crew.people
    opened = first_day - crew.norm.ask_ahead_days
    lives: list[Life | None] = []
    for seed in crew.seeds("lives"):
        history = population_law().draw_history_days(np.random.default_rng((int(seed), 2**32)))
        life = begin_life(int(seed), law, opened - history)
        lives.append(extend_life(life, law, first_day + crew.days))
    return lives
