"""Every promise in docs/promises.md is held by tests that exist and run."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from tests.docs.source import ROOT
from tests.run import PARTS

PAGE = ROOT / "docs" / "promises.md"
ROW = re.compile(r"^\| (?P<promise>[^|]+) \| (?P<said>[^|]+) \| (?P<tests>[^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> list[tuple[str, str]]:
    """(promise, the cell that names its tests) of every row but the tables' heads."""
    found = [(m["promise"].strip(), m["tests"].strip()) for m in ROW.finditer(PAGE.read_text())]
    return [row for row in found if row[0] != "promise" and not set(row[0]) <= set("-: ")]


PROMISES = rows()
NAMED = sorted({test for _, cell in PROMISES for test in TEST.findall(cell)})


@cache
def functions(file: str) -> dict[str, ast.FunctionDef | ast.ClassDef]:
    """What is collected from a file: its functions and classes, and the functions of these."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    outer = [n for n in ast.parse((ROOT / file).read_text()).body if isinstance(n, kinds)]
    inner = [n for node in outer if isinstance(node, ast.ClassDef) for n in node.body]
    return {node.name: node for node in [*inner, *outer] if isinstance(node, kinds)}


@pytest.mark.parametrize(("promise", "cell"), PROMISES, ids=[p[:60] for p, _ in PROMISES])
def test_a_promise_names_what_holds_it(promise: str, cell: str) -> None:
    """No promise stands by its words alone."""
    assert TEST.search(cell), f"no test is named for: {promise}"


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[f"{f}::{n}" for f, n in NAMED])
def test_a_named_test_exists_and_runs(file: str, name: str) -> None:
    """A test that was renamed, skipped for good or left out of ``make test`` holds nothing."""
    assert (ROOT / file).is_file(), f"{file} is not there"
    node = functions(file).get(name)
    assert node is not None, f"{file} has no {name}"
    folders = [argument for part in PARTS.values() for argument in part if "/" in argument]
    assert any(file == folder or file.startswith(f"{folder}/") for folder in folders)
    marks = [ast.unparse(mark) for mark in node.decorator_list]
    assert not [mark for mark in marks if re.search(r"mark\.(skip\b|xfail|slow)", mark)], marks


def test_enough_is_promised_to_be_worth_reading() -> None:
    """The table was found."""
    assert len(PROMISES) > 40
    assert len(NAMED) > 40
