"""Every setting that the environment can give is documented."""

from __future__ import annotations

import re

from tests.docs.source import documents, trees

NAME = re.compile(r"\bOFFWATCH_[A-Z_]+\b")


def test_every_setting_is_documented() -> None:
    """No hidden switch."""
    used = {name for _, tree in trees() for name in NAME.findall(_strings(tree))}
    told = {name for path in documents() for name in NAME.findall(path.read_text())}
    assert used - told == set()
    assert told - used == set()


def _strings(tree: object) -> str:
    import ast

    assert isinstance(tree, ast.Module)
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return "\n".join(value for value in constants if isinstance(value, str))
