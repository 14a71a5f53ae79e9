"""Every setting that the environment can give is documented."""

from __future__ import annotations

import ast
import re

from tests.docs.source import documents, nodes

NAME = re.compile(r"\bOFFWATCH_[A-Z_]+\b")


def test_every_setting_is_documented() -> None:
    """No hidden switch."""
    used = {name for inside in nodes().values() for name in NAME.findall(_strings(inside))}
    told = {name for path in documents() for name in NAME.findall(path.read_text())}
    assert used - told == set()
    assert told - used == set()


def _strings(inside: tuple[ast.AST, ...]) -> str:
    constants = (node.value for node in inside if isinstance(node, ast.Constant))
    return "\n".join(value for value in constants if isinstance(value, str))
