"""The jobs in the queue; a job written in a transaction is there once the transaction is."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext
from procrastinate.contrib.django import app

from offwatch.desk.people.leave import end_memberships
from offwatch.desk.planning.solving import give_up, run_search
from offwatch.desk.planning.turn import take_turn, wake
from offwatch.desk.requests.pass_on import hand_to_duty_officers
from offwatch.desk.retention import erase_old, lapse_requests
from offwatch.desk.swaps.answer import end_swaps

TRIES = 3
JOB_HOURS = 24


@app.task(name="desk.search", queue="plans", retry=TRIES - 1, pass_context=True)
def search(context: JobContext, search_id: int | None = None) -> None:
    """Look for plans, for whoever's turn it is; after the last try the page says there are none.

    A job queued by an earlier version names a search; it too takes up whichever is next.
    """
    found = take_turn(context.job.id, datetime.now(UTC))
    if found is None:
        return
    try:
        run_search(found)
    except BaseException:
        if context.job.attempts + 1 >= TRIES:
            give_up(found.pk)
        raise


@app.periodic(cron="* * * * *")
@app.task(name="desk.stalled", queue="plans", queueing_lock="desk.stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> None:
    """Jobs of a worker that died run again, once."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(name="desk.minute", queue="plans", queueing_lock="desk.minute", pass_context=False)
def look_after_requests(timestamp: int) -> None:
    """End what has begun unanswered and memberships that are over; send lost searches again."""
    now = datetime.fromtimestamp(timestamp, UTC)
    lapse_requests(now)
    end_swaps(now)
    end_memberships(now)
    hand_to_duty_officers(now)
    wake(now)


@app.periodic(cron="17 3 * * *")
@app.task(name="desk.erase", queue="plans", queueing_lock="desk.erase", pass_context=False)
def erase(timestamp: int) -> None:
    """Forget once a night what is older than the desk keeps anything."""
    erase_old(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="47 * * * *")
@app.task(name="desk.jobs", queue="plans", queueing_lock="desk.jobs", pass_context=False)
async def forget_jobs(timestamp: int) -> None:
    """Finished jobs tell when somebody asked for something: none is kept for more than a day."""
    await app.job_manager.delete_old_jobs(nb_hours=JOB_HOURS, include_failed=True)
