"""How many examples a property is tried on: ten times as many in `make prove` as in `make test`."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("OFFWATCH_TEST_EXAMPLES", "1"))
EXAMPLES = 40 * TIMES


def some(examples: int) -> int:
    """So many in ``make test``."""
    return examples * TIMES
