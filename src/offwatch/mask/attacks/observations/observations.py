"""What an observer sees of people over a stretch of days, and nothing of what is true."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from offwatch.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
View = Literal["spoken", "passed", "off"]
Of = TypeVar("Of", np.bool_, np.int64)

WEEKEND = (4, 5, 6)
"""Days of a week (0 is a Monday) that are wished for most: Friday to Sunday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Histories as colleagues, planners and whoever reads the desk's database see them.

    What only some observers see may be left out.

    Parameters
    ----------
    asked, duty, passed : arrays of bool, shape (n, days)
        Rhythm days asked for, the roster as published, and duties passed. A row is a person, or one
        separated track.
    period_days : int, days
    first_weekday : int
        Of the first day; 0 is a Monday.
    lead_days : array of int, shape (n, days), optional
        From a pass to its duty; -1 where there is none.
    refused : array of bool, shape (n, days), optional
        Passes whose duty stayed.
    absent : array of bool, shape (n, days), optional
        Days of a sick call.
    by_hand : array of bool, shape (n, days), optional
        Passes known to be the person's own.
    present : array of bool, shape (n, days), optional
        Days on which the pad was seen unlocked.

    Raises
    ------
    BadInput
        ``mask.seen-shape`` where shapes differ, ``mask.seen-passed`` where something is passed that
        is no duty.
    """

    asked: Bools
    duty: Bools
    passed: Bools
    period_days: int = 28
    first_weekday: int = 0
    lead_days: Ints | None = None
    refused: Bools | None = None
    absent: Bools | None = None
    by_hand: Bools | None = None
    present: Bools | None = None

    def __post_init__(self) -> None:
        if len({a.shape for a in self._arrays().values()}) != 1 or self.asked.ndim != 2:
            raise BadInput(
                "mask.seen-shape", "All that is seen takes one row a person, one day a column."
            )
        if bool((self.passed & ~self.duty).any()):
            raise BadInput("mask.seen-passed", "Only a duty can be passed.")

    @property
    def people(self) -> int:
        """How many rows there are."""
        return int(self.asked.shape[0])

    @property
    def days(self) -> int:
        """How many days there are."""
        return int(self.asked.shape[1])

    def look(self, view: View) -> Floats:
        """One series of zeros and ones a person.

        Parameters
        ----------
        view : str
            ``spoken`` for what was asked or passed, ``passed``, or ``off`` for days off.

        Returns
        -------
        array, shape (n, days)
        """
        if view == "spoken":
            return (self.asked | self.passed).astype(np.float64)
        if view == "passed":
            return self.passed.astype(np.float64)
        return (~self.duty | self.passed).astype(np.float64)

    def take(self, rows: Ints | Bools | slice) -> Observations:
        """The observations of some of the people.

        Parameters
        ----------
        rows : array or slice
        """
        return self._with({name: array[rows] for name, array in self._arrays().items()})

    def first(self, days: int) -> Observations:
        """What had been observed after so many days.

        Parameters
        ----------
        days : int, days
        """
        return self._with({name: array[:, :days] for name, array in self._arrays().items()})

    def need(self, sight: NDArray[Of] | None) -> NDArray[Of]:
        """Something that an attack cannot do without.

        Parameters
        ----------
        sight : array or None

        Raises
        ------
        BadInput
            ``mask.attack-unseen`` where the observer does not have it.
        """
        if sight is None:
            raise BadInput(
                "mask.attack-unseen",
                "This attack needs a sight of more than days, duties and passes.",
            )
        return sight

    def _arrays(self) -> dict[str, NDArray[np.bool_] | NDArray[np.int64]]:
        every = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in every.items() if isinstance(value, np.ndarray)}

    def _with(self, arrays: dict[str, NDArray[np.bool_] | NDArray[np.int64]]) -> Observations:
        values: dict[str, object] = {
            "period_days": self.period_days,
            "first_weekday": self.first_weekday,
            **arrays,
        }
        return Observations(**values)  # type: ignore[arg-type]  # the same fields as before


def weekend_days(first_weekday: int, days: int) -> Bools:
    """Which days fall on Friday to Sunday.

    Parameters
    ----------
    first_weekday : int
        Of the first day; 0 is a Monday.
    days : int, days

    Returns
    -------
    array of bool, shape (days,)

    Examples
    --------
    >>> weekend_days(0, 7).tolist()
    [False, False, False, False, True, True, True]
    """
    return np.isin((first_weekday + np.arange(days)) % 7, WEEKEND)


def runs_of(days: Bools) -> list[tuple[int, int]]:
    """Runs of days in a row as half-open pairs.

    Parameters
    ----------
    days : array of bool, shape (days,)

    Examples
    --------
    >>> runs_of(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], days.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
