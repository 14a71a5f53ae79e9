from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.refusals import refused

from offwatch.errors import Refused
from offwatch.mask import MaskState, MemoryLedger, Norm, OwnDuty, hand_pass, keep_duty

MakeDuty = Callable[..., OwnDuty]
DAY = date(2026, 2, 20)


def test_a_duty_is_kept_in_its_window_only(make_duty: MakeDuty) -> None:
    """From publication for 48 hours, not a second before or after."""
    duty = make_duty(DAY, "d")
    for now, open_ in (
        (duty.published_at, True),
        (duty.keep_until - timedelta(seconds=1), True),
        (duty.published_at - timedelta(seconds=1), False),
        (duty.keep_until, False),
    ):
        ledger = MemoryLedger()
        if open_:
            outcome = keep_duty(ledger, MaskState(), duty, now)
            assert outcome.released.kind == "keep"
            assert outcome.state.kept == {"d"}
        else:
            with pytest.raises(Refused) as caught:
                keep_duty(ledger, MaskState(), duty, now)
            assert caught.value.code == "mask.keep-closed"
        assert len(ledger.rows) == open_


def test_a_hand_pass_spends_the_budget_first(norm: Norm, make_duty: MakeDuty) -> None:
    """The first of a period uses the budget; the next goes to the duty's owner."""
    ledger, now = MemoryLedger(), norm.batch_at(DAY - timedelta(days=5))
    first = hand_pass(ledger, MaskState(), norm, make_duty(DAY, "a"), now)
    second = hand_pass(ledger, first.state, norm, make_duty(DAY, "b"), now)
    number = norm.period_at(DAY).number
    assert (first.to_owner, second.to_owner) == (False, True)
    assert second.state.spent == {number: 1}
    at = make_duty(DAY).starts_at
    assert [second.state.has_passed(d, at) for d in ("a", "b", "c")] == [True, True, False]
    assert [row.kind for row in ledger.rows] == ["hand", "hand"]


def test_inside_the_freeze_it_goes_to_the_owner(norm: Norm, make_duty: MakeDuty) -> None:
    """Late is always possible, and always a question to the owner."""
    duty = make_duty(DAY, "late")
    now = duty.starts_at - timedelta(hours=71)
    assert hand_pass(MemoryLedger(), MaskState(), norm, duty, now).to_owner


def test_a_guarded_duty_goes_to_the_owner(norm: Norm, make_duty: MakeDuty) -> None:
    """Seats at minimum cover are not given away without an answer."""
    now = norm.batch_at(DAY - timedelta(days=9))
    outcome = hand_pass(MemoryLedger(), MaskState(), norm, make_duty(DAY, "g"), now, guarded={"g"})
    assert outcome.to_owner


@pytest.mark.parametrize(("minutes", "code"), [(0, "mask.duty-begun"), (600, "mask.duty-begun")])
def test_a_duty_begun_cannot_be_passed(
    norm: Norm, make_duty: MakeDuty, minutes: int, code: str
) -> None:
    """From the minute it begins it is past passing, and nothing is written."""
    duty, ledger = make_duty(DAY, "d"), MemoryLedger()
    with pytest.raises(Refused) as caught:
        hand_pass(ledger, MaskState(), norm, duty, duty.starts_at + timedelta(minutes=minutes))
    assert caught.value.code == code
    assert ledger.rows == []


def test_a_passed_duty_is_neither_kept_nor_passed_again(norm: Norm, make_duty: MakeDuty) -> None:
    """Once passed, it comes back from the open-duty list only."""
    duty = make_duty(DAY, "d")
    passed = MaskState().after_pass("d", duty.starts_at, 0)
    with pytest.raises(Refused) as keeping:
        keep_duty(MemoryLedger(), passed, duty, duty.published_at)
    with pytest.raises(Refused) as passing:
        hand_pass(MemoryLedger(), passed, norm, duty, duty.published_at)
    assert keeping.value.code == passing.value.code == "mask.passed"


def test_a_mission_that_moved_may_be_passed_again(norm: Norm, make_duty: MakeDuty) -> None:
    """On its new days it is a new question; on the old ones it was asked already."""
    before, now = make_duty(DAY, "m", days=3), norm.batch_at(DAY - timedelta(days=9))
    passed = hand_pass(MemoryLedger(), MaskState(), norm, before, now).state
    after = make_duty(DAY + timedelta(days=7), "m", days=3)
    again = hand_pass(MemoryLedger(), MaskState.from_dict(passed.to_dict()), norm, after, now)
    assert again.released.duty_id == "m"
    with pytest.raises(Refused, match="passed"):
        hand_pass(MemoryLedger(), again.state, norm, before, now)


def test_a_kept_duty_is_not_passed_by_hand(norm: Norm, make_duty: MakeDuty) -> None:
    """The desk refuses it, so nothing is let out; another duty is passed as ever."""
    duty, ledger = make_duty(DAY, "d"), MemoryLedger()
    now = duty.published_at + timedelta(days=5)
    with pytest.raises(Refused) as caught:
        hand_pass(ledger, MaskState(), norm, duty, now, kept={"d"})
    assert caught.value.code == "mask.kept"
    assert not ledger.rows
    assert hand_pass(ledger, MaskState(), norm, duty, now, kept={"e"}).released.duty_id == "d"


def test_what_cannot_be_passed_by_hand_any_more_is_refused(norm: Norm, make_duty: MakeDuty) -> None:
    """A duty that has begun, one that is kept, one that was passed; nothing is in the ledger."""
    duty, ledger = make_duty(DAY, "d"), MemoryLedger()
    before = duty.starts_at - timedelta(days=5)
    passed = MaskState().after_pass("d", duty.starts_at, 1)
    for state, now, kept, code in (
        (MaskState(), duty.starts_at, set[str](), "mask.duty-begun"),
        (MaskState(), before, {"d"}, "mask.kept"),
        (passed, before, set[str](), "mask.passed"),
    ):
        with refused(code, Refused):
            hand_pass(ledger, state, norm, duty, now, kept=kept)
    assert ledger.rows == []
    moved = make_duty(DAY + timedelta(days=3), "d")
    assert hand_pass(ledger, passed, norm, moved, before).released.duty_id == "d"
    assert hand_pass(
        ledger, MaskState(), norm, duty, duty.starts_at - timedelta(seconds=1)
    ).to_owner
