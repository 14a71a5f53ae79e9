"""An unlocked vault in a folder of its own for each test; run with ``--ds=offwatch.pad.settings``.

One vault is made for the whole run and copied: what is under test is the pad, not Argon2id. The
clock of this process begins each run at the same instant, so that no test passes at noon and fails
in the evening; ``make prove`` begins it at other hours, near midnight and at a clock change.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.pad.stand_in import StandIn, listening
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.pad.diary.begin import do_begin
from offwatch.pad.link.pairing import do_pair
from offwatch.pad.link.tick import do_tick
from offwatch.pad.models import Setup
from offwatch.pad.pages import meter_page
from offwatch.pad.pages.known import linked
from offwatch.pad.pages.views import door
from offwatch.pad.runtime import browser_access
from offwatch.pad.runtime.guesses import Guesses
from offwatch.pad.runtime.hosts import own_host
from offwatch.pad.runtime.making import make_vault
from offwatch.vault import keys, session
from offwatch.vault.secret import Secret
from offwatch.wire import Duty

PASSPHRASE = "correct horse"
CHEAP = keys.Cost(time_cost=1, memory_kib=64, lanes=1)
ZONE = "Europe/Berlin"
CLOCK = datetime.fromisoformat(os.environ.get("OFFWATCH_TEST_CLOCK", "2026-11-27T09:00:00+00:00"))


@pytest.fixture(scope="session", autouse=True)
def clock() -> Iterator[None]:
    """The clock goes on from the same instant in each run."""
    with time_machine.travel(CLOCK, tick=True):
        yield


@pytest.fixture(scope="session")
def made(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> tuple[Path, bytes]:
    """A vault with an empty pad, locked, and its key."""
    folder = tmp_path_factory.mktemp("made") / "pad"
    with django_db_blocker.unblock():
        make_vault(folder, PASSPHRASE, CHEAP)
        do_begin(datetime.now(UTC), ZONE)
        key = session.opened().key.reveal()
        session.lock()
    return folder, key


@pytest.fixture
def home(
    made: tuple[Path, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Path]:
    """The folder of an unlocked vault with an empty diary and no desk."""
    folder = tmp_path / "pad"
    shutil.copytree(made[0], folder)
    monkeypatch.setenv("OFFWATCH_PAD_HOME", str(folder))
    cache.clear()
    with django_db_blocker.unblock():
        session.open_with(folder, Secret(made[1]))
        yield folder
        session.lock()
        connections.close_all()


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def browser(home: Path) -> Client:
    """A browser that has unlocked the pad, and that must bring its CSRF token along."""
    client = visitor(enforce_csrf_checks=True)
    # As after the passphrase at another name; to unlock hundreds of times takes seconds.
    ticket = browser_access.ticket_for(session.opened())
    assert client.get(f"/enter/{ticket}").status_code == 302
    return client


def visitor(*, enforce_csrf_checks: bool = False) -> Client:
    """A browser that comes by the pad's own name, and has not unlocked it."""
    return Client(enforce_csrf_checks=enforce_csrf_checks, headers={"host": own_host()})


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page waits for what is worked out aside, however busy the machine is."""
    monkeypatch.setattr(meter_page, "WAIT_S", 60.0)
    monkeypatch.setattr(linked, "WAIT_S", 60.0)


@pytest.fixture(autouse=True)
def no_guesses() -> None:
    """Nobody has tried a passphrase yet."""
    door.guesses = Guesses()


@pytest.fixture
def desk() -> Iterator[StandIn]:
    with listening(StandIn()) as desk:
        yield desk


@pytest.fixture
def paired(home: Path, desk: StandIn, now: datetime) -> StandIn:
    """The desk of a pad that has been paired with it and has heard of no duties yet."""
    do_pair(now, desk.url, desk.code)
    return desk


@pytest.fixture
def landing(paired: StandIn, diary: None, now: datetime) -> Duty:
    """Tomorrow's mission, planned weeks ago, on the day that an episode is due."""
    duty = a_duty("landing", now + timedelta(days=1), planned_on=(now - timedelta(days=15)).date())
    paired.set_duties((duty,))
    do_tick(now)
    return duty


@pytest.fixture
def diary(home: Path, now: datetime) -> None:
    """Half a year of a 28-day rhythm; the next one is due tomorrow."""
    today = now.astimezone(Setup.objects.get().tz).date()
    onsets = [today + timedelta(days=1) - timedelta(days=28 * i) for i in range(7, 0, -1)]
    write_days(onsets)


def write_days(onsets: list[date], name: str = "period", days: int = 4) -> None:
    """Episodes of some days each, written down as they came."""
    zone = Setup.objects.get().tz
    for onset in onsets:
        add_events([Event(onset, "onset", name)], zone, None)
        add_events([Event(onset + timedelta(days=days - 1), "end", name)], zone, None)


def a_duty(
    duty_id: str,
    start_at: datetime,
    *,
    hours: int = 30,
    planned_on: date,
    guarded: bool = False,
) -> Duty:
    return Duty(
        duty_id=duty_id,
        name=duty_id.title(),
        kind="mission",
        start_at=start_at,
        end_at=start_at + timedelta(hours=hours),
        owner="General",
        state="planned",
        planned_on=planned_on,
        guarded=guarded,
    )


def token(page: bytes) -> dict[str, str]:
    """The CSRF token of the first form on a page."""
    text = page.decode()
    mark = 'name="csrfmiddlewaretoken" value="'
    start = text.index(mark) + len(mark)
    return {"csrfmiddlewaretoken": text[start : text.index('"', start)]}
