"""The envelope: one size, signed, refused whole when anything in it is off."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.strategies import days, desk_says, pad_says

from offwatch.errors import BadInput, OffwatchError, Refused
from offwatch.wire import (
    SIZE,
    Body,
    Pass,
    device_id,
    digest,
    new_signing_key,
    open_sealed,
    public_text,
    read_unverified,
    seal,
)

KEY = new_signing_key()
DEVICE = device_id(public_text(KEY))
DAY = date(2026, 3, 1)


@given(body=st.one_of(pad_says, desk_says), day=days)
def test_whatever_is_said_comes_back_the_same_and_has_one_size(body: Body, day: date) -> None:
    """Length says nothing, and nothing is lost on the way."""
    data = seal(body, device=DEVICE, key=KEY, made_on=day)
    opened = open_sealed(data, KEY.verify_key)
    assert len(data) == SIZE
    assert (opened.body, opened.device, opened.made_on) == (body, DEVICE, day)
    assert read_unverified(data) == opened


@given(body=pad_says, at=st.integers(0, SIZE - 1), bit=st.integers(0, 7))
def test_a_changed_bit_is_always_refused(body: Body, at: int, bit: int) -> None:
    """No bit of an envelope, padding included, can change on the way unnoticed."""
    data = bytearray(seal(body, device=DEVICE, key=KEY, made_on=DAY))
    data[at] ^= 1 << bit
    with pytest.raises(OffwatchError) as caught:
        open_sealed(bytes(data), KEY.verify_key)
    assert caught.value.code.startswith("wire.")


@given(st.binary(max_size=SIZE + 2))
def test_rubbish_is_refused_with_a_code(data: bytes) -> None:
    """Bytes that are no envelope give a named refusal and nothing else."""
    with pytest.raises(BadInput) as caught:
        open_sealed(data, KEY.verify_key)
    assert caught.value.code in {"wire.size", "wire.unreadable"}


def test_another_key_is_refused() -> None:
    """Only the holder of the key can speak for the device."""
    data = seal(Pass("landing"), device=DEVICE, key=new_signing_key(), made_on=DAY)
    with pytest.raises(Refused, match="signature") as caught:
        open_sealed(data, KEY.verify_key)
    assert caught.value.code == "wire.signature"


def _with(change: dict[str, object]) -> bytes:
    form = msgspec.json.decode(seal(Pass("landing"), device=DEVICE, key=KEY, made_on=DAY))
    form.update(change, sig="")
    ordered = msgspec.json.encode(form)
    form["sig"] = KEY.sign(ordered).signature.hex()
    return msgspec.json.encode(form).ljust(SIZE, b" ")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"v": 99}, "wire.version"),
        ({"type": "why"}, "wire.type"),
        ({"note": "words"}, "wire.unreadable"),
        ({"body": {"duty_id": "landing", "note": "words"}}, "wire.unreadable"),
        ({"body": {"duty_id": "some words of my own"}}, "wire.unreadable"),
        ({"body": {}}, "wire.unreadable"),
        ({"made_on": "soon"}, "wire.unreadable"),
    ],
)
def test_a_signed_message_that_is_not_one_of_ours_is_refused(
    change: dict[str, object], code: str
) -> None:
    """A good signature does not let an unknown field, type, version or free text through."""
    with pytest.raises(BadInput) as caught:
        open_sealed(_with(change), KEY.verify_key)
    assert caught.value.code == code


def test_a_message_that_does_not_fit_is_refused_when_it_is_made() -> None:
    """Nothing longer than an envelope ever leaves."""
    from datetime import UTC, datetime

    from offwatch.wire import Duties, Duty

    at = datetime(2026, 3, 1, tzinfo=UTC)
    duty = Duty("d", "N" * 300, "shift", at, at, "owner", "planned", DAY, False)
    with pytest.raises(BadInput) as caught:
        seal(Duties(at, 0, 0, False, (duty,) * 9), device=DEVICE, key=KEY, made_on=DAY)
    assert caught.value.code == "wire.too-long"


def test_the_digest_tells_two_envelopes_apart() -> None:
    """The same bytes have the same digest, others another."""
    one = seal(Pass("landing"), device=DEVICE, key=KEY, made_on=DAY, message_id="0" * 32)
    two = seal(Pass("watch"), device=DEVICE, key=KEY, made_on=DAY, message_id="0" * 32)
    assert digest(one) == digest(bytes(one)) != digest(two)
