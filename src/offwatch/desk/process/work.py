"""A worker: takes jobs from the queue, with a warm solver beside it.

``python -m offwatch.desk.process.work`` is the child that ``serve`` keeps.
"""

from __future__ import annotations

import logging
import os
import signal
from types import FrameType

from offwatch.desk.process import lifeline


def main() -> None:
    """Work until told to stop."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "offwatch.desk.settings")
    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from offwatch.desk.planning.solving import close_solver, warm_solver

    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    if not isinstance(app.connector, DjangoConnector):
        raise TypeError("the queue works through Django's connection to the database")
    signal.signal(signal.SIGTERM, _leave)  # until the worker listens for it itself
    try:
        warm_solver()
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            working.run_worker(
                concurrency=1,
                fetch_job_polling_interval=2.0,
                shutdown_graceful_timeout=8.0,
            )
    finally:
        close_solver()


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    lifeline.hold()
    main()
