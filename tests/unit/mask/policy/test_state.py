"""What a pad has said is kept in the vault and read again without a change."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.errors import BadInput
from offwatch.mask import MaskState
from offwatch.mask.policy.state import DutyPlace

days = st.dates(date(2000, 1, 1), date(2199, 12, 31))
ids = st.text("abcXYZ019._-", min_size=1, max_size=20)
states = st.builds(
    MaskState,
    last_batch_day=st.none() | days,
    norm=st.none() | ids,
    norm_from=st.none() | st.integers(-10, 500),
    answered=st.frozensets(st.integers(0, 500), max_size=6),
    spent=st.dictionaries(st.integers(0, 500), st.integers(0, 42), max_size=6),
    passed=st.frozensets(st.builds(DutyPlace, ids, days), max_size=6),
    kept=st.frozensets(ids, max_size=6),
    jump_seen_at=st.none() | st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)


@given(states)
def test_it_survives_the_vault(state: MaskState) -> None:
    """Written as JSON and read again, it is the same to the last field."""
    assert MaskState.from_dict(json.loads(json.dumps(state.to_dict()))) == state


def test_a_state_without_the_newest_field_is_read() -> None:
    """A vault of the version before has no word of a jumped clock."""
    values = MaskState(last_batch_day=date(2026, 1, 5)).to_dict()
    del values["jump_seen_at"]
    assert MaskState.from_dict(values).last_batch_day == date(2026, 1, 5)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"last_batch_day": "soon"},
        {"answered": None},
        {"answered": ["x"]},
        {"spent": [[1]]},
        {"passed": ["watch"]},
        {"passed": [3]},
        {"kept": 3},
        {"jump_seen_at": "now"},
    ],
)
def test_a_spoiled_state_is_refused(spoilt: dict[str, Any]) -> None:
    """Nothing is guessed: a pad that does not know what it has said must not speak."""
    with pytest.raises(BadInput) as caught:
        MaskState.from_dict(MaskState().to_dict() | spoilt)
    assert caught.value.code == "mask.standing-unreadable"
    with pytest.raises(BadInput):
        MaskState.from_dict({})
