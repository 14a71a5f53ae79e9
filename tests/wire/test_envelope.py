"""The envelope: one size, one spelling, signed, refused whole when anything in it is off."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nacl.signing import SigningKey
from tests.refusals import refused
from tests.wire.strategies import counts, days, desk_says, hostile_bodies, pad_says

from offwatch.errors import BadInput, OffwatchError, Refused
from offwatch.wire import (
    DESK_SAYS,
    NO_EPOCH,
    SIZE,
    Body,
    Duties,
    Duty,
    Envelope,
    Header,
    Pair,
    Pass,
    Quiet,
    Said,
    TeamNorm,
    device_id,
    digest,
    new_message_id,
    new_signing_key,
    open_sealed,
    plain_text,
    public_text,
    read_unverified,
    seal,
    verify_sealed,
)

KEY = new_signing_key()
DEVICE = device_id(public_text(KEY))
DAY = date(2026, 3, 1)
AT = datetime(2026, 3, 1, tzinfo=UTC)


def sealed(body: Body, *, key: SigningKey = KEY, version: int = 2, message_id: str = "") -> bytes:
    name = message_id or new_message_id()
    return seal(body, device=DEVICE, key=key, made_on=DAY, message_id=name, version=version)


@given(body=st.one_of(pad_says, desk_says), day=days, count=counts)
def test_whatever_is_said_comes_back_the_same_and_has_one_size(
    body: Body, day: date, count: int
) -> None:
    """Length says nothing, and nothing is lost on the way."""
    name = new_message_id()
    data = seal(body, device=DEVICE, key=KEY, made_on=day, message_id=name, count=count)
    opened = open_sealed(data, KEY.verify_key)
    assert len(data) == SIZE
    assert opened == read_unverified(data) == Envelope(Header(2, DEVICE, name, day, count), body)
    assert verify_sealed(data, KEY.verify_key) == opened.header


A_DUTY = Duty("d", "Watch", "shift", AT, AT + timedelta(hours=8), "Owner", "planned", DAY, False)
A_NORM = TeamNorm(1, 6, 1, 72, 6, DAY, 28, 14, "Europe/Berlin", 100)
GIVEN_AWAY = msgspec.structs.replace(A_DUTY, state="given_away", guarded=True)


@given(body=st.one_of(pad_says, desk_says))
@example(body=Quiet("1" * 16, 3))
@example(body=msgspec.structs.replace(A_NORM, ask_ahead_days=3))
@example(body=msgspec.structs.replace(A_NORM, wearers=1, members=12))
@example(body=Duties(AT, "1" * 16, 1, 0, False, (A_DUTY, GIVEN_AWAY)))
@example(body=Pair("0" * 64, "0" * 64))
def test_what_version_1_has_words_for_crosses_in_its_own_form(body: Body) -> None:
    """To a pad or from a pad of the version before: without what it never had, else the same."""
    if isinstance(body, Pair | Said):
        with pytest.raises(BadInput) as caught:
            sealed(body, version=1)
        assert caught.value.code == "wire.version"
        return
    opened = open_sealed(sealed(body, version=1), KEY.verify_key)
    assert opened.header.version == 1
    match body:
        case Quiet():
            assert opened.body == Quiet(NO_EPOCH, body.cursor)
        case TeamNorm():
            ahead = min(14, body.period_days)
            older = {"ask_ahead_days": ahead, "wearers": 0, "members": 0}
            assert opened.body == msgspec.structs.replace(body, **older)
        case Duties():
            assert isinstance(opened.body, Duties)
            assert [d.duty_id for d in opened.body.duties] == [d.duty_id for d in body.duties]
            assert not any(d.guarded or d.state == "given_away" for d in opened.body.duties)
        case _:
            assert opened.body == body


@given(body=pad_says, at=st.integers(0, SIZE - 1), bit=st.integers(0, 7))
def test_a_changed_bit_is_always_refused(body: Body, at: int, bit: int) -> None:
    """No bit of an envelope, padding included, can change on the way unnoticed."""
    data = bytearray(sealed(body))
    data[at] ^= 1 << bit
    with pytest.raises(OffwatchError) as caught:
        open_sealed(bytes(data), KEY.verify_key)
    assert caught.value.code.startswith("wire.")


@given(st.binary(max_size=SIZE + 2))
def test_rubbish_is_refused_with_a_code(data: bytes) -> None:
    """Bytes that are no envelope give a named refusal and nothing else."""
    with refused("wire.unreadable" if len(data) == SIZE else "wire.size"):
        open_sealed(data, KEY.verify_key)


def test_another_key_is_refused() -> None:
    """Only the holder of the key can speak for the device."""
    data = sealed(Pass("landing"), key=new_signing_key())
    for read in (open_sealed, verify_sealed):
        with refused("wire.signature", Refused):
            read(data, KEY.verify_key)


def _signed(text: bytes) -> bytes:
    """Any text with an empty signature at its end, signed as it stands."""
    assert text.endswith(b'"sig":""}')
    signature = KEY.sign(text).signature.hex().encode()
    return (text[:-2] + signature + b'"}').ljust(SIZE, b" ")


def _text(body: str, name: str = "pass", v: str = "2", day: str = "2026-03-01") -> bytes:
    count = '"count":1,' if v != "1" else ""
    return (
        f'{{"v":{v},"device":"{DEVICE}","message_id":"{"0" * 32}","made_on":"{day}",'
        f'{count}"type":"{name}","body":{body},"sig":""}}'
    ).encode()


def test_the_texts_below_are_refused_for_what_is_changed_in_them() -> None:
    """As they stand, unchanged, they are read."""
    assert open_sealed(_signed(_text('{"duty_id":"landing"}')), KEY.verify_key).type == "pass"
    assert open_sealed(_signed(_text('{"cursor":3}', "quiet", "1")), KEY.verify_key)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_text('{"duty_id":"landing"}', v="99"), "wire.version"),
        (_text('{"duty_id":"landing"}', v="0"), "wire.version"),
        (_text('{"duty_id":"landing"}', v='"2"'), "wire.unreadable"),
        (_text("{}", name="why"), "wire.type"),
        (_text("{}"), "wire.bounds"),
        (_text('{"duty_id":"landing"}', day="soon"), "wire.unreadable"),
        (_text('{"duty_id":"landing"}', day="0001-01-01"), "wire.bounds"),
        (_text('{"duty_id":"landing"}', day="9999-12-31"), "wire.bounds"),
        (_text('{"duty_id":"landing","note":"words"}'), "wire.bounds"),
        (_text('{"duty_id":"some words of my own"}'), "wire.bounds"),
        (_text('{"duty_id":"landing\\n"}'), "wire.bounds"),
        (_text('{"duty_id":"landing"}').replace(b'"pass"', b'"pass","note":"words"'),
         "wire.unreadable"),
        # more than one spelling of the same: each of these says what the form has no place for
        (_text('{"duty_id": "landing"}'), "wire.unreadable"),
        (_text('{ "duty_id":"landing"}'), "wire.unreadable"),
        (_text('{"duty_id":"landing"\t}'), "wire.unreadable"),
        (_text('{"duty_id":"l\\u0061nding"}'), "wire.unreadable"),
        (_text('{"duty_id":"migraine","duty_id":"landing"}'), "wire.unreadable"),
        (_text('{"\\u0064uty_id":"landing"}'), "wire.unreadable"),
        (_text('{"duty_id":"landing"}').replace(b',"count":1', b',"count":7,"count":1'),
         "wire.unreadable"),
        (_text('{"duty_id":"landing"}').replace(b'"count":1', b'"count": 1'), "wire.unreadable"),
        (_text('{"duty_id":"landing"}').replace(b'"count":1', b'"count":1.0'), "wire.unreadable"),
        (_text('{"cursor":3,"epoch":"0000000000000000"}', "quiet"), "wire.unreadable"),
        (_text('{"epoch":"0000000000000000","cursor":3e0}', "quiet"), "wire.bounds"),
        (_text('{"epoch":"0000000000000000","cursor":-0}', "quiet"), "wire.unreadable"),
        (_text('{"cursor":3,"epoch":"0000000000000000"}', "quiet", "1"), "wire.unreadable"),
        (_text('{"cursor": 3}', "quiet", "1"), "wire.unreadable"),
        (_text('"words"', "quiet", "1"), "wire.bounds"),
        (_text('["words"]', "duties", "1"), "wire.bounds"),
        (_text('{"duties":"words"}', "duties", "1"), "wire.bounds"),
        (_text('{"duties":["words"]}', "duties", "1"), "wire.bounds"),
        (_text('{"period_days":"words"}', "norm", "1"), "wire.bounds"),
        (_text('{"period_days":28,"words":1}', "norm", "1"), "wire.bounds"),
        (_text('{"public_key":"words"}', "said", "1"), "wire.version"),
        (_text('{"period":1,"days":["2026-03-02","2026-03-01"]}', "days"), "wire.bounds"),
        (_text('{"period":1,"days":["2026-03-02","2026-03-02"]}', "days"), "wire.bounds"),
        (_text('{"period":1,"days":["2026-03-01","2026-05-24"]}', "days"), "wire.bounds"),
    ],
)  # fmt: skip
def test_a_signed_message_that_is_not_one_of_ours_is_refused(text: bytes, code: str) -> None:
    """A good signature lets nothing through but the form, in its one spelling."""
    with refused(code):
        open_sealed(_signed(text), KEY.verify_key)


def test_a_code_in_clear_is_not_taken_from_anybody() -> None:
    """Version 1 said the pairing code itself; nobody is paired that way any more."""
    body = f'{{"code":"AAAABBBBCCCCDDDD","public_key":"{public_text(KEY)}"}}'
    with refused("wire.version"):
        open_sealed(_signed(_text(body, "pair", "1")), KEY.verify_key)


@pytest.mark.parametrize("depth", [50, 900])
def test_deep_nesting_is_refused(depth: int) -> None:
    """Lists in lists are no message, however many."""
    with pytest.raises(BadInput):
        open_sealed(_signed(_text("[" * depth + "]" * depth, "days")), KEY.verify_key)


@pytest.mark.parametrize(
    ("body", "change"),
    [
        (A_NORM, {"zone": "Mars/Base"}), (A_NORM, {"zone": ""}), (A_NORM, {"zone": "../passwd"}),
        (A_NORM, {"days": 15}), (A_NORM, {"passes": 15}), (A_NORM, {"ask_ahead_days": 29}),
        (A_NORM, {"days": -1}), (A_NORM, {"tracks": 5}), (A_NORM, {"hour": 24}),
        (A_NORM, {"first_day": "0001-01-01"}), (A_NORM, {"first_day": "2200-01-01"}),
        (A_NORM, {"period_days": 6}), (A_NORM, {"adoption": 101}), (A_NORM, {"freeze_h": 337}),
        (A_NORM, {"wearers": 1}), (A_NORM, {"members": -1}),
        (A_DUTY, {"end_at": "2026-03-01T00:00:00Z"}), (A_DUTY, {"end_at": "2026-02-28T00:00:00Z"}),
        (A_DUTY, {"end_at": "9999-12-31T23:00:00Z"}),
        (A_DUTY, {"start_at": "0001-01-01T00:00:00Z"}),
        (A_DUTY, {"end_at": "2027-03-03T00:00:00Z"}), (A_DUTY, {"start_at": "2026-03-01T00:00:00"}),
        (A_DUTY, {"planned_on": "1899-12-31"}), (A_DUTY, {"name": "x" * 81}),
        (A_DUTY, {"owner": "a\nb"}), (A_DUTY, {"name": "a\u202eb"}), (A_DUTY, {"name": "a\x00"}),
        (A_DUTY, {"state": "granted"}), (A_DUTY, {"kind": "meeting"}), (A_DUTY, {"guarded": 1}),
    ],
)  # fmt: skip
def test_what_lies_outside_its_bounds_is_neither_said_nor_heard(
    body: TeamNorm | Duty, change: dict[str, object]
) -> None:
    """The same bounds on both sides: zone, days, years, order, lengths, letters."""
    values = {**msgspec.to_builtins(body), **change}
    name, text = "norm", msgspec.json.encode(values).decode()
    if isinstance(body, Duty):
        name = "duties"
        text = (
            '{"as_of":"2026-03-01T00:00:00Z","epoch":"0000000000000000","cursor":1,"page":0,'
            f'"more":false,"duties":[{text}]}}'
        )
    with pytest.raises(BadInput) as caught:
        open_sealed(_signed(_text(text, name)), KEY.verify_key)
    assert caught.value.code == "wire.bounds"
    with pytest.raises((BadInput, TypeError)):
        typed = {k: _typed(body, k, v) for k, v in values.items()}
        made = type(body)(**typed)
        whole = made if isinstance(made, TeamNorm) else Duties(AT, NO_EPOCH, 1, 0, False, (made,))
        sealed(whole)


def _typed(body: Body, field: str, value: object) -> object:
    kind = type(getattr(body, field))
    if kind in (date, datetime) and isinstance(value, str):
        return kind.fromisoformat(value)
    return value


@pytest.mark.parametrize(
    ("field", "value"), [("cursor", 2**70), ("cursor", -1), ("page", 200), ("epoch", "")]
)
def test_a_page_keeps_to_its_ranges(field: str, value: object) -> None:
    """Cursors that no database holds and pages without end are refused where they are made."""
    page = msgspec.structs.replace(Duties(AT, NO_EPOCH, 1, 0, False, ()), **{field: value})
    with pytest.raises(BadInput) as caught:
        sealed(page)
    assert caught.value.code == "wire.bounds"


@given(said=hostile_bodies())
def test_whatever_a_desk_says_is_read_whole_or_refused_with_a_code(
    said: tuple[str, object],
) -> None:
    """Hostile values in any field: a message within all bounds, or a wire.* code."""
    name, values = said
    text = _text(msgspec.json.encode(values).decode(), name)
    if len(text) + 128 > SIZE:
        return
    with suppress(BadInput):
        assert type(open_sealed(_signed(text), KEY.verify_key).body) is DESK_SAYS[name]


def test_a_message_that_does_not_fit_is_refused_when_it_is_made() -> None:
    """Nothing longer than an envelope ever leaves."""
    duty = msgspec.structs.replace(A_DUTY, name="N" * 80)
    with refused("wire.too-long"):
        sealed(Duties(AT, NO_EPOCH, 0, 0, False, (duty,) * 9))


def test_a_message_that_fills_its_envelope_to_the_last_byte_is_said() -> None:
    """The bound is the size itself: one letter more, and it is refused."""
    duties = [msgspec.structs.replace(A_DUTY, name="") for _ in range(8)]

    def page() -> Duties:
        return Duties(AT, NO_EPOCH, 0, 0, False, tuple(duties))

    def lengthen(by: int) -> None:
        for i, duty in enumerate(duties):
            more = min(by, 80 - len(duty.name))
            duties[i] = msgspec.structs.replace(duty, name=duty.name + "N" * more)
            by -= more

    lengthen(SIZE - len(sealed(page()).rstrip()))
    full = sealed(page())
    assert len(full) == len(full.rstrip()) == SIZE
    assert open_sealed(full, KEY.verify_key).body == page()
    lengthen(1)
    with refused("wire.too-long"):
        sealed(page())


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2199, 12, 31)])
def test_an_envelope_may_be_dated_on_the_first_and_on_the_last_day_in_use(day: date) -> None:
    """Years of both ends are within the bounds."""
    data = seal(Pass("d"), device=DEVICE, key=KEY, made_on=day, message_id=new_message_id())
    assert open_sealed(data, KEY.verify_key).made_on == day


@pytest.mark.parametrize("version", [1, 2])
def test_what_nobody_counts_has_the_number_0(version: int) -> None:
    """A desk's answer that names no number, and an envelope of version 1, which had none."""
    opened = open_sealed(sealed(Pass("landing"), version=version), KEY.verify_key)
    assert opened.header.count == 0


def test_the_digest_is_blake2b_256_of_every_byte() -> None:
    """The same bytes have the same digest, others another; kept digests stay comparable."""
    one = sealed(Pass("landing"), message_id="0" * 32)
    two = sealed(Pass("watch"), message_id="0" * 32)
    assert digest(one) == digest(bytes(one)) != digest(two)
    empty = "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"
    assert digest(b"") == empty


@given(text=st.text(max_size=200))
def test_a_plain_text_may_always_be_said(text: str) -> None:
    """Whatever name is kept on the desk, what is made of it is within the bounds of a name."""
    if any("\ud800" <= letter <= "\udfff" for letter in plain_text(text)):
        raise AssertionError
    msgspec.structs.replace(A_DUTY, name=plain_text(text), owner=plain_text(text, 48))
    assert len(plain_text(text)) <= 80
