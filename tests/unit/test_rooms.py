"""The rooms of the house: no import runs in a circle, and no folder is too full to look through."""

from __future__ import annotations

import ast
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
MOST_MODULES = 15


def modules() -> dict[str, Path]:
    """Every module by its dotted name; a package under its own name."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            parts = path.relative_to(SOURCE).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(path: Path, known: dict[str, Path]) -> set[str]:
    """What a module imports, wherever in it: in a function, or for types only."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in known else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & set(known)


def test_no_import_runs_in_a_circle() -> None:
    """Whoever reads a module can read what it imports first, all the way down."""
    known = modules()
    graph = {name: imports_of(path, known) - {name} for name, path in known.items()}
    assert sum(map(len, graph.values())) > 500, "the imports were not found"
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from None


def test_no_folder_holds_more_modules_than_one_looks_through() -> None:
    """A newcomer finds a file by its folder; a folder of thirty is a drawer."""
    sizes = Counter(p.parent for p in modules().values() if p.name != "__init__.py")
    full = {str(folder.relative_to(SOURCE)): n for folder, n in sizes.items() if n > MOST_MODULES}
    assert full == {}
