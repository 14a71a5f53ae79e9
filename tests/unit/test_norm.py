from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import ValidationError, convert
from msgspec.json import decode as json_decode
from msgspec.json import encode as json_encode

from offwatch.desk.rosters.team_form import read_team
from offwatch.errors import BadInput
from offwatch.norm import Norm
from offwatch.wire import TeamNorm


@pytest.fixture
def norm() -> Norm:
    return Norm(first_day=date(2026, 1, 5), zone="UTC")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("tracks", 0, "norm.tracks"),
        ("tracks", 5, "norm.tracks"),
        ("tracks", True, "norm.tracks"),
        ("tracks", 1.0, "norm.tracks"),
        ("days", -1, "norm.days"),
        ("days", 15, "norm.days"),
        ("passes", -1, "norm.passes"),
        ("passes", 15, "norm.passes"),
        ("passes", "1", "norm.passes"),
        ("freeze_h", -1, "norm.freeze"),
        ("freeze_h", 337, "norm.freeze"),
        ("hour", 24, "norm.hour"),
        ("hour", -1, "norm.hour"),
        ("period_days", 6, "norm.period-days"),
        ("period_days", 85, "norm.period-days"),
        ("ask_ahead_days", 0, "norm.ask-ahead"),
        ("ask_ahead_days", 29, "norm.ask-ahead"),
        ("zone", "Nowhere/Land", "norm.zone"),
        ("zone", "", "norm.zone"),
        ("zone", "../etc/passwd", "norm.zone"),
        ("first_day", "2026-01-05", "norm.first-day"),
        ("first_day", datetime(2026, 1, 5, tzinfo=UTC), "norm.first-day"),
    ],
)
def test_it_refuses_values_out_of_bounds(field: str, value: object, code: str) -> None:
    """Each field has bounds, and a value beyond them is named by its code."""
    values: dict[str, Any] = {"first_day": date(2026, 1, 5), "zone": "UTC", field: value}
    with pytest.raises(BadInput) as caught:
        Norm(**values)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("field", "value"), [("tracks", 4), ("days", 14), ("days", 0), ("hour", 0)]
)
def test_it_takes_the_bounds_themselves(field: str, value: int) -> None:
    """The outermost allowed values are allowed."""
    values: dict[str, Any] = {"first_day": date(2026, 1, 5), "zone": "UTC", field: value}
    assert getattr(Norm(**values), field) == value


def test_it_reads_back_what_it_writes(norm: Norm) -> None:
    """A norm survives the way through JSON-able values."""
    assert Norm.from_dict(norm.as_dict()) == norm


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"first_day": "2026-01-05", "zone": "UTC", "why": "x"}, "norm.unknown-key"),
        ({"zone": "UTC"}, "norm.first-day"),
        ({"first_day": "5 Jan", "zone": "UTC"}, "norm.first-day"),
        ({"first_day": "2026-01-05"}, "norm.zone"),
    ],
)
def test_it_refuses_a_broken_dictionary(values: dict[str, object], code: str) -> None:
    """What a desk sends is checked key by key."""
    with pytest.raises(BadInput) as caught:
        Norm.from_dict(values)
    assert caught.value.code == code


def test_the_batch_keeps_the_team_s_hour_through_summer_time() -> None:
    """06:00 in Berlin is 05:00 UTC in winter and 04:00 UTC in summer."""
    norm = Norm(first_day=date(2026, 1, 5), zone="Europe/Berlin")
    assert norm.batch_at(date(2026, 2, 1)) == datetime(2026, 2, 1, 5, tzinfo=UTC)
    assert norm.batch_at(date(2026, 7, 1)) == datetime(2026, 7, 1, 4, tzinfo=UTC)


def test_the_freeze_ends_at_its_hour(norm: Norm) -> None:
    """A duty exactly 72 hours ahead may still be passed, a second later it may not."""
    now = datetime(2026, 2, 1, 6, tzinfo=UTC)
    starts_at = now + timedelta(hours=72)
    assert not norm.in_freeze(starts_at, now)
    assert norm.in_freeze(starts_at, now + timedelta(seconds=1))


def test_an_instant_without_a_zone_is_refused(norm: Norm) -> None:
    """The team's day of a naive instant is not guessed."""
    with pytest.raises(BadInput):
        norm.today(datetime(2026, 2, 1, 6))  # noqa: DTZ001


def test_two_norms_have_two_fingerprints(norm: Norm) -> None:
    """A change of any field shows in the fingerprint."""
    other = Norm.from_dict({**norm.as_dict(), "passes": 2})
    assert norm.fingerprint != other.fingerprint
    assert norm.fingerprint == Norm.from_dict(norm.as_dict()).fingerprint


TOLD: dict[str, Any] = {
    "tracks": 1,
    "days": 3,
    "passes": 1,
    "freeze_h": 72,
    "hour": 6,
    "first_day": "2026-01-05",
    "period_days": 28,
    "ask_ahead_days": 7,
    "zone": "UTC",
}


def taken(read: Callable[[dict[str, Any]], object], told: dict[str, Any]) -> bool:
    try:
        read(told)
    except (BadInput, ValidationError):
        return False
    return True


@pytest.mark.parametrize(
    ("field", "lowest", "highest"),
    [
        ("tracks", 1, 4),
        ("days", 0, 14),
        ("passes", 0, 14),
        ("freeze_h", 0, 336),
        ("hour", 0, 23),
        ("period_days", 7, 84),
        ("ask_ahead_days", 1, 28),
    ],
)
def test_pad_wire_and_desk_take_the_same_norms(field: str, lowest: int, highest: int) -> None:
    """What a team's form may say a desk can tell and a pad can keep; nothing else passes any."""
    for value in (lowest - 1, lowest, highest, highest + 1):
        told = TOLD | {field: value}
        team = {"norm": told}
        reads: list[tuple[Callable[[dict[str, Any]], object], dict[str, Any]]] = [
            (Norm.from_dict, told),
            (lambda t: convert({**t, "adoption": 100}, TeamNorm).read(), told),
            (lambda t: read_team(json.dumps(t).encode()), team),
        ]
        assert [taken(read, what) for read, what in reads] == [lowest <= value <= highest] * 3


def test_the_wire_alone_holds_each_number_to_its_bounds() -> None:
    """A number beyond what any norm takes cannot even be said."""
    for field, value in (("days", 43), ("passes", 43), ("ask_ahead_days", 85), ("freeze_h", 337)):
        with pytest.raises(ValidationError):
            convert({**TOLD, field: value, "adoption": 100}, TeamNorm)


@given(
    period_days=st.integers(7, 84),
    share=st.floats(0, 1),
    passes=st.floats(0, 1),
    ahead=st.floats(0, 1),
    tracks=st.integers(1, 4),
    freeze_h=st.integers(0, 336),
    hour=st.integers(0, 23),
)
def test_a_norm_crosses_unchanged(
    period_days: int,
    share: float,
    passes: float,
    ahead: float,
    tracks: int,
    freeze_h: int,
    hour: int,
) -> None:
    """Told by a desk, read by a pad, kept and read again, it is the same norm to the last field."""
    norm = Norm(
        first_day=date(2026, 1, 5),
        zone="Europe/Berlin",
        tracks=tracks,
        days=int(share * (period_days // 2)),
        passes=int(passes * (period_days // 2)),
        freeze_h=freeze_h,
        hour=hour,
        period_days=period_days,
        ask_ahead_days=1 + int(ahead * (period_days - 1)),
    )
    bytes_told = json_encode(TeamNorm.of(norm, 1, 2))
    read = json_decode(bytes_told, type=TeamNorm).read()
    assert read == norm == Norm.from_dict(read.as_dict())
    assert read.fingerprint == norm.fingerprint


def test_a_short_period_is_asked_for_a_period_ahead() -> None:
    """A period of a week is asked for a week before; a longer one two weeks before."""
    told = {"first_day": "2026-01-05", "zone": "UTC", "days": 1}
    assert Norm.from_dict({**told, "period_days": 7}).ask_ahead_days == 7
    assert Norm.from_dict({**told, "period_days": 21}).ask_ahead_days == 14
