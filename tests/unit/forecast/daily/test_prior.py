"""What a prior by day must say, and what of it is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from offwatch.errors import BadInput
from offwatch.forecast.daily.prior import daily_as_dict, daily_from_dict, load_daily

Spoil = Callable[[dict[str, Any]], object]

SPOILT: dict[str, Spoil] = {
    "a field missing": lambda raw: raw.pop("strength"),
    "nobody": lambda raw: raw.update(populations=[]),
    "shares that sum to two": lambda raw: raw["populations"][0].update(share=2.0),
    "a chance of none": lambda raw: raw["populations"][0].update(after_free=0.0),
    "a certain chance": lambda raw: raw["populations"][0].update(rate=1.0),
    "no strength": lambda raw: raw.update(strength=0),
    "a step that is no number": lambda raw: raw["logistic"].update(
        {next(iter(raw["logistic"])): float("nan")}
    ),
    "trust below nothing": lambda raw: raw["trust"].update({next(iter(raw["trust"])): -1.0}),
    "trust in no model": lambda raw: raw.update(trust=dict.fromkeys(raw["trust"], 0.0)),
    "a list for a table": lambda raw: raw.update(trust=[]),
}


def shipped() -> dict[str, Any]:
    prior = load_daily("migraine")
    assert prior is not None
    return daily_as_dict(prior)


def test_a_prior_is_read_as_it_was_written() -> None:
    """Through its form and back nothing changes."""
    raw = shipped()
    assert daily_as_dict(daily_from_dict("migraine", copy.deepcopy(raw))) == raw


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_spoilt_prior_is_refused(spoil: Spoil) -> None:
    """A field that is missing or out of range gives one clear refusal."""
    raw = copy.deepcopy(shipped())
    spoil(raw)
    with pytest.raises(BadInput, match="make one with") as refusal:
        daily_from_dict("migraine", raw)
    assert refusal.value.code == "forecast.bad-prior"


def test_an_unknown_preset_is_refused() -> None:
    """The refusal names those that there are."""
    with pytest.raises(BadInput, match="menstrual") as refusal:
        load_daily("tides")
    assert refusal.value.code == "forecast.unknown-preset"
