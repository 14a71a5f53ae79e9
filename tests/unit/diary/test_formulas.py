"""Text that a spreadsheet would take for a formula, out and in again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.diary.formulas import neutralised, original


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=x", "''=x"])
def test_a_formula_begins_with_an_apostrophe(text: str) -> None:
    """And with one more where the text had one."""
    assert neutralised(text) == f"'{text}"


@given(st.text(st.sampled_from("=+-@'\t\rab ü")) | st.text(max_size=6))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    """Whatever it begins with."""
    assert original(neutralised(text)) == text
    assert neutralised(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}
