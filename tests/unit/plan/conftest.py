from __future__ import annotations

from collections.abc import Iterator

import pytest

from offwatch.plan import SolverChild


@pytest.fixture(scope="session")
def solver() -> Iterator[SolverChild]:
    """One warm solver for all tests that ask for it."""
    with SolverChild() as child:
        yield child
