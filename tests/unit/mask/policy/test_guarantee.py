from __future__ import annotations

from pathlib import Path

import pytest

from offwatch.mask.policy.guarantee import CONDITIONS, RARE, WHEN, WHETHER

DOCS = Path(__file__).parents[4] / "docs" / "mask.md"


@pytest.mark.parametrize("words", [CONDITIONS, WHETHER, WHEN, RARE])
def test_the_docs_state_the_guarantee_word_for_word(words: str) -> None:
    """What the product may say and what the documentation says are the same words."""
    assert words in " ".join(DOCS.read_text(encoding="utf-8").split())
