"""One desk, one pad, one crew for the whole night, and the eight weeks before it.

Real processes on real ports; their clock is moved on until the night, which is today.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.cheap_passwords import cheap_passwords
from tests.moved_clock import MovedClock, moved_clock

from offwatch.cli.night.crew import Crew
from offwatch.cli.night.stage import DemoSites
from offwatch.cli.night.visitor import Visitor

WEEKS_BEFORE = (-42, -28, -21, -14, -7, -3)
"""Days before the story's that the knight's pad is looked at: between them nothing happens."""


@pytest.fixture(scope="session")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MovedClock]:
    with cheap_passwords(), moved_clock(tmp_path_factory.mktemp("clock")) as clock:
        yield clock


@pytest.fixture(scope="session")
def stage(clock: MovedClock) -> Iterator[DemoSites]:
    stage = DemoSites(lambda line: None)
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def crew(stage: DemoSites, clock: MovedClock) -> Crew:
    """The story's team: the mission of tomorrow was planned eight weeks ago.

    The knight's pad has spoken to the desk since, so that there is something to be read from. The
    team's pads pass no duty by themselves: the knight's would have passed the mission long ago.
    """
    today = datetime.now(UTC).date()
    clock.move(-56)
    desk = stage.serve("desk", 0, "--home", str(stage.desk_home))
    norm = {"first_day": (today - timedelta(days=56)).isoformat()}
    crew = Crew(stage, desk, today, norm=norm)
    crew.start_pad("knight", diary=True)
    pad = (str(stage.passphrase_file), str(crew.pad_home("knight")), str(clock.file))
    stage.run("tests.acceptance.weeks", *pad, *map(str, WEEKS_BEFORE))
    clock.move(0)
    return crew


@pytest.fixture(scope="session")
def knight(crew: Crew) -> Visitor:
    """The knight at their unlocked pad."""
    return crew.open_pad("knight")
