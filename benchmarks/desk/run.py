"""A large team added, read by many at once, and its requests approved; each step measured."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.desk.reader import Reader, Watch, at_once, spread
from benchmarks.desk.server import (
    Served,
    add_team,
    database,
    log_in,
    serving,
    stored_bytes,
)
from benchmarks.desk.targets import hold_targets
from benchmarks.desk.team import roster_form, team_form

PAGES = {
    "log-in": "/login",
    "roster": "/roster",
    "change": "/roster/edit",
    "day": "/roster/day",
    "open seats": "/roster/open",
    "my duties": "/mine",
    "requests": "/requests",
    "team": "/team",
    "people": "/people",
    "work": "/roster/work",
}
TRIVIAL = "log-in"
STEPS = 5
PATIENCE_S = 300.0


def measure_all(
    people: int, weeks: int, readers: int, rounds: int, asked: int, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Measure everything, once.

    Parameters
    ----------
    people, weeks : int
        Of the team and its roster.
    readers : int
        How many open the roster at once.
    rounds : int
        How often each page is asked for.
    asked : int
        How many requests are approved.
    tell : callable
        Called after each step.

    Returns
    -------
    dict
        Ready for JSON: what each step took, and the targets.
    """
    first = datetime.now(UTC).date() - timedelta(days=3)
    missions = 20 if people >= 100 else 2
    roster = roster_form(people, weeks, missions, first)
    with tempfile.TemporaryDirectory(prefix="offwatch-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with database(folder):
            added = add_team(folder, roster, team_form(people))
            tell("added the team")
            _as_if_in_use()
            with serving() as desk:
                with Watch(desk.port, "/health") as read:
                    pages = _pages(desk, rounds)
                tell("read each page")
                with Watch(desk.port, "/health") as crowded:
                    crowd = _crowd(desk, people, readers)
                tell("read it with many")
                with Watch(desk.port, "/health") as planned:
                    requests = _requests(desk, asked, first)
                tell("approved requests")
            tell("looked at what it stores")
    health = {
        "pages": spread(read.ms),
        "crowd": spread(crowded.ms),
        "requests": spread(planned.ms),
    }
    trivial = pages[TRIVIAL]["p95"]
    for each in (*pages.values(), crowd, requests["approve"]):
        each["times the trivial page's p95"] = round(each["p95"] / trivial, 1)
    found = {
        "roster, first window, median ms": pages["roster"]["median"],
        "roster, first window, compressed kB": pages["roster"]["kB"],
        "roster, many readers at once, p95 ms": crowd["p95"],
        "approve a request, median ms": requests["approve"]["median"],
        "add the team, s": round(added.seconds, 1),
        "an approved request stores, kB": requests["stored_kB"],
        "health under all of it, p95 ms": max(each["p95"] for each in health.values()),
    }
    return {
        "people": people,
        "weeks": weeks,
        "load": round(os.getloadavg()[0], 1),
        "duties": sum(map(len, roster["roster"].values())),
        "add": {
            "seconds": round(added.seconds, 1),
            "cpu_s": round(added.cpu_s, 1),
            "lines": added.lines,
        },
        "pages": pages,
        "crowd": {"readers": readers, **crowd},
        "requests": requests,
        "health": {**health, "failed": read.failed + crowded.failed + planned.failed},
        "targets": hold_targets(found),
    }


def _as_if_in_use() -> None:
    """Everybody has chosen a password."""
    from offwatch.desk.models import Person

    Person.objects.update(first_password=False)


def _pages(desk: Served, rounds: int) -> dict[str, dict[str, float]]:
    """Each page as its planner reads it; the first time apart, as everything is cold then."""
    found = {}
    session = log_in("p0000")
    for name, address in PAGES.items():
        with Reader(desk.port, "" if name == TRIVIAL else session) as reader:
            cold = reader.get(address)
            assert cold.status == 200, (address, cold.status)
            before = desk.web_cpu_s()
            answers = [reader.get(address) for _ in range(rounds)]
            cpu_ms = 1000.0 * (desk.web_cpu_s() - before) / rounds
        found[name] = {
            "first": round(cold.ms, 1),
            **spread([each.ms for each in answers]),
            "cpu": round(cpu_ms, 1),
            "kB": round(answers[-1].size / 1000, 1),
            "plain_kB": round(len(answers[-1].body) / 1000, 1),
        }
    return found


def _crowd(desk: Served, people: int, readers: int) -> dict[str, float]:
    """Different people open the roster at the same moment."""
    sessions = [log_in(f"p{n:04}") for n in range(1, 1 + min(readers, people - 1))]
    open_now = [Reader(desk.port, session) for session in sessions]

    def read(reader: Reader) -> Callable[[], float]:
        def run() -> float:
            answer = reader.get("/roster")
            assert answer.status == 200
            return answer.ms

        return run

    before = desk.web_cpu_s()
    ms = at_once(map(read, open_now), len(open_now))
    cpu_ms = 1000.0 * (desk.web_cpu_s() - before) / len(open_now)
    for reader in open_now:
        reader.__exit__()
    return {**spread(ms), "cpu": round(cpu_ms, 1)}


def _requests(desk: Served, asked: int, first: date) -> dict[str, Any]:
    """Ask for duties to move, wait for plans, and approve each by its page.

    What is stored is counted from the second request on: the first fills pages of tables that were
    empty.
    """
    taken = [_approved(desk, 0, first)]
    _rest()
    before = stored_bytes()
    taken += [_approved(desk, number, first) for number in range(1, 1 + asked)]
    _rest()
    after = stored_bytes()
    grown = {name: after[name] - before.get(name, 0) for name in after}
    plans, opened, approved, cpu = ([each[i] for each in taken] for i in range(4))
    return {
        "asked": asked,
        "plans": spread(plans),
        "open": spread(opened),
        "approve": {**spread(approved), "cpu": round(statistics.median(cpu), 1)},
        "stored_kB": round(sum(grown.values()) / 1000 / asked, 1),
        "stored_by_table_kB": {n: round(g / 1000 / asked, 1) for n, g in grown.items() if g},
    }


def _approved(desk: Served, number: int, first: date) -> tuple[float, float, float, float]:
    """One request: milliseconds until there are plans, to open it, to approve it, and of CPU."""
    key = f"p{20 + 7 * number:04}"
    duty_id = _duty_of(key, first + timedelta(days=14 + number))
    with Reader(desk.port, log_in(key)) as member:
        page = member.get("/mine")
        sent = member.post(f"/mine/duties/{duty_id}/pass", page, {})
        assert sent.status == 302, sent.status
    pk, waited_ms = _planned(key)
    with Reader(desk.port, log_in("p0000")) as owner:
        page = owner.get(f"/requests/{pk}")
        before = desk.web_cpu_s()
        done = owner.post(f"/requests/{pk}/apply", page, {"proposal": _best(pk)})
        cpu_ms = 1000.0 * (desk.web_cpu_s() - before)
    assert _state(pk) == "granted", _state(pk)
    return waited_ms, page.ms, done.ms, cpu_ms


def _duty_of(key: str, day: date) -> str:
    """The person's first duty from that day on."""
    from offwatch.desk.models import Person
    from offwatch.desk.rosters.current import duties_in_force

    person = Person.objects.select_related("team").get(key=key)
    return next(
        each.held.duty_id
        for each in duties_in_force(person)
        if each.held.kind == "shift" and each.held.starts_at.date() >= day
    )


def _planned(key: str) -> tuple[int, float]:
    """Wait until the worker has found plans for the newest request of this person."""
    from offwatch.desk.models import DutyRequest

    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE_S:
        request = DutyRequest.objects.filter(person__key=key).latest("pk")
        if request.search.state in ("done", "failed"):
            assert request.search.state == "done"
            return int(request.pk), 1000.0 * (time.perf_counter() - began)
        time.sleep(0.05)
    raise TimeoutError(key)


def _best(pk: int) -> int:
    from offwatch.desk.models import Proposal

    return int(Proposal.objects.filter(search__request=pk).earliest("rank").pk)


def _state(pk: int) -> str:
    from offwatch.desk.models import DutyRequest

    return str(DutyRequest.objects.get(pk=pk).state)


def _rest() -> None:
    """Forget finished jobs and sessions, as the desk does by itself within a day."""
    from django.contrib.sessions.models import Session
    from django.db import connection

    Session.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_events, procrastinate_jobs CASCADE")
