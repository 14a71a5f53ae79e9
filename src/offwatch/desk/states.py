"""Every state on the desk and every way from one to the next, in one place."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from offwatch.errors import Refused


class AskState(models.TextChoices):
    OPEN = "open", "waits for an answer"
    PASSED_ON = "passed_on", "passed on to its owner"
    GRANTED = "granted", "moved, as asked"
    REFUSED = "refused", "stays where it is"
    MOVED = "moved", "moved by another change"


class VersionState(models.TextChoices):
    DRAFT = "draft", "not published yet"
    PUBLISHED = "published", "published"


class SearchState(models.TextChoices):
    WAITING = "waiting", "waits for the planner"
    WORKING = "working", "the planner works"
    DONE = "done", "proposals are there"
    FAILED = "failed", "no plan was found"


TRANSITIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "ask": {
        AskState.OPEN: frozenset(
            {AskState.PASSED_ON, AskState.GRANTED, AskState.REFUSED, AskState.MOVED}
        ),
        # once with its owner an ask may still go on, to the owner's deputy
        AskState.PASSED_ON: frozenset(
            {AskState.PASSED_ON, AskState.GRANTED, AskState.REFUSED, AskState.MOVED}
        ),
        AskState.GRANTED: frozenset(),
        AskState.REFUSED: frozenset(),
        AskState.MOVED: frozenset(),
    },
    "version": {
        VersionState.DRAFT: frozenset({VersionState.PUBLISHED}),
        VersionState.PUBLISHED: frozenset(),
    },
    "search": {
        SearchState.WAITING: frozenset({SearchState.WORKING, SearchState.FAILED}),
        # a worker that died leaves WORKING behind; its job runs again
        SearchState.WORKING: frozenset(
            {SearchState.WORKING, SearchState.DONE, SearchState.FAILED, SearchState.WAITING}
        ),
        SearchState.DONE: frozenset({SearchState.WAITING}),
        SearchState.FAILED: frozenset({SearchState.WAITING}),
    },
}

PENDING = (AskState.OPEN, AskState.PASSED_ON)


def go(kind: str, now: str, then: str) -> str:
    """The next state, or a refusal if there is no way from one to the other."""
    if then not in TRANSITIONS[kind][now]:
        raise Refused("state.settled", "This has been answered already; look at the page again.")
    return then
