"""The jobs in the queue; a job written in a transaction is there once the transaction is."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

from offwatch.desk.planning.solving import give_up, run_search

TRIES = 3


@app.task(name="desk.search", queue="plans", retry=TRIES - 1, pass_context=True)
def search(context: JobContext, search_id: int) -> None:
    """Look for plans; after the last try the page says that there are none."""
    try:
        run_search(search_id)
    except BaseException:
        if context.job.attempts + 1 >= TRIES:
            give_up(search_id)
        raise


@app.periodic(cron="* * * * *")
@app.task(name="desk.stalled", queue="plans", queueing_lock="desk.stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> None:
    """Jobs of a worker that died run again, once."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
