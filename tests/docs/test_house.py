"""The tree speaks of itself only, and its documents lead somewhere."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from tests.docs.source import ROOT, documents, tracked

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
# Written in pieces so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        [
            r"py" + r"pi\.org",
            r"pythonho" + r"sted\.org",
            r"npmjs" + r"\.",
            r"deb" + r"ian\.org",
            r"(?<![\w.])/wor" + r"k/[a-z]",
            r"(?<![\w.])/ho" + r"me/[a-z]+/",
        ]
    )
)


def test_no_machine_and_no_registry_is_named() -> None:
    """No absolute path of a machine and no address of a package registry in any file."""
    found = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {hit}" for hit in FOREIGN.findall(text)]
    assert found == []


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_every_link_between_documents_leads_somewhere(document: object) -> None:
    """A link that is not an address of the web is a file of the tree."""
    from pathlib import Path

    assert isinstance(document, Path)
    for target in LINK.findall(document.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            assert (document.parent / unquote(target)).exists(), f"{document.name}: {target}"


def test_the_readme_names_the_two_commands() -> None:
    """A newcomer finds both within the first screen."""
    first_screen = (ROOT / "README.md").read_text()[:2500]
    assert "make demo" in first_screen
    assert "make test" in first_screen
