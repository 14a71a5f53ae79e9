"""One desk, one pad, one crew for the whole night; real processes on real ports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.cheap_passwords import cheap_passwords

from offwatch.cli.night.crew import Crew
from offwatch.cli.night.stage import DemoSites
from offwatch.cli.night.visitor import Visitor


@pytest.fixture(scope="session")
def stage() -> Iterator[DemoSites]:
    with cheap_passwords():
        stage = DemoSites(lambda line: None)
        yield stage
        stage.close()


@pytest.fixture(scope="session")
def crew(stage: DemoSites) -> Crew:
    """The story's team, with the mission tomorrow; nobody's pad is paired yet."""
    desk = stage.serve("desk", 0, "--home", str(stage.desk_home))
    return Crew(stage, desk, datetime.now(UTC).date())


@pytest.fixture(scope="session")
def knight(crew: Crew) -> Visitor:
    """The knight at their unlocked pad."""
    crew.start_pad("knight", diary=True)
    return crew.open_pad("knight")
