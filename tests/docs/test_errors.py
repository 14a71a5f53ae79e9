"""Every refusal is in docs/errors.md, and every refusal there exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.docs.source import ROOT, nodes, trees

from offwatch.forecast.predict.next_onset import MOST_DAYS

CODE = re.compile(r"^[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*$")
REFUSALS = {"BadInput", "Refused", "Unavailable", "NothingBetter"}


def codes_in_source() -> set[str]:
    """Codes given where a refusal is raised, or passed on as ``code=`` or to a helper."""
    found = set()
    for path, inside in nodes().items():
        for node in inside:
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                literal = node.args[0] if node.args else None
                if name in REFUSALS and isinstance(literal, ast.Constant):
                    assert CODE.match(str(literal.value)), f"{path}: {literal.value}"
                    found.add(str(literal.value))
    return found


@cache
def messages_in_source() -> dict[str, list[str]]:
    """What each code says in the source, with the constants of its module filled in."""
    found: dict[str, list[str]] = {}
    known = {path: constants_of(tree) for path, tree in trees()}
    for path, inside in nodes().items():
        constants = known[path] | imported(inside, known)
        for node in inside:
            if isinstance(node, ast.Call) and len(node.args) > 1:
                code, message = node.args[0], node.args[-1]
                if isinstance(code, ast.Constant) and CODE.match(str(code.value)):
                    text = text_of(message, constants)
                    found.setdefault(str(code.value), []).append(text)
            elif isinstance(node, ast.Dict):  # tables of code and advice
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and CODE.match(str(key.value)):
                        text = text_of(value, constants)
                        found.setdefault(str(key.value), []).append(text)
    return found


def constants_of(tree: ast.AST) -> dict[str, str]:
    """The numbers that a module gives names to."""
    return {
        target.id: str(node.value.value)
        for node in ast.iter_child_nodes(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def imported(inside: tuple[ast.AST, ...], known: dict[Path, dict[str, str]]) -> dict[str, str]:
    """The numbers that a module takes from another."""
    found = {}
    for node in inside:
        if isinstance(node, ast.ImportFrom) and node.module:
            module = ROOT.joinpath("src", *node.module.split(".")).with_suffix(".py")
            for alias in node.names:
                if alias.name in known.get(module, {}):
                    found[alias.asname or alias.name] = known[module][alias.name]
    return found


def text_of(node: ast.expr, constants: dict[str, str]) -> str:
    """A literal message; "?" where something is filled in that is no constant."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            constants.get(getattr(part.value, "id", ""), "?")
            if isinstance(part, ast.FormattedValue)
            else text_of(part, constants)
            for part in node.values
        )
    return "?"


NUMBER = re.compile(r"\d+")


def test_numbers_in_the_docs_are_those_of_the_source() -> None:
    """A bound that a message names is the same in docs/errors.md and in the program."""
    messages = messages_in_source()
    wrong = {}
    for code, said in rows_in_docs().items():
        texts = messages.get(code, [])
        if not texts or any("?" in text for text in texts):
            continue  # a part of it is filled in as it is said
        allowed = set(NUMBER.findall(" ".join(texts)))
        if strange := set(NUMBER.findall(said)) - allowed:
            wrong[code] = strange
    assert wrong == {}


def test_the_numbers_test_reads_constants() -> None:
    """It would notice: constants are filled in, and the horizon is one of them."""
    said = set(messages_in_source()["forecast.horizon"])
    assert said == {f"Ask for 1 to {MOST_DAYS} days ahead."}
    assert str(MOST_DAYS) in rows_in_docs()["forecast.horizon"]


def rows_in_docs() -> dict[str, str]:
    text = (ROOT / "docs" / "errors.md").read_text()
    return dict(re.findall(r"^\| `([^`]+)` \| \d \| (.*) \|$", text, flags=re.MULTILINE))


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
