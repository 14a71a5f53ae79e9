"""What is put together of words and days reads in each language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import offwatch

SOURCE = Path(offwatch.__file__).parent
WORD_OF_A_DATE = re.compile(r"%-?[aAbBhcxp]\b")
# Whose words are shown on pages, and the place of what is said among the arguments.
PAGES = ("pad/", "desk/", "web/")
COMMANDS_ONLY = (
    "desk/process/", "desk/rosters/team_form.py", "pad/runtime/", "pad/folder/restoring.py",
    "pad/folder/erasing.py", "pad/backup/copies.py", "pad/link/transport.py",
)  # fmt: skip
SAYS = {"PadOutcome": 0, "DeskOutcome": 1, "Refused": 1, "BadInput": 1, "Unavailable": 1}


def code() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            yield name, node


def test_no_name_of_a_day_or_a_month_is_written_in_english() -> None:
    """`strftime` knows English alone; `offwatch.language` writes days, months and dates."""
    found = [
        f"{name}:{node.lineno}"
        for name, node in code()
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and WORD_OF_A_DATE.search(node.value)
    ]
    assert found == []


def test_what_a_page_says_of_a_step_is_no_english_put_together() -> None:
    """Such a sentence is looked up whole, and its names filled in afterwards."""
    found = [
        f"{name}:{call.lineno}"
        for name, call in code()
        if name.startswith(PAGES) and not name.startswith(COMMANDS_ONLY)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        for said in _said(call)
        if isinstance(said, ast.JoinedStr)
    ]
    assert found == []


def _said(call: ast.Call) -> Iterator[ast.expr]:
    assert isinstance(call.func, ast.Name)
    place = SAYS.get(call.func.id)
    if place is not None:
        yield from call.args[place : place + 1]
    yield from (word.value for word in call.keywords if word.arg == "said")
