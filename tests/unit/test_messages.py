"""Every sentence of the pages can be read in each language, and says the same there."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from tests.messages import LANGUAGES, catalogue, mo_bytes, po_bytes, po_file, untranslated

from offwatch import language as spoken
from offwatch.web.common import LANGUAGES as OFFERED

PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


@cache
def words(language: str) -> Catalog:
    """What the source says, in a language; read once."""
    return catalogue(language)


@pytest.fixture(autouse=True)
def english() -> None:
    spoken.translate_with(None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_a_translation(language: str) -> None:
    """None is missing, and none was left behind when its English changed: ``make messages``."""
    assert untranslated(words(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_says_what_the_source_says(language: str) -> None:
    """What ``make messages`` would write is what is there; the pages read what it compiled."""
    path = po_file(language)
    assert path.read_bytes() == po_bytes(words(language))
    with path.open("rb") as file:
        assert path.with_suffix(".mo").read_bytes() == mo_bytes(read_po(file, locale=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_english_does(language: str) -> None:
    """Each name, number and day of a sentence is in its translation, and nothing else is."""
    for message in words(language):
        if not message.id:
            continue
        said = message.id if isinstance(message.id, tuple) else (message.id,)
        there = message.string if isinstance(message.string, tuple) else (message.string,)
        places = {place for one in said for place in PLACES.findall(one)}
        for translation in there:
            assert set(PLACES.findall(translation)) <= places | ALSO.get(message.id, set())
        assert {place for one in there for place in PLACES.findall(one)} >= places - LEFT_OUT


# “{capital_gaps}” begins an English sentence with the words that “{gaps}” says within one.
LEFT_OUT = {"{capital_gaps}", "{gaps}"}
ALSO = {
    f"{{capital_gaps}} {rest}": {"{gaps}"}
    for rest in (
        "from one start to the next so far; {needed} are needed.",
        "so far since {regimen}; {needed} are needed.",
        "so far since “{life}”; {needed} are needed.",
    )
}


def test_the_sites_offer_the_languages_that_there_are() -> None:
    assert [code for code, _ in OFFERED] == ["en", *LANGUAGES]
