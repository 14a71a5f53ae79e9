"""The jobs themselves, run by a real worker on the real queue."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from offwatch.desk.models import DutyRequest, Proposal, Search
from offwatch.desk.planning import tasks
from offwatch.desk.rosters import current
from offwatch.desk.rosters.current import in_force
from offwatch.desk.states import RequestState, SearchState
from tests.desk.sample import NOW, add_team, request_for

pytestmark = pytest.mark.django_db(transaction=True)


def work() -> None:
    """Run whatever is in the queue until it is empty."""

    async def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            async with working.open_async():
                await working.run_worker_async(wait=False, install_signal_handlers=False)

    asyncio.run(run())


def clear_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture(autouse=True)
def _empty_queue() -> None:
    clear_queue()


def test_a_worker_finds_plans() -> None:
    """From the request to its proposals, through the queue."""
    pk = request_for(add_team(), "knight", "landing", solve=False)
    work()
    assert Search.objects.get(request=pk).state == SearchState.DONE
    assert Proposal.objects.filter(search__request=pk).exists()


def test_a_job_of_an_earlier_version_is_understood() -> None:
    """It named its search; now it takes up whatever is next."""
    pk = request_for(add_team(), "knight", "landing", solve=False)
    clear_queue()
    app.configure_task("desk.search").defer(search_id=Search.objects.get(request=pk).pk)
    work()
    assert Search.objects.get(request=pk).state == SearchState.DONE


def test_after_three_tries_the_page_says_there_are_none() -> None:
    """A roster that cannot be read any more: tried again, then given up."""
    team = add_team()
    pk = request_for(team, "knight", "landing", solve=False)
    version = in_force(team)[0]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE desk_rosterversion DISABLE TRIGGER USER")
        cursor.execute("UPDATE desk_rosterversion SET whole = '{}' WHERE id = %s", [version.pk])
        cursor.execute("ALTER TABLE desk_rosterversion ENABLE TRIGGER USER")
    current._published.cache_clear()
    work()
    assert ProcrastinateJob.objects.get(task_name="desk.search").attempts == tasks.TRIES
    assert Search.objects.get(request=pk).state == SearchState.FAILED


def test_a_dead_workers_job_runs_again() -> None:
    """The job is stalled: the task of every minute puts it back, and it is done once."""
    pk = request_for(add_team(), "knight", "landing", solve=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 day')"
            " RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    Search.objects.filter(request=pk).update(
        state=SearchState.WORKING, job=ProcrastinateJob.objects.get().pk
    )
    app.configure_task("desk.stalled").defer(timestamp=int(NOW.timestamp()))
    work()
    work()
    search = Search.objects.get(request=pk)
    assert search.state == SearchState.DONE


def test_each_minute_requests_that_came_too_late_end() -> None:
    """The duty began: the request lapses, and its search is dropped."""
    pk = request_for(add_team(), "knight", "landing", solve=False)
    clear_queue()
    at = DutyRequest.objects.get(pk=pk).starts_at + timedelta(minutes=1)
    app.configure_task("desk.minute").defer(timestamp=int(at.timestamp()))
    work()
    assert DutyRequest.objects.get(pk=pk).state == RequestState.LAPSED
    assert Search.objects.get(request=pk).state == SearchState.DROPPED


def test_finished_jobs_are_forgotten() -> None:
    """They tell when somebody asked: after a day none is left."""
    request_for(add_team(), "knight", "landing", solve=False)
    work()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '25 hours'")
    app.configure_task("desk.jobs").defer(timestamp=int(datetime.now(UTC).timestamp()))
    work()
    left = ProcrastinateJob.objects.values_list("task_name", flat=True)
    assert "desk.search" not in left
