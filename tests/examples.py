"""How much is tried in ``make test``, and how much more in ``make prove``."""

from __future__ import annotations

import os
from typing import Any

import pytest

TIMES = int(os.environ.get("OFFWATCH_TEST_EXAMPLES", "1"))
EXAMPLES = 20 * TIMES


def some(examples: int) -> int:
    """So many examples of a property in ``make test``."""
    return examples * TIMES


def seeds(few: int, many: int) -> list[Any]:
    """Each seed a test: so few in ``make test``, the others in ``make prove``."""
    return [*range(few), *(pytest.param(n, marks=pytest.mark.slow) for n in range(few, many))]
