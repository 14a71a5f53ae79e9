"""One name means one thing: no two public classes of the packages share a name."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "offwatch"
# The same thing in two places.
SHARED = {
    "Keep": "what a pad says of a duty, and the desk's row of it",
    "Migration": "what Django looks for in each migration",
    "Person": "a line of a roster, and the desk's row of whose it is",
}


@cache
def places_of_classes() -> dict[str, list[str]]:
    found = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path.relative_to(SOURCE).as_posix())
    return found


def test_no_two_public_classes_share_a_name() -> None:
    """Who reads a name in one room knows it in every other."""
    places = places_of_classes()
    assert len(places) > 300
    twice = {name: where for name, where in places.items() if len(where) > 1}
    assert {name: twice[name] for name in twice.keys() - SHARED} == {}


def test_each_shared_name_is_still_shared() -> None:
    """An exception that nothing needs any more has to go."""
    places = places_of_classes()
    assert [name for name in SHARED if len(places[name]) < 2] == []
