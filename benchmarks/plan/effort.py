"""How much is run: the whole measurement, or a smoke test of it."""

from __future__ import annotations

from dataclasses import dataclass

SECTIONS = ("singles", "many", "inrc2", "missions", "moves", "scaling")
WEEKS = 8


@dataclass(frozen=True, slots=True)
class Effort:
    """Deadlines in seconds, sizes in people, and how many draws of each.

    ``beside`` of the draws are put to the peers as well, the others to Offwatch and greedy; of
    Curtois' single absences ``whole`` to the solvers of the whole, and all to the rest.
    ``away`` gives the people away at once with the deadline that Offwatch has for them.
    """

    short_s: float = 1.0
    long_s: float = 10.0
    many_s: float = 60.0
    large: tuple[str, ...] = ("8", "12")
    only: tuple[str, ...] = ()
    most_cases: int = 100
    draws: int = 4
    whole: int = 2
    base_s: tuple[tuple[str, float], ...] = (("n030w4", 30), ("n050w4", 45), ("n080w8", 90))
    nurses_beside: int = 1
    sizes: tuple[int, ...] = (40, 120, 300, 500)
    away: tuple[tuple[int, float], ...] = ((1, 1.0), (3, 2.0), (6, 10.0))
    mission_draws: tuple[tuple[int, int], ...] = ((40, 8), (120, 4), (300, 2), (500, 2))
    one_away_draws: int = 12  # of the largest crew, to know a tail
    move_sizes: tuple[int, ...] = (40, 120, 500)
    away_beside: int = 3  # with more away than this, the peers are not asked
    people_beside: int = 120  # nor, with more people than this, for more than one away
    move_draws: int = 3
    beside: int = 1
    points: tuple[tuple[int, int], ...] = (
        *((n, 8) for n in (50, 100, 200, 500, 1000, 2000)),
        *((200, weeks) for weeks in (2, 4, 16)),
    )
    seed: int = 20261122


def quicken(effort: Effort) -> Effort:
    """Just enough to see that every part runs."""
    return Effort(
        short_s=0.4,
        long_s=0.6,
        many_s=0.6,
        large=(),
        only=("3",),
        most_cases=1,
        draws=1,
        whole=1,
        base_s=(("n030w4", 1),),
        nurses_beside=0,
        sizes=(20,),
        away=((1, 0.4),),
        mission_draws=((20, 1),),
        one_away_draws=1,
        move_sizes=(40,),
        move_draws=1,
        beside=1,
        points=((20, 2),),
        seed=effort.seed,
    )
