"""Pages of a pad with a long diary and of an empty one, timed by the CPU that they take."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.pad.lives import write_life
from benchmarks.pad.targets import PAGES, hold_targets

ZONE = "Europe/Berlin"
DUTIES = 12
_PASSPHRASE = "a diary of twenty years"


def measure_all(years: int, rounds: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Time every page on both pads.

    Parameters
    ----------
    years : int
        Of the long diary.
    rounds : int
        How often each page is asked for.
    tell : callable
        Called after each step.

    Returns
    -------
    dict
        Ready for JSON: milliseconds by pad and page, medians, and the targets.
    """
    from offwatch.pad.runtime.boot import boot

    with tempfile.TemporaryDirectory() as folder:
        boot(Path(folder) / "empty")
        found = {"empty": _measure(Path(folder) / "empty", 0, rounds, tell)}
        boot(Path(folder) / "long")
        found["long"] = _measure(Path(folder) / "long", years, rounds, tell)
    report: dict[str, Any] = {"years": years, "rounds": rounds, "ms": found}
    report["targets"] = hold_targets(found)
    return report


def count_steps() -> int:
    """How often `measure_all` tells."""
    return 2 * (1 + len(PAGES))


def _measure(
    home: Path, years: int, rounds: int, tell: Callable[[str], None]
) -> dict[str, dict[str, float]]:
    from django.test import Client

    from offwatch.pad.diary.begin import do_begin
    from offwatch.pad.diary.rows import add_rows, rows_of, writing
    from offwatch.pad.runtime.hosts import own_host
    from offwatch.pad.runtime.making import make_vault
    from offwatch.vault import keys, session

    make_vault(home, _PASSPHRASE, keys.Cost(time_cost=1, memory_kib=64, lanes=1))
    now = datetime.now(UTC)
    do_begin(now, ZONE)
    zone = ZoneInfo(ZONE)
    life = write_life(years, now.astimezone(zone).date())
    with writing():
        add_rows(rows_of(life, zone, None))
    if years:
        _give_duties(now)
    tell(f"a diary of {years} years")
    client = Client(headers={"host": own_host()})
    client.post("/unlock", {"passphrase": _PASSPHRASE})
    found = {}
    for name, address in PAGES.items():
        run = _page(client, address) if address else _TAPS[name](client)
        found[name] = _median(run, rounds)
        tell(name)
    session.lock()
    return found


def _give_duties(now: datetime) -> None:
    """Some duties of the next months, whose odds each change of the diary works out anew."""
    from offwatch.pad.models import KnownDuty

    for week in range(1, 1 + DUTIES):
        begins = now + timedelta(weeks=week)
        KnownDuty.objects.create(
            duty_id=f"duty-{week}",
            name=f"Duty {week}",
            kind="shift",
            start_at=begins,
            end_at=begins + timedelta(hours=10),
            owner="Planner",
            state="planned",
            planned_on=now.date(),
        )


def _page(client: Any, address: str) -> Callable[[], float]:
    """Ask for a page; the CPU seconds that it took."""

    def run() -> float:
        began = time.process_time()
        answer = client.get(address)
        took = time.process_time() - began
        assert answer.status_code == 200, (address, answer.status_code)
        return took

    return run


def _tap(client: Any) -> Callable[[], float]:
    """Tap that an episode started, and take it back; the CPU seconds of the first."""

    def run() -> float:
        from offwatch.pad.models import DiaryStep

        began = time.process_time()
        answer = client.post("/log/onset", {"rhythm": "migraine"})
        took = time.process_time() - began
        assert answer.status_code == 302, answer.content
        newest = DiaryStep.objects.latest("id")
        assert newest.what == "log"
        client.post(f"/undo/{newest.pk}")
        return took

    return run


def _today_after_tap(client: Any) -> Callable[[], float]:
    """Tap and take it back; the CPU seconds of Today after that."""
    tap, today = _tap(client), _page(client, "/")

    def run() -> float:
        tap()
        return today()

    return run


_TAPS = {"tap": _tap, "today after a tap": _today_after_tap}


def _median(run: Callable[[], float], rounds: int) -> dict[str, float]:
    run()
    took = [1000.0 * run() for _ in range(rounds)]
    return {"median": round(statistics.median(took), 1), "least": round(min(took), 1)}
