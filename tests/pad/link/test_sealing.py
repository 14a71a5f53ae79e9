"""Sealing ahead: words first, one number each, the same bytes until they are answered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from time import thread_time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.pad.conftest import a_duty
from tests.pad.stand_in import NORM, StandIn
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.mask.release.ledger import DaysReleased
from offwatch.pad.diary.rows import setup
from offwatch.pad.link import transport
from offwatch.pad.link.by_hand import do_hand_pass
from offwatch.pad.link.outbox import keep_sealed, seal_ahead
from offwatch.pad.link.outbox.queue_file import open_queue
from offwatch.pad.link.queue import FILE
from offwatch.pad.link.replies import take_answers
from offwatch.pad.link.sender import send_due
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.masking.state import load_mask_state
from offwatch.pad.models import DeskLink, KnownDuty, OutboxItem, ReleaseRow
from offwatch.pad.runtime.scheduler import prepare
from offwatch.vault import session
from offwatch.wire import Days, Duty, Pass, Quiet, SaidPass

SLOT = timedelta(minutes=15)


def slots(now: datetime, count: int) -> list[datetime]:
    return [now + n * SLOT for n in range(1, count + 1)]


def test_words_go_first_and_quiet_ones_fill_the_rest(
    landing: Duty, paired: StandIn, now: datetime
) -> None:
    """Each slot has one envelope, numbered in the order they leave and dated by its slot."""
    do_hand_pass(now, "landing")
    assert seal_ahead(slots(now, 200)) == 200
    paired.heard.clear()
    for at in slots(now, 200)[:3]:
        assert send_due(open_queue(), at)
    said = paired.opened()
    assert [type(each.body) for each in said] == [Pass, Quiet, Quiet]
    counts = [each.header.count for each in said]
    assert counts == list(range(counts[0], counts[0] + 3))
    assert said[0].made_on == (now + SLOT).date()
    assert len({each.message_id for each in said}) == 3


def test_a_word_that_comes_takes_the_next_slot(
    landing: Duty, paired: StandIn, now: datetime
) -> None:
    """What is sealed already and has not left makes room; no number is left out."""
    seal_ahead(slots(now, 5))
    send_due(open_queue(), now + SLOT)
    do_hand_pass(now, "landing")
    send_due(open_queue(), now + 2 * SLOT)
    last, word = paired.opened()[-2:]
    assert isinstance(word.body, Pass)
    assert word.header.count == last.header.count + 1


def test_answers_are_taken_in_later_by_whoever_has_the_vault(
    browser: Client, landing: Duty, paired: StandIn, now: datetime
) -> None:
    """Sent while the vault was closed: afterwards all of it stands in the outbox, byte for byte."""
    do_hand_pass(now, "landing")
    seal_ahead(slots(now, 3))
    queue, key = open_queue(), session.opened().key.reveal()
    home = session.opened().home
    session.lock()
    for at in slots(now, 3):
        send_due(queue, at)
    from offwatch.vault.secret import Secret

    session.open_with(home, Secret(key))
    assert [t.answer for t in take_answers(now)] == ["asked", "duties, page 1", "duties, page 1"]
    assert take_answers(now) == []
    sent = [item.envelope for item in OutboxItem.objects.exclude(sent_at=None)]
    assert sent == paired.heard


def test_one_that_may_have_left_keeps_its_bytes(
    landing: Duty, paired: StandIn, now: datetime, home: Path
) -> None:
    """Also when the queue is lost, as it is on a machine that a backup was restored on."""
    do_hand_pass(now, "landing")
    paired.drop = 1
    do_tick(now)
    first = paired.heard[-1]
    (home / FILE).unlink()
    assert do_tick(now).answer == "asked"
    assert paired.heard[-1] == first


def test_nothing_is_sealed_anew_that_would_say_the_same(
    landing: Duty, paired: StandIn, now: datetime
) -> None:
    """Only a word, a new list or slots that run out are a reason to."""
    queue = open_queue()

    def waiting() -> list[bytes]:
        with queue._open() as file:
            return [row[0] for row in file.execute("SELECT letter FROM envelope WHERE tries = 0")]

    keep_sealed(slots(now, 8))
    first = waiting()
    send_due(queue, now + SLOT)
    take_answers(now)
    keep_sealed(slots(now + SLOT, 8))
    assert waiting() == first[1:]
    do_hand_pass(now, "landing")
    keep_sealed(slots(now + SLOT, 8))
    assert not set(waiting()) & set(first)
    second = waiting()
    for n in range(2, 6):
        send_due(queue, now + n * SLOT)
        take_answers(now)
    keep_sealed(slots(now + 5 * SLOT, 8))
    assert len(waiting()) == 8
    assert not set(waiting()) & set(second)


def test_a_pad_without_a_desk_seals_nothing(home: Path, now: datetime) -> None:
    """There is nobody to say it to."""
    assert seal_ahead(slots(now, 5)) == 0
    assert open_queue().slots() == []


def test_a_copy_of_the_pad_is_told_to_its_owner(
    browser: Client, paired: StandIn, now: datetime
) -> None:
    """The desk has had a number that this pad has not sent; the next one is beyond it."""
    do_tick(now)
    assert "a copy of the pad" not in browser.get("/settings").content.decode()
    device = DeskLink.objects.get().device
    paired.counts[device] += 7
    do_tick(now)
    assert "somebody has a copy of the pad" in browser.get("/settings").content.decode()
    had = paired.counts[device]
    do_tick(now)
    assert paired.opened()[-1].header.count == had + 1


def test_one_sent_twice_is_no_copy(paired: StandIn, now: datetime) -> None:
    """An answer that was lost does not make the owner doubt the pad."""
    paired.drop = 1
    do_tick(now)
    do_tick(now)
    paired.drop = 1
    do_tick(now)
    paired.answers.clear()  # a desk that answers what it does not keep anew
    do_tick(now)
    do_tick(now)
    from offwatch.pad.models import LinkNotice

    assert not LinkNotice.objects.exists()


def test_a_desk_that_was_restored_is_heard_again(paired: StandIn, now: datetime) -> None:
    """Its cursor has gone back and its epoch is another: its list is taken, not thought old."""
    paired.set_duties((a_duty("old", now + timedelta(days=3), planned_on=now.date()),))
    paired.cursor = 40
    do_tick(now)
    paired.epoch, paired.cursor = "b" * 16, 2
    paired.pages = [(a_duty("new", now + timedelta(days=4), planned_on=now.date()),)]
    do_tick(now)
    assert list(KnownDuty.objects.values_list("duty_id", flat=True)) == ["new"]
    link = DeskLink.objects.get()
    assert (link.epoch, link.cursor) == ("b" * 16, 2)
    do_tick(now)
    assert paired.says()[-1] == Quiet("b" * 16, 2)


def test_a_restored_pad_takes_over_what_the_desk_has(paired: StandIn, now: datetime) -> None:
    """Days of a period that were said before the backup was restored are not chosen again."""
    norm = NORM.read()
    coming = norm.period(norm.period_at(norm.today(now)).number + 1)
    at = norm.batch_at(norm.ask_day(coming)) + timedelta(hours=1)
    days = tuple(coming.span.start_day + timedelta(days=2 * n) for n in range(6))
    start = norm.batch_at(coming.span.start_day + timedelta(days=5))
    paired.days_had[coming.number] = Days(coming.number, days)
    paired.passes_had.append(SaidPass("landing", start))
    paired.counts[DeskLink.objects.get().device] += 7
    assert do_tick(now).answer == "said"
    state = load_mask_state()
    assert coming.number in state.answered
    assert state.has_passed("landing", start)
    row = ReleaseRow.objects.get(kind="days")
    assert row.what == DaysReleased(coming.number, days).dump()
    do_batch(at)
    assert not OutboxItem.objects.filter(type="days").exists()
    assert do_tick(now).answer.startswith("duties")


def test_a_batch_that_breaks_does_not_stop_the_pad(
    paired: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slots are filled all the same, and the next envelope leaves."""
    from offwatch.errors import BadInput

    def fail(_: datetime) -> None:
        raise BadInput("norm.days", "Rhythm days may take at most half of a period.")

    monkeypatch.setattr("offwatch.pad.runtime.scheduler.do_batch", fail)
    prepare(900)
    assert len(open_queue().slots()) == 14 * 96


def test_a_locked_pad_prepares_nothing(paired: StandIn) -> None:
    """Without the vault there is nothing to seal with, and that is no error."""
    session.lock()
    prepare(900)


def test_when_an_envelope_leaves_says_nothing_of_the_diary(
    paired: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the tick and the envelope as much work with eight years of entries as with none.

    The work is that of the processor: what other programs do beside it does not count. And nothing
    is asked of the vault before the envelope has left.
    """
    empty = _work_before_sending(monkeypatch)
    today = date(2026, 11, 20)
    doses = [Event(today - timedelta(days=n), "dose", "tablet") for n in range(8 * 365)]
    onsets = [Event(today - timedelta(days=28 * n), "onset", "period") for n in range(100)]
    regimen = Event(today - timedelta(days=3000), "regimen_start", "tablet", "none")
    add_events([regimen, *doses, *onsets], setup().tz, None)
    full = _work_before_sending(monkeypatch)
    assert abs(quantiles(full, n=4)[0] - quantiles(empty, n=4)[0]) < 0.01, (empty, full)


def _work_before_sending(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds of work in some ticks, up to where the envelope is handed to the network."""
    began, found, asked = [0.0], [], []
    exchange = transport.exchange

    def send(url: str, envelope: bytes) -> bytes:
        found.append(thread_time() - began[0])
        assert asked == []
        return exchange(url, envelope)

    def ask(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    monkeypatch.setattr(transport, "exchange", send)
    queue = open_queue()
    for _ in range(5):
        seal_ahead([datetime.now(UTC)])
        asked.clear()
        with connection.execute_wrapper(ask):
            began[0] = thread_time()
            send_due(queue, datetime.now(UTC))
        prepare(10**9)
    monkeypatch.undo()
    assert len(found) == 5
    return found
