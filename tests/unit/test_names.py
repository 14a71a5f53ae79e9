"""Names are compared in one way, whoever wrote them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.errors import BadInput
from offwatch.names import clean_name, name_key, same_name

ANY_TEXT = st.text(st.characters(codec="utf-8"))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("pill", "Pill"),
        (" pill", "pill\t"),
        ("late shift", "Late  Shift"),
        ("late\u00a0shift", "late shift"),
        ("Zoë", "Zoe\u0308"),
        ("STRASSE", "straße"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("an\u200ba", "ana"),
        ("\ufeffana", "ana"),
    ],
)
def test_spellings_of_one_name_are_the_same(a: str, b: str) -> None:
    """Case, spaces, Unicode form and what cannot be seen make no other name."""
    assert same_name(a, b)
    assert name_key(a) == name_key(b)


@pytest.mark.parametrize(("a", "b"), [("ana", "anna"), ("a b", "ab"), ("Zoë", "Zoe"), ("1", "l")])
def test_other_names_stay_other_names(a: str, b: str) -> None:
    """Letters, accents and the presence of a space tell names apart."""
    assert not same_name(a, b)


def test_the_key_of_a_key_is_the_key() -> None:
    """A key can be compared with a name; every character of the living scripts keeps this."""
    for code in [*range(0x3400), *range(0xA000, 0xAC00), *range(0xE000, 0x17000, 3)]:
        key = name_key(chr(code) + "\u0345a")
        assert name_key(key) == key


@given(ANY_TEXT)
def test_case_spaces_and_form_never_change_the_key(text: str) -> None:
    key = name_key(text)
    assert name_key(f"  {text} ") == key
    for form in ("NFC", "NFD"):
        assert name_key(unicodedata.normalize(form, text)) == key
    assert name_key(key) == key


@given(ANY_TEXT)
def test_a_cleaned_name_is_the_same_name_and_stays_as_it_is(text: str) -> None:
    try:
        name = clean_name(text)
    except BadInput:
        return
    assert name
    assert same_name(name, text)
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "name.empty"),
        (" \t\n", "name.empty"),
        ("\u200d", "name.empty"),
        ("a\tb", "name.control"),
        ("a\nb", "name.control"),
        ("a\x00", "name.control"),
        ("a\u202eb", "name.control"),
        ("a\u2028b", "name.control"),
        ("\ud800", "name.control"),
        ("x" * 201, "name.too-long"),
    ],
)
def test_what_is_no_name_is_refused(text: str, code: str) -> None:
    """The message says what to do and repeats nothing of the name."""
    with pytest.raises(BadInput) as refusal:
        clean_name(text)
    assert refusal.value.code == code
    assert not text.strip() or text.strip()[:50] not in refusal.value.message


def test_the_longest_name_is_allowed() -> None:
    assert clean_name("x" * 200) == "x" * 200
    with pytest.raises(BadInput):
        clean_name("abc", most=2)
