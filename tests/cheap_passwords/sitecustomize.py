"""Python runs this at its start where this folder is on its path: Argon2 costs next to nothing.

A desk that the tests start hashes dozens of passwords, and each would take a third of a second. No
setting of the desk does this, so that nobody can weaken a real one by it.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

HASHERS = "django.contrib.auth.hashers"


class CheapHashers(MetaPathFinder):
    """Lowers the cost of Argon2 once Django's hashers have been loaded."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != HASHERS:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return spec
        load = spec.loader.exec_module

        def load_and_lower(module: ModuleType) -> None:
            load(module)
            argon2 = module.Argon2PasswordHasher
            argon2.time_cost, argon2.memory_cost, argon2.parallelism = 1, 64, 1

        spec.loader.exec_module = load_and_lower  # type: ignore[method-assign]
        return spec


sys.meta_path.insert(0, CheapHashers())
