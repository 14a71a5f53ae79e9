"""JSON is read strictly: what a lenient reader would drop without a word is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.errors import BadInput
from offwatch.strict_json import MOST_DEPTH, parse_json

KEYS = st.text(min_size=1, max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(VALUES, KEYS, VALUES)
def test_a_key_given_twice_is_refused_wherever_it_stands(
    around: object, key: str, value: object
) -> None:
    """Even if both say the same, and even inside a value that is dropped itself."""
    word, text = json.dumps(key), json.dumps(value)
    doubled = f"{{{word}: {text}, {word}: {text}}}"
    for whole in (doubled, f"[{json.dumps(around)}, {doubled}]", f'{{"x": {{"y": {doubled}}}}}'):
        with pytest.raises(BadInput, match="twice") as refused:
            parse_json(whole, "some.code", "x.json")
        assert refused.value.code == "some.code"


def test_the_message_names_the_path() -> None:
    """Whoever wrote the file finds the place."""
    text = '{"roster": {"a": {}, "b": [{}, {"day": 1, "day": 2}]}}'
    with pytest.raises(BadInput, match=r"“roster.b\[1\].day” twice"):
        parse_json(text, "c", "x.json")
    long = json.dumps("k" * 5000)
    with pytest.raises(BadInput) as refused:
        parse_json(f"{{{long}: 1, {long}: 2}}", "c", "x" * 5000)
    assert len(refused.value.message) < 250


@pytest.mark.parametrize("depth", [MOST_DEPTH + 1, 900, 100_000])
def test_endless_nesting_is_refused(depth: int) -> None:
    """Lists or objects, however many."""
    for opens, closes in (("[", "]"), ('{"a":', "}")):
        inner = "1" if opens != "[" else ""
        with pytest.raises(BadInput, match="deep"):
            parse_json(opens * depth + inner + closes * depth, "c", "x.json")


def test_what_is_deep_enough_is_read() -> None:
    """Down to the limit."""
    found = parse_json("[" * MOST_DEPTH + "]" * MOST_DEPTH, "c", "x.json")
    assert isinstance(found, list)


@pytest.mark.parametrize("text", ["", "{", "NaN", "[Infinity]", "{'a': 1}", "1 2", "[1,]"])
def test_what_is_no_json_is_refused(text: str) -> None:
    """Numbers that are none among it."""
    with pytest.raises(BadInput, match="not a JSON file"):
        parse_json(text, "c", "x.json")


def test_a_byte_order_mark_is_allowed() -> None:
    """Editors on some systems write one."""
    assert parse_json("\ufeff[1]", "c", "x") == parse_json(b"\xef\xbb\xbf[1]", "c", "x") == [1]
