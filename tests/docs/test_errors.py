"""Every refusal is in docs/errors.md, and every refusal there exists."""

from __future__ import annotations

import ast
import re

from tests.docs.source import ROOT, trees

CODE = re.compile(r"^[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*$")
REFUSALS = {"BadInput", "Refused", "Unavailable", "NothingBetter"}


def codes_in_source() -> set[str]:
    """Codes given where a refusal is raised, or passed on as ``code=`` or to a helper."""
    found = set()
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                literal = node.args[0] if node.args else None
                if name in REFUSALS and isinstance(literal, ast.Constant):
                    assert CODE.match(str(literal.value)), f"{path}: {literal.value}"
                    found.add(str(literal.value))
    return found


def codes_in_docs() -> set[str]:
    text = (ROOT / "docs" / "errors.md").read_text()
    return set(re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE))


def test_every_code_is_documented() -> None:
    """A person who meets a code finds it."""
    assert codes_in_source() - codes_in_docs() == set()


def test_every_documented_code_is_somewhere_in_the_source() -> None:
    """The list holds no code that no longer exists."""
    source = "\n".join(path.read_text() for path, _ in trees())
    gone = {code for code in codes_in_docs() if f'"{code}"' not in source}
    assert gone == set()
