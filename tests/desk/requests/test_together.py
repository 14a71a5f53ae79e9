"""Two people at once: everybody queues at the team's row, and nobody trips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from offwatch.desk.models import DutyRequest, Notice, Team
from offwatch.desk.requests.decide import do_approve, do_decline
from offwatch.desk.requests.pass_duty import do_pass_duty
from offwatch.errors import Refused
from tests.desk.sample import NOW, add_team, request_for, who


def at_once(acts: Sequence[Callable[[], object]]) -> list[str]:
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_of_many_answers_at_once_one_counts() -> None:
    """Four yeses and two noes at the same moment: one answer, at most one new version."""
    team = add_team(first_asked="owner")
    pk = request_for(team, "knight", "landing")
    best = DutyRequest.objects.get(pk=pk).search.proposals.get(rank=0).pk
    general = who(team, "general")
    yes, no = partial(do_approve, general, pk, best, NOW), partial(do_decline, general, pk, NOW)
    said = at_once([yes] * 4 + [no] * 2)
    assert said == ["done", *["state.answered"] * 5]
    request = DutyRequest.objects.get(pk=pk)
    versions = Team.objects.get(pk=team.pk).versions.count()
    assert versions == (2 if request.state == "granted" else 1)
    told = list(Notice.objects.values_list("person", "version"))
    assert len(told) == len(set(told))


@pytest.mark.django_db(transaction=True)
def test_asks_at_once_all_get_through() -> None:
    """Three people pass the same mission, each twice, at the same moment: one request each."""
    team = add_team(first_asked="owner")
    people = [who(team, key) for key in ("knight", "t1", "t2")] * 2
    acts = [partial(do_pass_duty, person, "landing", NOW) for person in people]
    assert at_once(acts) == ["done"] * 6
    assert DutyRequest.objects.count() == 3
