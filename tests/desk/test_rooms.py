"""How the desk's rooms lie: imports go one way, at the top of each module."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import offwatch.desk

DESK = Path(offwatch.desk.__file__).parent
ROOMS = (
    "models",
    "rosters",
    "editing",
    "grids",
    "people",
    "teams",
    "requests",
    "swaps",
    "planning",
    "exchange",
)
ALONE = ("states.py", "outcome.py", "lock.py", "queue.py", "keys.py")


def _modules() -> dict[str, ast.Module]:
    paths = [DESK / name for name in ALONE]
    paths += [path for room in ROOMS for path in (DESK / room).glob("*.py")]
    return {
        ".".join(("offwatch", "desk", *path.relative_to(DESK).with_suffix("").parts)).removesuffix(
            ".__init__"
        ): ast.parse(path.read_text())
        for path in paths
    }


def _imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def test_no_import_hides_inside_a_function() -> None:
    """What a module needs of the desk is said at its top; a heavy library may wait for its use."""
    hidden = [
        (name, function.name)
        for name, tree in _modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(each.startswith("offwatch") for each in _imported(function))
    ]
    assert hidden == []


def test_no_module_reaches_itself() -> None:
    """The rooms' imports have an order, type hints included."""
    modules = _modules()
    graph = {
        name: {other for other in _imported(tree) if other in modules and other not in name}
        for name, tree in modules.items()
    }
    assert len(list(TopologicalSorter(graph).static_order())) == len(modules)


def test_rooms_lie_in_floors() -> None:
    """A room imports only from rooms below it."""
    floors = ("models", "rosters", "requests", "planning")
    for name, tree in _modules().items():
        room = name.split(".")[2]
        if room in floors:
            above = floors[floors.index(room) + 1 :]
            wrong = {o for o in _imported(tree) for r in above if f"offwatch.desk.{r}" in o}
            assert not wrong, name
