"""The queue of sealed envelopes, and the sender that reads nothing else."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pad.stand_in import StandIn, listening

from offwatch.pad.link.queue import FILE, Letter, SealedQueue, new_tick_key
from offwatch.pad.link.sender import send_due
from offwatch.wire import (
    NO_EPOCH,
    Quiet,
    device_id,
    new_message_id,
    new_signing_key,
    open_sealed,
    public_text,
    seal,
)

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
SLOT = timedelta(minutes=15)
KEY = new_signing_key()
DEVICE = device_id(public_text(KEY))


def letter(url: str = "http://localhost:1", desk_key: str = "", count: int = 1) -> Letter:
    name = new_message_id()
    body, day = Quiet(NO_EPOCH, count), NOW.date()
    envelope = seal(body, device=DEVICE, key=KEY, made_on=day, message_id=name)
    return Letter(url, desk_key, DEVICE, name, count, envelope)


@pytest.fixture
def queue(tmp_path: Path) -> SealedQueue:
    return SealedQueue(tmp_path, new_tick_key())


@pytest.fixture
def desk() -> StandIn:
    desk = StandIn()
    desk.devices[DEVICE] = public_text(KEY)
    desk.epoch = NO_EPOCH
    return desk


def fill(queue: SealedQueue, desk: StandIn, slots: int) -> list[Letter]:
    letters = [letter(desk.url, public_text(desk.key), count) for count in range(1, slots + 1)]
    assert queue.fill([(NOW + i * SLOT, each) for i, each in enumerate(letters)], tries=0)
    return letters


def test_each_slot_sends_the_next_and_keeps_its_answer(queue: SealedQueue, desk: StandIn) -> None:
    """One a slot, in order, byte for byte as sealed; before its slot none leaves."""
    with listening(desk):
        letters = fill(queue, desk, 3)
        assert not send_due(queue, NOW - timedelta(seconds=1))
        for i in range(3):
            assert send_due(queue, NOW + i * SLOT)
        assert not send_due(queue, NOW + 3 * SLOT)
    assert desk.heard == [each.envelope for each in letters]
    sent = queue.sent()
    assert [each.letter for each in sent] == letters
    for each in sent:
        said = open_sealed(each.reply, desk.key.verify_key)
        assert said.message_id == each.letter.message_id


def test_one_without_an_answer_goes_again_before_the_next(
    queue: SealedQueue, desk: StandIn
) -> None:
    """The same bytes in the next slot; none is left out, and each slot still sends one."""
    with listening(desk):
        first, second = fill(queue, desk, 2)
        desk.fail = (503, {"code": "desk.down", "message": ""})
        send_due(queue, NOW)
        assert [(s.trouble, s.tries) for s in queue.sent()] == [("desk.trouble", 1)]
        desk.fail = None
        send_due(queue, NOW + SLOT)
        send_due(queue, NOW + 2 * SLOT)
    assert desk.heard == [first.envelope, second.envelope]
    assert [(s.trouble, s.tries) for s in queue.sent()] == [("", 2), ("", 1)]
    assert queue.sent()[0].first_sent_at == NOW


@pytest.mark.parametrize("stranger", ["key", "device", "message"])
def test_an_answer_of_somebody_else_is_none(
    queue: SealedQueue, desk: StandIn, stranger: str
) -> None:
    """Another key, another pad or another message: trouble, and the same bytes again."""
    if stranger == "key":
        desk.sign_with = new_signing_key()
    elif stranger == "device":
        desk.answers_device = "0" * 32
    else:
        desk.answers_message = "0" * 32
    with listening(desk):
        fill(queue, desk, 1)
        send_due(queue, NOW)
    assert [(s.trouble, s.reply) for s in queue.sent()] == [("desk.not-pinned", b"")]


def test_filling_keeps_what_was_sent_and_replaces_the_rest(
    queue: SealedQueue, desk: StandIn
) -> None:
    """What may have left stays with its bytes; a fill that did not see it changes nothing."""
    fill(queue, desk, 3)
    queue.claim(NOW)
    new = letter()
    assert not queue.fill([(NOW + SLOT, new)], tries=0)
    assert len(queue.slots()) == 2
    assert queue.fill([(NOW + SLOT, new)], tries=queue.tries())
    assert queue.slots() == [NOW + SLOT]
    assert len(queue.sent()) == 1


def test_sealing_is_refused_though_one_was_forgotten_and_the_next_has_left(
    queue: SealedQueue, desk: StandIn
) -> None:
    """What was counted before would give the number of the one that left a second time."""
    fill(queue, desk, 3)
    first = queue.claim(NOW)
    assert first is not None
    tries = queue.tries()
    queue.keep_reply(first.number, b"said", NOW)
    queue.forget([first.number])
    assert queue.claim(NOW + SLOT) is not None
    assert not queue.fill([(NOW + 2 * SLOT, letter())], tries=tries)


def test_what_is_taken_in_is_forgotten(queue: SealedQueue, desk: StandIn) -> None:
    """A letter whose answer is in the vault leaves the file; clearing leaves nothing."""
    with listening(desk):
        fill(queue, desk, 2)
        send_due(queue, NOW)
    queue.forget([each.number for each in queue.sent()])
    assert queue.sent() == []
    assert queue.slots() == [NOW + SLOT]
    queue.clear()
    assert queue.slots() == []


def test_the_file_is_the_owners_alone_and_holds_no_plain_byte(
    queue: SealedQueue, desk: StandIn, tmp_path: Path
) -> None:
    """Neither the desk's address nor an envelope nor an answer stands in it in clear."""
    with listening(desk):
        [only] = fill(queue, desk, 1)
        send_due(queue, NOW)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for plain in (desk.url.encode(), only.message_id.encode(), b"quiet", b"duties"):
        assert plain not in held


def test_another_key_reads_nothing_and_sends_nothing(queue: SealedQueue, tmp_path: Path) -> None:
    """A queue of another pad's key is left aside, row by row."""
    queue.fill([(NOW, letter())], tries=0)
    other = SealedQueue(tmp_path, new_tick_key())
    assert other.sent() == []
    assert other.claim(NOW) is None
    assert queue.slots() == []


def test_a_broken_fill_changes_nothing(queue: SealedQueue) -> None:
    """Either all of the new letters are there, or all of the old."""
    queue.fill([(NOW, letter())], tries=0)
    with pytest.raises(AttributeError):
        queue.fill([(NOW + SLOT, letter()), (None, letter())], tries=0)  # type: ignore[list-item]
    assert queue.slots() == [NOW]


def test_a_thread_that_reads_takes_no_lock_from_one_that_writes(
    queue: SealedQueue, tmp_path: Path
) -> None:
    """While one thread writes and another asks to read, no other process gets at the file."""
    code = (
        "import sqlite3, sys\n"
        "file = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)\n"
        "try: file.execute('BEGIN IMMEDIATE')\n"
        "except sqlite3.OperationalError: print('locked')"
    )
    queue.fill([(NOW, letter())], tries=0)
    with ThreadPoolExecutor(1) as aside:
        with queue._open():
            reads = aside.submit(queue.tries)
            time.sleep(0.1)  # it waits for the lock now
            beside = [sys.executable, "-c", code, str(tmp_path / FILE)]
            said = subprocess.run(beside, capture_output=True, text=True, check=True).stdout
        assert reads.result() == 0
    assert said == "locked\n"


def test_many_that_make_the_file_at_once_make_one(tmp_path: Path) -> None:
    """It is its owner's alone, and no draft of it stays."""
    for n in range(20):
        folder = tmp_path / str(n)
        folder.mkdir()
        key = new_tick_key()
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda _: SealedQueue(folder, key).tries(), range(4)))  # noqa: B023
        assert [path.name for path in folder.iterdir()] == [FILE]
        assert (folder / FILE).stat().st_mode & 0o777 == 0o600


@given(sizes=st.lists(st.integers(1, 2**50), min_size=2, max_size=4))
def test_every_row_has_one_size(sizes: list[int]) -> None:
    """From the file nobody reads which slot says something."""
    box = SealedQueue(Path(), new_tick_key())._box
    import msgspec

    locked = {len(box.encrypt(msgspec.msgpack.encode(letter(count=2**32 + n)))) for n in sizes}
    assert len(locked) == 1


def test_the_sender_knows_nothing_of_the_vault() -> None:
    """Importing it brings in no Django, no diary, no forecast, no mask and no vault."""
    code = (
        "import sys, offwatch.pad.link.sender;"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'numpy', 'sqlcipher3')"
        " or m.startswith(('offwatch.vault', 'offwatch.diary', 'offwatch.forecast',"
        " 'offwatch.mask', 'offwatch.pad.models', 'offwatch.pad.diary', 'offwatch.pad.masking'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
