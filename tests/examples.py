"""How much is tried in ``make test``, and how much more in ``make prove``."""

from __future__ import annotations

import os
from typing import Any

import pytest

TIMES = float(os.environ.get("OFFWATCH_TEST_EXAMPLES", "0.5"))


def some(examples: int) -> int:
    """Half as many examples of a property in ``make test``, and many times more in ``make prove``.

    ``OFFWATCH_TEST_EXAMPLES`` says how many times.
    """
    return max(2, round(examples * TIMES))


EXAMPLES = some(20)


def seeds(few: int, many: int) -> list[Any]:
    """Each seed a test: so few in ``make test``, the others in ``make prove``."""
    return [*range(few), *(pytest.param(n, marks=pytest.mark.slow) for n in range(few, many))]
