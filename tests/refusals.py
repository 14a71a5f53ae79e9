"""What every refusal owes whoever meets it: its kind, its code and a sentence to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from offwatch.errors import BadInput, OffwatchError


@contextmanager
def refused(code: str, kind: type[OffwatchError] = BadInput) -> Iterator[None]:
    """Expect a refusal of one kind with one code, told in a whole sentence."""
    with pytest.raises(OffwatchError) as caught:
        yield
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert is_sentence(caught.value.message)


def is_sentence(text: str) -> bool:
    """Whether it begins with a capital, is not shouted and ends in a full stop."""
    return text[0].isupper() and text != text.upper() and text.endswith(".")
