"""The checker and the searches import nothing of each other's rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import offwatch.plan

PLAN = Path(offwatch.plan.__file__).parent
CHECKER = "offwatch.plan.checker"
DATA = "offwatch.plan.roster.roster"  # plain values, no rules
LANGUAGE = "offwatch.language"  # how a sentence is said


@cache
def _imports(path: Path) -> tuple[tuple[str, str], ...]:
    """Each module that a file imports, with the name taken from it."""
    return tuple(_imports_of(path))


def _imports_of(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            yield from ((str(node.module), alias.name) for alias in node.names)


def test_the_checker_knows_plain_values_alone() -> None:
    """Of our own code it imports the roster's types alone."""
    for path in (PLAN / "checker").glob("*.py"):
        for module, name in _imports(path):
            if module.startswith("offwatch") and module != LANGUAGE:
                assert module == DATA, (path.name, module)
                assert name in {"Absences", "Line", "Mission", "Person", "Roster"}, name


def test_what_the_checker_takes_from_the_values_holds_no_rule() -> None:
    """It works out rest, history's runs and a mission's minutes by itself."""
    text = (PLAN / "checker" / "check.py").read_text(encoding="utf-8")
    for shared in (".rest_min", ".most_minutes", ".least_minutes", ".worked", "minutes_of"):
        assert shared not in text, shared


def _reached(path: Path, seen: set[str]) -> set[str]:
    """The planner's modules that a file imports, itself or through others."""
    for module, name in _imports(path):
        for each in (module, f"{module}.{name}"):
            file = PLAN.parent.joinpath(*each.split(".")[1:]).with_suffix(".py")
            if each.startswith("offwatch.plan.") and each not in seen and file.is_file():
                seen.add(each)
                _reached(file, seen)
    return seen


def test_the_searches_and_the_models_do_not_ask_the_checker() -> None:
    """They work lines out by the rules in roster/; only finished answers are checked.

    No module of theirs reaches it, be it through another one or through the planner's front door.
    """
    rooms = {path.parent.name for path in PLAN.glob("*/__init__.py")} - {"checker", "present"}
    assert rooms >= {"roster", "construct", "ejection", "mip", "solvers"}
    for room in rooms:
        for path in (PLAN / room).rglob("*.py"):
            assert "offwatch.plan" not in {module for module, _ in _imports(path)}, path
            assert not [each for each in _reached(path, set()) if each.startswith(CHECKER)], path
    for path in PLAN.glob("*.py"):
        taken = {name for module, name in _imports(path) if module.startswith(CHECKER)}
        assert taken <= {"Breach", "check", "standing"}, path
