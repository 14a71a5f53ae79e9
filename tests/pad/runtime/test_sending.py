"""The sender of the process that is always up: one envelope a slot, open or locked."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.pad.stand_in import StandIn

from offwatch.pad.link.outbox import seal_ahead
from offwatch.pad.link.outbox.queue_file import tick_key
from offwatch.pad.link.slots import next_slot
from offwatch.pad.runtime import sending
from offwatch.pad.runtime.sending import Sender
from offwatch.vault import session


def slots(phase: float, count: int) -> list[datetime]:
    first = next_slot(datetime.now(UTC), 1, phase)
    return [first + timedelta(seconds=n) for n in range(count)]


def wait_for(desk: StandIn, count: int) -> None:
    deadline = time.monotonic() + 20
    while len(desk.heard) < count:
        assert time.monotonic() < deadline, "nothing was sent"
        time.sleep(0.01)


def test_a_locked_pad_sends_what_was_sealed(home: Path, paired: StandIn) -> None:
    """One envelope at each slot, each another one; none before its slot."""
    seal_ahead(slots(0.5, 30))
    key = tick_key()
    session.lock()
    heard = len(paired.heard)
    with Sender(home) as sender:
        time.sleep(0.2)
        assert len(paired.heard) == heard  # it has not been told of any
        sender.begin(key, 1, 0.5)
        wait_for(paired, heard + 3)
    ids = [envelope.message_id for envelope in paired.opened()[heard:]]
    assert len(set(ids)) == len(ids)
    assert session.current() is None


def test_a_slot_that_was_slept_through_is_left_out(
    home: Path, paired: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that wakes between two slots waits for the next one."""
    seal_ahead(slots(0.0, 30))
    asked: list[datetime] = []
    monkeypatch.setattr(sending, "send_due", lambda queue, now: asked.append(now))
    monkeypatch.setattr(sending, "_GRACE", timedelta(seconds=-1))  # every slot is missed
    with Sender(home) as sender:
        sender.begin(tick_key(), 1, 0.0)
        time.sleep(2.5)
    assert asked == []


def test_trouble_does_not_end_it(
    home: Path, paired: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a slot in which sending failed comes the next."""
    times: list[datetime] = []

    def fail(queue: object, now: datetime) -> None:
        times.append(now)
        raise OSError

    monkeypatch.setattr(sending, "send_due", fail)
    with Sender(home) as sender:
        sender.begin(tick_key(), 1, 0.3)
        deadline = time.monotonic() + 20
        while len(times) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert all(at.timestamp() % 1 > 0.29 for at in times)
