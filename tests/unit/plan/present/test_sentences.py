"""What a terminal says of how a plan was found."""

from __future__ import annotations

import pytest

from offwatch.plan.present.sentences import how_found


@pytest.mark.parametrize(
    ("solver", "words"),
    [
        ("greedy, and nothing can be better", "with each seat filled directly, and nothing can"),
        ("greedy, because highs stopped", "with each seat filled directly, because HiGHS stopped"),
        ("chains", "by handing seats on"),
        ("highs", "by the solver HiGHS"),
        ("cp-sat; highs did not start", "by the solver CP-SAT; HiGHS did not start"),
    ],
)
def test_methods_have_plain_names(solver: str, words: str) -> None:
    """The names that stand in the JSON are not left to the reader."""
    assert how_found(solver).startswith(words)
