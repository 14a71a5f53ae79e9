"""Files that somebody names on the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.cli.terminal.inputs import parse_json, read_regular
from offwatch.errors import BadInput

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def test_a_regular_file_is_read(tmp_path: Path) -> None:
    """Whole, and byte by byte as it is."""
    (tmp_path / "x").write_bytes(b"\x00abc")
    assert read_regular(tmp_path / "x", "c") == b"\x00abc"


def test_a_pipe_nobody_writes_to_holds_nobody(tmp_path: Path) -> None:
    """It is refused at once; so are a device, a folder and a name that is not there."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path, tmp_path / "none"):
        with pytest.raises(BadInput) as refused:
            read_regular(path, "some.code")
        assert refused.value.code == "some.code"


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    """At its first byte beyond the limit."""
    (tmp_path / "x").write_bytes(b"12345")
    assert read_regular(tmp_path / "x", "c", most=5) == b"12345"
    with pytest.raises(BadInput):
        read_regular(tmp_path / "x", "c", most=4)


@given(VALUES)
def test_json_is_read_as_ever(value: object) -> None:
    """Where nothing is said twice."""
    assert parse_json(json.dumps(value).encode(), "c", "x") == value


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 1}', '[{"b": {"a": 1, "c": 2, "a": 3}}]', '{"a": 1, "\\u0061": 2}']
)
def test_a_key_said_twice_is_refused(text: str) -> None:
    """Wherever it stands and however it is spelt; the message names it."""
    with pytest.raises(BadInput, match="a” twice"):
        parse_json(text.encode(), "c", "x.json")


@pytest.mark.parametrize("text", ["[" * 100_000, "{", "", "\xff", "NaN", "[Infinity]"])
def test_what_is_no_json_is_refused(text: str) -> None:
    """However deep; with a message that does not hold the file."""
    with pytest.raises(BadInput) as refused:
        parse_json(text.encode("latin-1"), "c", "x.json")
    assert len(refused.value.message) < 200
