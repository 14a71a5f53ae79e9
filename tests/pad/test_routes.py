"""The browser's walk stops at every page of the pad."""

from __future__ import annotations

from django.urls import get_resolver
from tests.browser.pad_walk import NO_PAGES, PAGES


def test_each_address_is_a_page_of_the_walk_or_none() -> None:
    """A new address has to be put in one of the two lists; none is in both."""
    names = {pattern.name for pattern in get_resolver().url_patterns}
    assert names == PAGES | NO_PAGES
    assert PAGES.isdisjoint(NO_PAGES)
