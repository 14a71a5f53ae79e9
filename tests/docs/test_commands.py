"""The commands that the documents show exist, with every option they show."""

from __future__ import annotations

import re
import shlex

import click
import pytest
from tests.docs.source import ROOT, documents

from offwatch.cli.main import root

BLOCK = re.compile(r"^```(?:sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def shown() -> list[tuple[str, str]]:
    """(document, command line) for every command in a shell block."""
    lines = []
    for path in documents():
        for block in BLOCK.findall(path.read_text()):
            for line in block.replace("\\\n", " ").splitlines():
                words = line.removeprefix("$ ").split("#")[0].strip()
                if words:
                    lines.append((str(path.relative_to(ROOT)), words))
    return lines


SHOWN = shown()


@pytest.mark.parametrize(("document", "line"), [s for s in SHOWN if "offwatch " in s[1]])
def test_a_shown_command_exists_with_its_options(document: str, line: str) -> None:
    """Someone who types what the document shows is not told “no such option”."""
    words = shlex.split(line)
    words = words[next(i for i, w in enumerate(words) if w.endswith("offwatch")) + 1 :]
    command: click.Command = root
    context = click.Context(root, info_name="offwatch")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words.pop(0))
        assert found is not None, f"{document}: {line}"
        command = found
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    options = {word.split("=")[0] for word in words if word.startswith("--")}
    assert options - known == set(), f"{document}: {line}"


@pytest.mark.parametrize(("document", "line"), [s for s in SHOWN if s[1].startswith("make ")])
def test_a_shown_target_exists(document: str, line: str) -> None:
    """`make` knows every target that a document names."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = [word for word in line.split()[1:] if "=" not in word and not word.startswith("-")]
    assert set(named) <= targets, f"{document}: {line}"


def test_the_modules_shown_exist() -> None:
    """`python -m …` names a module of the tree."""
    modules = {line.split("python -m ")[1].split()[0] for _, line in SHOWN if "python -m " in line}
    ours = {module for module in modules if module.split(".")[0] in {"benchmarks", "tests"}}
    for module in ours:
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module
