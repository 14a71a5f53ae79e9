"""What a worker does: look for plans with a warm solver, and write down what it found."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from offwatch.desk.editing.edit import Away
from offwatch.desk.editing.fill import absences_in
from offwatch.desk.lock import lock_team
from offwatch.desk.models import DutyRequest, Proposal, RhythmDays, RosterVersion, Search, Team
from offwatch.desk.planning.filling import fill_seats
from offwatch.desk.planning.wishes import wishes_in, with_wishes
from offwatch.desk.queue import start_search
from offwatch.desk.requests.proposals import current_for, fitting, kept_duties, times_away
from offwatch.desk.requests.stand_in import choose
from offwatch.desk.rosters.current import roster_before, roster_of, with_carried_credit
from offwatch.desk.rosters.horizon import freeze_kept, hold_missions, still_ahead
from offwatch.desk.rosters.seams import with_history
from offwatch.desk.states import PENDING, SearchState, go
from offwatch.errors import OffwatchError
from offwatch.plan import Absences, Plan, Roster, Solvers, arrange, propose
from offwatch.plan.present.picture import draw_plan
from offwatch.plan.roster.read_write import read_absences

FILL_PATIENCE = 15.0  # a filling shows how far it is, and can be ended
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


def run_search(search: Search) -> None:
    """Solve a search that was taken up; what has become of it meanwhile is seen at the end."""
    base = roster_of(search.base)
    away: Away = {}
    if search.request is None and search.base.base_id is not None and not search.fills:
        base, away = absences_in(search.base)
    before = roster_before(search.base.team, base.first_day)
    ahead = still_ahead(with_history(base, before), datetime.now(UTC))
    roster = freeze_kept(ahead, kept_duties(search.team_id))
    try:
        if search.fills:
            plans = fill_seats(
                search,
                with_wishes(
                    with_carried_credit(search.team, roster), wishes_in(search.team, roster)
                ),
                _avoided(search, roster),
                deadline_s=FILL_PATIENCE * settings.SOLVE_DEADLINE_S,
                solver=warm_solver(),
            )
        else:
            plans = _for_absences(roster, away) if away else _plans(search, base, roster)
    except OffwatchError:
        plans = ()
    _end(search, base, plans)
    warm_solver().make_ready(every=True)  # nobody waits now; the next search may come at once


@transaction.atomic
def give_up(search_id: int) -> None:
    """Nothing was found, for a cause of our own: whoever waits is told so and may decide."""
    search = Search.objects.select_related("request").filter(pk=search_id).first()
    if search is None or search.state not in (SearchState.WAITING, SearchState.WORKING):
        return
    search.state = go("search", search.state, SearchState.FAILED)
    search.save(update_fields=["state"])
    DutyRequest.objects.filter(search=search).update(by_rule=False)


def _for_absences(roster: Roster, away: Away) -> tuple[Plan, ...]:
    """Plans for a draft in which somebody is absent; its missions stay where they are."""
    still = hold_missions(roster)
    absent = read_absences(away, still)
    return propose(still, absent, deadline_s=settings.SOLVE_DEADLINE_S, solver=warm_solver())


def _plans(search: Search, base: Roster, roster: Roster) -> tuple[Plan, ...]:
    if search.request is None:
        avoid = _avoided(search, roster)
        patience = DRAFT_PATIENCE * settings.SOLVE_DEADLINE_S
        return (arrange(roster, avoid, deadline_s=patience, solver=warm_solver()),)
    absent = read_absences(times_away(search.request, base), roster)
    return propose(roster, absent, deadline_s=settings.SOLVE_DEADLINE_S, solver=warm_solver())


def _avoided(search: Search, roster: Roster) -> Absences:
    """The days that people asked to keep free, as far as the draft has them."""
    return read_absences(_rhythm_days(search.base), roster)


@transaction.atomic
def _end(began: Search, base: Roster, plans: tuple[Plan, ...]) -> None:
    """Write down what was found; plans that fit the roster no longer are looked for anew."""
    team = lock_team(began.team_id)
    now = datetime.now(UTC)
    search = Search.objects.select_related("request", "base").filter(pk=began.pk).first()
    if search is None or (search.state, search.job) != (SearchState.WORKING, began.job):
        return  # answered meanwhile, or sent out again: that job will see to it
    search.proposals.all().delete()
    search.state = go("search", search.state, SearchState.DONE if plans else SearchState.FAILED)
    search.ended_at = now
    search.save(update_fields=["state", "ended_at"])
    for rank, plan in enumerate(plans):
        Proposal.objects.create(
            search=search,
            rank=rank,
            title=(plan.title or "Change the roster")[:200],
            plan=_kept(plan),
            picture="" if search.fills else draw_plan(base, plan),
        )
    if search.request is not None:
        _answer(search, search.request, team, now)


def _kept(plan: Plan) -> dict[str, Any]:
    """A plan as it is stored: what it changes says all; the whole roster would be said again."""
    said = plan.as_dict() | {"touches_guarded": plan.touches_guarded}
    del said["roster"]
    return said


def _answer(search: Search, request: DutyRequest, team: Team, now: datetime) -> None:
    """Look again if the roster has changed under every plan; else let the standing rule answer.

    The planner's rule approves where the plan is clean; otherwise the owner is asked.
    """
    standing = fitting(request, now)
    if not standing and search.base != current_for(request):
        search.base = current_for(request)
        start_search(search, now)
        return
    if not request.by_rule:
        return
    clean = [p for p in standing if p.rank == 0 and _is_clean(p)]
    if clean and request.state in PENDING and team.standing_rule and team.accountable is not None:
        choose(team.accountable, team, request, clean[0], now)
        return
    request.by_rule = False
    request.save(update_fields=["by_rule"])


def _is_clean(proposal: Proposal) -> bool:
    plan = proposal.plan
    return plan["proven"] and not plan["open"] and not plan["touches_guarded"]


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
