"""A form kept as what it changes of another is the same form."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from offwatch.desk.models.stored_form import form_changes, with_changes, worth_keeping
from tests.desk.sample import day, roster_form
from tests.examples import some

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-1, 1) | st.sampled_from("abc"),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
    ),
    max_leaves=20,
)
FORMS = st.dictionaries(st.sampled_from("abcd"), VALUES, max_size=4)


def told_apart(value: Any) -> str:
    return json.dumps(value, sort_keys=True)  # Python holds 1 and true to be equal


@settings(max_examples=some(200), deadline=None)
@given(FORMS, FORMS)
def test_a_form_reads_back_from_what_it_changes(before: Any, after: Any) -> None:
    """Whatever both hold, also once the changes have been written down as JSON."""
    changes = form_changes(before, after)
    kept = msgspec.json.decode(msgspec.json.encode(changes))
    assert told_apart(with_changes(deepcopy(before), kept)) == told_apart(after)
    assert (changes is None) == (told_apart(before) == told_apart(after))


def test_a_few_changed_days_take_a_few_hundred_bytes() -> None:
    """Of a roster only the days that are others are kept; a roster all new is kept whole."""
    before = roster_form()
    after = deepcopy(before)
    after["roster"]["t1"].pop(next(iter(after["roster"]["t1"])))
    after["roster"]["general"] = {day(9): "watch"}
    changes = form_changes(before, after)
    assert len(msgspec.json.encode(changes)) < 200
    assert worth_keeping(changes, after)
    assert not worth_keeping(form_changes({"days": 1}, after), after)
