"""Every state on the desk and every way from one to the next, in one place."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from offwatch.errors import Refused


class HoldingState(models.TextChoices):
    """One person's hold of one duty at one time; `requests.holdings` says which it is in."""

    PLANNED = "planned", "planned"
    KEPT = "kept", "kept by its holder"
    REQUESTED = "requested", "asked to move"
    GRANTED = "granted", "moved, as asked"
    DECLINED = "declined", "stays, the request was declined"
    GIVEN_AWAY = "given_away", "somebody else's now"


class RequestState(models.TextChoices):
    OPEN = "open", "waits for an answer"
    PASSED_ON = "passed_on", "passed on to its owner"
    GRANTED = "granted", "approved"
    REFUSED = "refused", "declined"
    MOVED = "moved", "moved by another change"
    LAPSED = "lapsed", "the duty began before an answer"


class VersionState(models.TextChoices):
    DRAFT = "draft", "not published yet"
    PUBLISHED = "published", "published"


class SearchState(models.TextChoices):
    WAITING = "waiting", "waits for the planner"
    WORKING = "working", "the planner works"
    DONE = "done", "proposals are there"
    FAILED = "failed", "no plan was found"
    DROPPED = "dropped", "not needed any more"


class SwapState(models.TextChoices):
    OFFERED = "offered", "waits for the colleague"
    ACCEPTED = "accepted", "waits for the owner"
    APPROVED = "approved", "approved"
    DECLINED = "declined", "declined by the colleague"
    REFUSED = "refused", "declined by the owner"
    WITHDRAWN = "withdrawn", "withdrawn"
    MOVED = "moved", "moved by another change"
    LAPSED = "lapsed", "a duty began before an answer"


_ANSWERS = (RequestState.GRANTED, RequestState.REFUSED, RequestState.MOVED, RequestState.LAPSED)

_SWAP_ENDS = (
    SwapState.APPROVED,
    SwapState.WITHDRAWN,
    SwapState.MOVED,
    SwapState.LAPSED,
)

TRANSITIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "holding": {
        HoldingState.PLANNED: frozenset(
            {HoldingState.KEPT, HoldingState.REQUESTED, HoldingState.GIVEN_AWAY}
        ),
        # no plan takes a kept duty away; only a roster that a planner brings may
        HoldingState.KEPT: frozenset({HoldingState.GIVEN_AWAY}),
        HoldingState.REQUESTED: frozenset(
            {HoldingState.GRANTED, HoldingState.DECLINED, HoldingState.GIVEN_AWAY}
        ),
        HoldingState.DECLINED: frozenset({HoldingState.KEPT, HoldingState.GIVEN_AWAY}),
        # a later roster may give the duty back
        HoldingState.GRANTED: frozenset({HoldingState.PLANNED}),
        HoldingState.GIVEN_AWAY: frozenset({HoldingState.PLANNED}),
    },
    "request": {
        RequestState.OPEN: frozenset({RequestState.PASSED_ON, *_ANSWERS}),
        # once with its owner a request may still go on, to the owner's deputy
        RequestState.PASSED_ON: frozenset({RequestState.PASSED_ON, *_ANSWERS}),
        **dict.fromkeys(_ANSWERS, frozenset()),
    },
    "version": {
        VersionState.DRAFT: frozenset({VersionState.PUBLISHED}),
        VersionState.PUBLISHED: frozenset(),
    },
    "swap": {
        # with nobody else to ask, or by the standing rule, it is approved once it is accepted
        SwapState.OFFERED: frozenset({SwapState.ACCEPTED, SwapState.DECLINED, *_SWAP_ENDS}),
        # two duties may have two owners: the second decides after the first
        SwapState.ACCEPTED: frozenset({SwapState.ACCEPTED, SwapState.REFUSED, *_SWAP_ENDS}),
        **dict.fromkeys((SwapState.DECLINED, SwapState.REFUSED, *_SWAP_ENDS), frozenset()),
    },
    "search": {
        SearchState.WAITING: frozenset(
            {SearchState.WORKING, SearchState.FAILED, SearchState.DROPPED}
        ),
        # a worker that died leaves WORKING behind; its job runs again
        SearchState.WORKING: frozenset(SearchState),
        SearchState.DONE: frozenset({SearchState.WAITING}),
        SearchState.FAILED: frozenset({SearchState.WAITING}),
        SearchState.DROPPED: frozenset(),
    },
}

PENDING = (RequestState.OPEN, RequestState.PASSED_ON)
SWAPS_PENDING = (SwapState.OFFERED, SwapState.ACCEPTED)


def go(kind: str, now: str, then: str) -> str:
    """The next state, or a refusal if there is no way from one to the other."""
    if then not in TRANSITIONS[kind][now]:
        raise Refused("state.answered", "This has been answered already; look at the page again.")
    return then
