"""What a worker does: look for plans with a warm solver, and write down what it found."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Ask, Proposal, RhythmDays, RosterVersion, Search
from offwatch.desk.queue import start_search
from offwatch.desk.requests.decide import approve_by_rule, is_in_force
from offwatch.desk.rosters.current import roster_of
from offwatch.desk.rosters.duties import find_duty
from offwatch.desk.rosters.horizon import still_ahead
from offwatch.desk.states import PENDING, AskState, SearchState, VersionState, go
from offwatch.errors import OffwatchError
from offwatch.plan import Plan, Solvers, propose, settle
from offwatch.plan.present.picture import draw_plan
from offwatch.plan.roster.read_write import read_absences

DRAFT_PATIENCE = 6.0  # nobody stands and waits for a draft; it ends as soon as it is proven
_solver: Solvers | None = None


def warm_solver() -> Solvers:
    """The worker's one solver, started before the first job needs it."""
    global _solver  # noqa: PLW0603  (one warm child a process is the point)
    if _solver is None:
        _solver = Solvers()
        _solver.__enter__()
    return _solver


def close_solver() -> None:
    global _solver  # noqa: PLW0603
    if _solver is not None:
        _solver.close()
        _solver = None


def run_search(search_id: int) -> None:
    """Solve one search; running it twice does no harm, a roster changed meanwhile restarts it."""
    search = _begin(search_id)
    if search is None:
        return
    roster = still_ahead(roster_of(search.base), datetime.now(UTC))
    try:
        if search.ask is None:
            avoid = read_absences(_rhythm_days(search.base), roster)
            patience = DRAFT_PATIENCE * settings.SOLVE_DEADLINE_S
            found = settle(roster, avoid, deadline_s=patience, solver=warm_solver())
            plans: tuple[Plan, ...] = (found,)
        else:
            absent = read_absences(_absent(search.ask), roster)
            plans = propose(
                roster, absent, deadline_s=settings.SOLVE_DEADLINE_S, solver=warm_solver()
            )
    except OffwatchError:
        plans = ()
    _end(search, plans)
    warm_solver().make_ready(every=True)  # nobody waits now; the next search may come at once


@transaction.atomic
def give_up(search_id: int) -> None:
    """Nothing was found, for a cause of our own: whoever waits is told so and may decide."""
    search = Search.objects.select_related("ask").filter(pk=search_id).first()
    if search is None or search.state not in (SearchState.WAITING, SearchState.WORKING):
        return
    search.state = go("search", search.state, SearchState.FAILED)
    search.save(update_fields=["state"])
    Ask.objects.filter(search=search).update(by_rule=False)


@transaction.atomic
def _begin(search_id: int) -> Search | None:
    search = Search.objects.filter(pk=search_id).first()
    if search is None:
        return None
    lock_team(search.team_id)
    search = Search.objects.select_related("ask", "base", "base__team").get(pk=search_id)
    if search.ask is not None and search.ask.state not in PENDING:
        return None
    if search.state not in (SearchState.WAITING, SearchState.WORKING):
        return None
    search.state = go("search", search.state, SearchState.WORKING)
    search.began_at = datetime.now(UTC)
    search.save(update_fields=["state", "began_at"])
    return search


@transaction.atomic
def _end(began: Search, plans: tuple[Plan, ...]) -> None:
    team = lock_team(began.team_id)
    now = datetime.now(UTC)
    search = Search.objects.select_related("ask", "base").filter(pk=began.pk).first()
    if search is None or search.state != SearchState.WORKING or search.base_id != began.base_id:
        return  # somebody sent it out again; that job will answer
    if search.ask is not None and not is_in_force(search.base):
        current = RosterVersion.objects.filter(
            team=team, first_day=search.base.first_day, state=VersionState.PUBLISHED
        ).latest("number")
        start_search(search, current)
        return
    search.proposals.all().delete()
    search.state = go("search", search.state, SearchState.DONE if plans else SearchState.FAILED)
    search.ended_at = now
    search.save(update_fields=["state", "ended_at"])
    roster = roster_of(search.base)
    for rank, plan in enumerate(plans):
        Proposal.objects.create(
            search=search,
            rank=rank,
            title=(plan.title or "Change the roster")[:200],
            plan={**plan.as_dict(), "touches_guarded": plan.touches_guarded},
            picture=draw_plan(roster, plan),
        )
    if search.ask is not None and search.ask.by_rule:
        _answer_by_rule(search, search.ask, plans, now)


def _answer_by_rule(search: Search, ask: Ask, plans: tuple[Plan, ...], now: datetime) -> None:
    """The planner's standing rule answers where the plan is clean; else the owner is asked."""
    team = ask.team
    best = plans[0] if plans else None
    clean = best is not None and best.proven and not best.open and not best.touches_guarded
    if clean and ask.state in PENDING and team.standing_rule and team.accountable is not None:
        approve_by_rule(team, ask, search.proposals.get(rank=0), now)
        return
    ask.by_rule = False
    ask.save(update_fields=["by_rule"])


def _absent(ask: Ask) -> dict[str, list[str]]:
    """The days this ask needs free, and those that earlier asks were granted."""
    asks = Ask.objects.filter(
        team=ask.team, version__first_day=ask.version.first_day, state=AskState.GRANTED
    )
    days: defaultdict[str, set[str]] = defaultdict(set)
    for each in [*asks, ask]:
        held = find_duty(roster_of(each.version), each.person.key, each.duty_id)
        if held is not None:
            days[each.person.key] |= {day.isoformat() for day in held.days}
    return {person: sorted(taken) for person, taken in days.items()}


def _rhythm_days(draft: RosterVersion) -> dict[str, list[str]]:
    first = draft.first_day
    last = date.fromordinal(first.toordinal() + int(draft.form["days"]))
    keys = {p["id"] for p in draft.form["people"]}
    rows = RhythmDays.objects.filter(person__team=draft.team).select_related("person")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.person.key in keys:
            found[row.person.key] += [d.isoformat() for d in row.days if first <= d < last]
    return dict(found)
