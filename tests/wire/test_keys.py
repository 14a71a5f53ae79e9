"""Keys are written as 64 hexadecimal digits, and nothing else is one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.refusals import refused

from offwatch.wire import device_id, new_signing_key, public_text
from offwatch.wire.keys import read_public, read_signing


def test_a_key_is_read_as_it_was_written() -> None:
    """The private one from its seed, the public one from its text, which names the device."""
    key = new_signing_key()
    assert read_signing(bytes(key).hex()) == key
    assert read_public(public_text(key)) == key.verify_key
    assert len(device_id(public_text(key))) == 32


@pytest.mark.parametrize("read", [read_signing, read_public, device_id])
@pytest.mark.parametrize("text", ["", "00" * 31, "00" * 33, "zz" * 32, "0" * 63])
def test_no_other_text_is_a_key(read: Callable[[str], object], text: str) -> None:
    """Too short, too long, or no digits."""
    with refused("wire.key"):
        read(text)
