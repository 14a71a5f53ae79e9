"""An integer program: whole-number variables and linear rows, for whichever solver takes them.

A variable is its index. Two are constants, so that what cannot change needs no case of its own:
`NO` is 0 and `YES` is 1; rows fold them away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

NO, YES = 0, 1

Var = int
Terms = Sequence[tuple[int, Var]]  # coefficient, variable
Fill = Callable[[list[int]], None]


@dataclass(frozen=True, slots=True)
class LinearRow:
    """``low <= sum of coefficient times variable <= high``; ``None`` is no limit on that side."""

    vars: tuple[Var, ...]
    coefs: tuple[int, ...]
    low: int | None
    high: int | None


class Program:
    """An integer program that grows.

    Attributes
    ----------
    least, most : list of int
        The limits of each variable.
    rows : list of LinearRow
        The rows so far.
    """

    def __init__(self) -> None:
        self.most = [0, 1]
        self.least = [0, 1]
        self.rows: list[LinearRow] = []
        self._derived: list[Fill] = []

    def new(self, most: int = 1) -> Var:
        """Add a variable from 0 to ``most``."""
        self.most.append(most)
        self.least.append(0)
        return len(self.most) - 1

    def add(
        self, terms: Iterable[tuple[int, Var]], low: int | None = None, high: int | None = None
    ) -> None:
        """Add a row.

        Parameters
        ----------
        terms : iterable of (int, Var)
            Constants go to the limits; a row of constants alone is left out.
        low, high : int, optional
            What the sum must lie between.
        """
        sums: dict[Var, int] = {}
        shift = 0
        for coef, var in terms:
            if var == YES:
                shift += coef
            elif var != NO:
                sums[var] = sums.get(var, 0) + coef
        if sums:
            low = None if low is None else low - shift
            high = None if high is None else high - shift
            self.rows.append(LinearRow(tuple(sums), tuple(sums.values()), low, high))

    def at_most(self, high: int, vars_: Iterable[Var]) -> None:
        """Let at most so many of some variables be 1."""
        self.add(((1, v) for v in vars_), high=high)

    def imply(self, when: Var, then: Var) -> None:
        """Let ``then`` be 1 whenever ``when`` is."""
        if when != then:
            self.add(((1, when), (-1, then)), high=0)

    def derive(self, fill: Fill) -> None:
        """Note how variables that follow from earlier ones get their values in a start solution."""
        self._derived.append(fill)

    def complete(self, values: list[int]) -> list[int]:
        """Fill in what follows from the values of the variables that were chosen."""
        for fill in self._derived:
            fill(values)
        return values


def total(terms: Terms, values: Sequence[int]) -> int:
    """Sum some terms under given values."""
    return sum(coef * values[var] for coef, var in terms)
