"""Scopes print and read back, and are compared by how wide they are."""

from __future__ import annotations

import pytest

from offwatch.plan.scope import GLOBAL, PIECE, Scope


@pytest.mark.parametrize(
    ("scope", "printed"),
    [
        (GLOBAL, "global"),
        (PIECE, "piece"),
        (Scope("days", 3), "days±3"),
        (Scope("links", 2), "links≤2"),
    ],
)
def test_a_scope_prints_and_reads_back(scope: Scope, printed: str) -> None:
    """The printed form is what plans and pages show."""
    assert str(scope) == printed
    assert Scope.parse(printed) == scope


def test_wider_scopes_have_a_larger_width() -> None:
    """A piece proves nothing; links are narrower than any window; nothing is wider than all."""
    order = [PIECE, Scope("links", 9), Scope("days", 1), Scope("days", 7), GLOBAL]
    assert sorted(order, key=lambda scope: scope.width) == order
    assert PIECE.width == 0
