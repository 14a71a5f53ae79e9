from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.refusals import refused

import offwatch.mask
from offwatch.mask import (
    DaysReleased,
    LedgerRow,
    MemoryLedger,
    Norm,
    Released,
    release_days,
    release_duty,
)

NOW = datetime(2026, 1, 19, 6, tzinfo=UTC)
MADE_HERE = r"^Released is made by offwatch\.mask\.release_\* only$"
NOT_COPIED = "^Released is neither copied nor unpickled: send it or drop it$"


class FullLedger:
    """A ledger whose disk is full."""

    def append(self, row: LedgerRow) -> None:
        raise OSError("no space left")


def test_nobody_else_can_make_one() -> None:
    """Calling the constructor raises TypeError, with a guard of one's own too."""
    values: tuple[Any, ...] = ("id", "pass", NOW, None, (), "duty")
    for extra in ((), (None,), (object(),)):
        with pytest.raises(TypeError, match=MADE_HERE):
            Released(*values, *extra)


@pytest.mark.parametrize(
    ("forge", "words"),
    [
        (lambda r: replace(r, duty_id="another"), MADE_HERE),
        (lambda r: replace(r, duty_id="another", guard=object()), MADE_HERE),
        (copy.copy, NOT_COPIED),
        (copy.deepcopy, NOT_COPIED),
        (pickle.dumps, NOT_COPIED),
        (lambda r: type("Forged", (Released,), {}), "^Released has no kinds but its own$"),
    ],
)
def test_nobody_can_forge_one_from_another(forge: Callable[[Released], object], words: str) -> None:
    """Copying, replacing, pickling and subclassing are closed, and say so."""
    released = release_duty(MemoryLedger(), "pass", "duty", NOW)
    with pytest.raises((TypeError, ValueError), match=words):
        forge(released)


def test_the_ledger_is_written_first(norm: Norm) -> None:
    """Whatever is released has a row of the same id that says the same thing."""
    ledger = MemoryLedger()
    period = norm.period(1)
    days = [period.span.start_day + timedelta(days=i) for i in range(6)]
    released = [
        release_days(ledger, norm, period, days, NOW),
        release_duty(ledger, "pass", "d1", NOW),
        release_duty(ledger, "keep", "d2", NOW),
        release_duty(ledger, "hand", "d3", NOW),
    ]
    assert [row.release_id for row in ledger.rows] == [r.release_id for r in released]
    assert [row.kind for row in ledger.rows] == ["days", "pass", "keep", "hand"]
    assert ledger.rows[0].what == "1:" + ",".join(day.isoformat() for day in days)
    assert [row.what for row in ledger.rows[1:]] == ["d1", "d2", "d3"]
    assert {row.made_at for row in ledger.rows} == {NOW}
    assert len({row.release_id for row in ledger.rows}) == 4


def test_a_release_has_the_name_that_its_contents_give_it() -> None:
    """A row already kept is found again by it, so it is the same in every version."""
    released = release_duty(MemoryLedger(), "pass", "d1", NOW)
    said = b"pass|d1|2026-01-19T06:00:00+00:00"
    assert released.release_id == sha256(said).hexdigest()[:32]


def test_nothing_is_released_without_a_row(norm: Norm) -> None:
    """Where the ledger fails, its failure comes out and no value does."""
    period = norm.period(1)
    days = [period.span.start_day + timedelta(days=i) for i in range(6)]
    with pytest.raises(OSError, match="no space left"):
        release_duty(FullLedger(), "pass", "duty", NOW)
    with pytest.raises(OSError, match="no space left"):
        release_days(FullLedger(), norm, period, days, NOW)


@pytest.mark.parametrize(
    ("offsets", "code"),
    [
        ((0, 1, 2, 3, 4), "mask.days-count"),
        ((0, 1, 2, 3, 4, 5, 6), "mask.days-count"),
        ((0, 1, 2, 3, 4, 4), "mask.days-count"),
        ((0, 1, 2, 3, 4, 28), "mask.days-outside"),
        ((-1, 1, 2, 3, 4, 5), "mask.days-outside"),
    ],
)
def test_days_are_exactly_the_norm_s(norm: Norm, offsets: tuple[int, ...], code: str) -> None:
    """Exactly Q₀ distinct days inside the period, or none, and no row."""
    ledger, period = MemoryLedger(), norm.period(1)
    days = [period.span.start_day + timedelta(days=i) for i in offsets]
    with refused(code):
        release_days(ledger, norm, period, days, NOW)
    assert ledger.rows == []


@pytest.mark.parametrize(
    ("kind", "duty_id", "made_at", "code"),
    [
        ("days", "d", NOW, "mask.duty-kind"),
        ("unpass", "d", NOW, "mask.duty-kind"),
        ("pass", "", NOW, "mask.duty-id"),
        ("pass", "d", datetime(2026, 1, 19, 6), "mask.no-zone"),  # noqa: DTZ001
    ],
)
def test_odd_words_are_refused(kind: Any, duty_id: str, made_at: datetime, code: str) -> None:
    """There is no other kind of word, and none without a duty or a zone."""
    ledger = MemoryLedger()
    with refused(code):
        release_duty(ledger, kind, duty_id, made_at)
    assert ledger.rows == []


def test_there_is_no_unpassing() -> None:
    """No public name of the mask takes a pass back."""
    words = ("unpass", "withdraw", "retract", "undo", "revoke", "cancel", "take_back")
    names = [name.lower() for name in offwatch.mask.__all__]
    assert not [name for name in names if any(word in name for word in words)]


def test_a_released_value_holds_nothing_but_what_is_said() -> None:
    """The fields of a released value are fixed: no room for a text or a number of one's own."""
    released = release_duty(MemoryLedger(), "hand", "duty", NOW)
    assert set(Released.__slots__) == {"release_id", "kind", "made_at", "period", "days", "duty_id"}
    with pytest.raises((AttributeError, TypeError)):
        released.note = "x"  # type: ignore[attr-defined]
    assert released.days == ()
    assert isinstance(released.made_at.date(), date)


@given(
    period=st.integers(-50, 5000),
    days=st.lists(st.dates(date(2000, 1, 1), date(2199, 12, 31)), max_size=42, unique=True),
)
def test_days_are_read_as_they_were_written(period: int, days: list[date]) -> None:
    """What a row of the ledger holds says the same period and days when it is read."""
    said = DaysReleased(period, tuple(sorted(days)))
    assert DaysReleased.parse(said.dump()) == said


@pytest.mark.parametrize(
    "text", ["", "3", "x:2026-03-02", "3:2026-03-32", "3:2026-03-02,", "3:,", " 3:", "3:20260302"]
)
def test_a_spoiled_row_is_refused(text: str) -> None:
    """Nothing is read out of a row that we did not write."""
    with refused("mask.row-unreadable"):
        DaysReleased.parse(text)
