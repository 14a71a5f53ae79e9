from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offwatch.errors import BadInput
from offwatch.simulate import law_of, parse_condition


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("population", "population"),
        ("twice-yearly", "twice-yearly"),
        ("none", "none"),
        ("28:2.5", "fixed"),
        ("7:0", "fixed"),
        ("400:100", "fixed"),
    ],
)
def test_it_reads_the_documented_conditions(text: str, kind: str) -> None:
    """Each documented form is read, and only people without a condition have no law."""
    condition = parse_condition(text)
    assert condition.kind == kind
    assert (law_of(condition) is None) == (kind == "none")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "28",
        "28:",
        ":2",
        "6.9:1",
        "401:1",
        "28:9.4",
        "-28:2",
        "28:-2",
        "28:nan",
        "1e2:3",
        "٢٨:٢",
    ],
)
def test_it_refuses_anything_else(text: str) -> None:
    """Half a pair, bounds, signs and other numerals are refused with a code of their own."""
    with pytest.raises(BadInput) as caught:
        parse_condition(text)
    assert caught.value.code in ("simulate.condition", "simulate.condition-bounds")


@settings(deadline=None)
@given(st.text(max_size=12))
def test_it_never_guesses(text: str) -> None:
    """Any text is either read within bounds or refused by name."""
    try:
        condition = parse_condition(text)
    except BadInput:
        return
    if condition.kind == "fixed":
        assert 7 <= condition.mean_days <= 400
        assert 0 <= condition.sd_days <= condition.mean_days / 3
    else:
        assert math.isnan(condition.mean_days)
