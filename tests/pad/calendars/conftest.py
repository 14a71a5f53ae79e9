from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from tests.pad.calendars.servers import Served, serving

from offwatch.pad.calendars import sources
from offwatch.pad.calendars.child import answer
from offwatch.pad.models import Setup


@pytest.fixture
def server() -> Iterator[Served]:
    with serving() as served:
        yield served


@pytest.fixture
def today(home: object, now: datetime) -> date:
    return now.astimezone(Setup.objects.get().tz).date()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fetch and read in this process: what is under test is what becomes of it."""
    monkeypatch.setattr(sources, "ask_aside", _answer_here)


def _answer_here(ask: object) -> object:
    from offwatch.pad.calendars.aside import take_answer

    return take_answer(answer(ask))  # type: ignore[arg-type]
