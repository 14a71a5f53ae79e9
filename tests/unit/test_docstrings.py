"""What the cores offer is described in one form: a sentence, parameters, what comes back."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest

CORES = ("calendars", "diary", "forecast", "mask", "names", "plan", "simulate", "spans", "wire")


def offered() -> list[tuple[str, object]]:
    """Every function that a core's front door offers."""
    found = []
    for core in CORES:
        module = importlib.import_module(f"offwatch.{core}")
        for name in getattr(module, "__all__", None) or vars(module):
            thing = getattr(module, name)
            if inspect.isfunction(thing) and thing.__module__.startswith(f"offwatch.{core}"):
                found.append((f"{core}.{name}", thing))
    return [entry for entry in found if not entry[0].split(".")[1].startswith("_")]


OFFERED = offered()


def section(text: str, name: str) -> bool:
    return re.search(rf"^{name}\n-{{{len(name)}}}$", text, re.MULTILINE) is not None


def described(text: str) -> set[str]:
    """The parameters that stand at the margin, alone or several on a line."""
    heads = re.findall(r"^([\w*]+(?:, [\w*]+)*)(?: : .*)?$", text, re.MULTILINE)
    return {name.strip("*") for head in heads for name in head.split(", ")}


@pytest.mark.parametrize(("name", "function"), OFFERED, ids=[name for name, _ in OFFERED])
def test_a_public_function_says_what_it_takes_and_gives(name: str, function: object) -> None:
    """Somebody who calls it knows shapes and units without reading its code."""
    text = inspect.getdoc(function) or ""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    sentence = text.split("\n\n")[0]
    assert sentence.endswith("."), f"{name} says in one sentence what it does"
    if not signature.parameters:
        return
    assert section(text, "Parameters"), f"{name} names its parameters"
    assert set(signature.parameters) - described(text) == set()
    if signature.return_annotation not in (None, "None", inspect.Signature.empty):
        assert section(text, "Returns") or section(text, "Yields"), f"{name} says what it returns"


def test_enough_is_offered_to_be_looked_at() -> None:
    """The list is not empty because names moved."""
    assert len(OFFERED) > 40
