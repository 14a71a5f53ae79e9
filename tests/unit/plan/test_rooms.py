"""Imports go one way among the planner's modules, those for types and inside functions included."""

from __future__ import annotations

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import offwatch.plan

ROOT = Path(offwatch.plan.__file__).parent
MOST_MODULES = 15


@cache
def _imports() -> dict[str, set[str]]:
    """For each module of the planner the others that it imports anywhere in its text."""
    paths = {
        ".".join(("offwatch.plan", *path.relative_to(ROOT).with_suffix("").parts)): path
        for path in ROOT.rglob("*.py")
        if path.name != "__init__.py"
    }
    found = {}
    for name, path in paths.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names = {node.module or "" for node in froms}
        names |= {f"{node.module}.{alias.name}" for node in froms for alias in node.names}
        names |= {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        found[name] = names & paths.keys()
    return found


def _order(graph: dict[str, set[str]]) -> list[str]:
    """An order in which each comes after what it imports; fails where imports go in a circle."""
    return list(TopologicalSorter(graph).static_order())


def test_no_modules_import_each_other() -> None:
    """There is an order of the modules in which each imports only those before it."""
    graph = _imports()
    assert len(_order(graph)) == len(graph) > 30


def test_no_rooms_import_each_other() -> None:
    """There is an order of the folders, and of the modules beside them, too."""
    rooms: dict[str, set[str]] = {}
    for name, others in _imports().items():
        mine = rooms.setdefault(_room(name), set())
        mine |= {_room(other) for other in others} - {_room(name)}
    assert {"roster", "ejection", "mip", "solvers"} < set(_order(rooms))


def _room(module: str) -> str:
    return module.split(".")[2]


def test_no_room_holds_too_many_modules() -> None:
    """A folder is read at a glance."""
    for folder in {path.parent for path in ROOT.rglob("*.py")}:
        modules = [p for p in folder.glob("*.py") if p.name != "__init__.py"]
        assert len(modules) <= MOST_MODULES, folder.name
