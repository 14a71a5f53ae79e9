"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

ROOMS = ("mask", "simulate", "crews", "norm", "spans", "wire")


def modules(room: str) -> list[ModuleType]:
    top = importlib.import_module(f"offwatch.{room}")
    below = pkgutil.walk_packages(getattr(top, "__path__", []), f"{top.__name__}.")
    return [top, *(importlib.import_module(found.name) for found in below)]


@pytest.mark.parametrize("room", ROOMS)
def test_the_examples_in_docstrings_hold(room: str) -> None:
    """Each runs, and gives what it says."""
    results = {module.__name__: doctest.testmod(module) for module in modules(room)}
    assert [name for name, result in results.items() if result.failed] == []
    assert sum(result.attempted for result in results.values()) > 0
