from __future__ import annotations

from collections.abc import Iterator

import pytest

from offwatch.plan import Solvers


@pytest.fixture(scope="session")
def solver() -> Iterator[Solvers]:
    """One warm solver for all tests that ask for it."""
    with Solvers() as child:
        yield child
