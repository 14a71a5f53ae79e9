"""Whatever is done in whatever order: nobody twice, rules kept or stated, counts that agree.

Planners change cells, absences, missions and need, bring grids, begin periods, publish and undo;
people ask, are answered, swap, take seats, come and go. After each publication the database holds,
and at the end every page counts the same, and what is exported comes back as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from offwatch.desk.editing.catch_up import do_catch_up
from offwatch.desk.editing.edit import Act, Edit, do_edit, do_redo, do_undo, seen_of
from offwatch.desk.editing.take_seat import do_take_seat
from offwatch.desk.editing.undo_publishing import do_undo_publishing
from offwatch.desk.grids.export import export
from offwatch.desk.grids.load_grid import GridMap, do_load_grid, look_at_grid, read_table
from offwatch.desk.grids.next_period import do_begin_next
from offwatch.desk.models import Booking, DutyRequest, Person, Proposal, RosterVersion, Search, Team
from offwatch.desk.people.leave import do_leave, do_stay
from offwatch.desk.people.members import PersonTerms, do_add_person
from offwatch.desk.requests.decide import do_approve, do_decline
from offwatch.desk.requests.keep_duty import do_keep_duty
from offwatch.desk.requests.pass_duty import do_pass_duty
from offwatch.desk.requests.pass_on import do_pass_on
from offwatch.desk.requests.proposals import current_for, times_away
from offwatch.desk.requests.routing import may_decide
from offwatch.desk.rosters.broken_rules import broken_rules, newly_broken
from offwatch.desk.rosters.cover import open_list, seats_open
from offwatch.desk.rosters.current import (
    drafts_of,
    in_force,
    roster_after,
    roster_of,
    version_of,
)
from offwatch.desk.rosters.drafts import do_drop_draft, do_publish_draft, state_of
from offwatch.desk.rosters.duties import held_duties
from offwatch.desk.rosters.load_roster import look_at_roster
from offwatch.desk.rosters.plans import after_plan
from offwatch.desk.states import PENDING, SearchState, SwapState, VersionState
from offwatch.desk.swaps.answer import do_accept_swap, do_approve_swap
from offwatch.desk.swaps.offer import do_offer
from offwatch.desk.teams.need import do_set_day
from offwatch.desk.verification import find_breaches
from offwatch.errors import OffwatchError
from offwatch.plan import check
from offwatch.plan.roster.read_write import read_absences
from tests.desk.sample import FIRST, NOW, WATCHERS, who
from tests.examples import some

PEOPLE = ("knight", *WATCHERS, "general")
PERSON, INDEX = st.sampled_from(PEOPLE), st.integers(0, 40)
ACTS = st.sampled_from(["give", "give", "remove", "swap", "absent", "present"])
WHAT = st.sampled_from(["watch", "watch", "landing"])


class AnySequence(RuleBasedStateMachine):
    """A team with its roster in force, on which anybody does anything."""

    team: Team

    def __init__(self) -> None:
        super().__init__()
        self._whole = transaction.atomic()
        self._whole.__enter__()
        self.planner = who(self.team, "planner")
        self.team.refresh_from_db()
        Team.objects.filter(pk=self.team.pk).update(members_take=True)
        self._looked_at: set[int] = set()

    def teardown(self) -> None:
        try:
            self._pages_agree()
            self._exports_come_back()
        finally:
            transaction.set_rollback(True)
            self._whole.__exit__(None, None, None)

    def _try(self, act: Callable[[], object]) -> None:
        """Do it, or be refused and leave nothing behind."""
        try:
            with transaction.atomic():
                act()
        except OffwatchError:
            pass

    def _period(self, index: int) -> date:
        later = [d.first_day for d in drafts_of(self.team)] + [
            v.first_day for v in in_force(self.team)
        ]
        return max((d for d in later if d <= FIRST + timedelta(days=index)), default=FIRST)

    @initialize()
    def begin(self) -> None:
        assert find_breaches() == []

    @rule(act=ACTS, person=PERSON, index=INDEX, other=PERSON, what=WHAT, more=st.integers(0, 3))
    def change_a_cell(
        self, act: Act, person: str, index: int, other: str, what: str, more: int
    ) -> None:
        first, on = self._period(index), FIRST + timedelta(days=index)
        until = on + timedelta(days=more) if act in ("absent", "present") else None
        wanted = Edit(act, person, on, what, other, until)
        self._try(lambda: do_edit(self.planner, first, seen_of(self.team, first), wanted, NOW))

    @rule(back=st.booleans(), index=INDEX)
    def step(self, back: bool, index: int) -> None:
        first = self._period(index)
        do = do_undo if back else do_redo
        self._try(lambda: do(self.planner, first, seen_of(self.team, first)))

    @rule(which=st.integers(0, 1))
    def publish(self, which: int) -> None:
        for draft in drafts_of(self.team)[which : which + 1]:
            count = len(state_of(draft).broken)
            self._try(lambda d=draft, n=count: do_publish_draft(self.planner, d.pk, NOW, despite=n))  # type: ignore[misc]

    @rule()
    def undo_publishing(self) -> None:
        last = self.team.versions.filter(state=VersionState.PUBLISHED).latest("number")
        self._try(lambda: do_undo_publishing(self.planner, last.pk, NOW))

    @rule(which=st.integers(0, 1), drop=st.booleans())
    def catch_up_or_drop(self, which: int, drop: bool) -> None:
        for draft in drafts_of(self.team)[which : which + 1]:
            if drop:
                self._try(lambda d=draft: do_drop_draft(self.planner, d.pk))  # type: ignore[misc]
            else:
                self._try(lambda d=draft: do_catch_up(self.planner, d.pk))  # type: ignore[misc]

    @rule(index=INDEX, person=st.integers(0, 6), code=st.sampled_from(["", "Watch"]))
    def bring_a_grid(self, index: int, person: int, code: str) -> None:
        """What is exported, with one cell changed."""
        version = in_force(self.team)[-1]
        lines = [line.split(",") for line in export(version, "csv").data.decode().splitlines()]
        row, column = 1 + person % (len(lines) - 1), 2 + index % (len(lines[0]) - 2)
        lines[row][column] = code
        data = "\r\n".join(",".join(line) for line in lines).encode()
        self._try(lambda: do_load_grid(self.planner, read_table(data), GridMap(), NOW))

    @rule()
    def begin_the_next_period(self) -> None:
        self._try(lambda: do_begin_next(self.planner, NOW))

    @rule(index=INDEX, need=st.integers(0, 3))
    def need_others(self, index: int, need: int) -> None:
        on = FIRST + timedelta(days=index)
        self._try(lambda: do_set_day(self.planner, on, on, "watch", need, NOW))

    @rule(person=PERSON, index=INDEX)
    def take_a_seat(self, person: str, index: int) -> None:
        on = FIRST + timedelta(days=index)
        self._try(lambda: do_take_seat(who(self.team, person), on, "watch", NOW))

    @rule(person=PERSON, number=st.integers(0, 5), keep=st.booleans())
    def ask_or_keep(self, person: str, number: int, keep: bool) -> None:
        holder = who(self.team, person)
        ahead = Booking.objects.in_force().filter(person=holder, starts_at__gt=NOW)
        do = do_keep_duty if keep else do_pass_duty
        for booking in ahead.order_by("starts_at")[number : number + 1]:
            self._try(lambda b=booking: do(holder, b.duty_id, NOW))  # type: ignore[misc]

    @rule(approve=st.booleans(), to=PERSON)
    def answer_a_request(self, approve: bool, to: str) -> None:
        """With a plan that the checker finds sound: somebody else takes over, or the seat opens."""
        request = DutyRequest.objects.filter(team=self.team, state__in=PENDING).first()
        if request is None:
            return
        if not may_decide(request, request.waits_with):
            self._try(lambda: do_pass_on(request.waits_with, request.pk, NOW))
            request.refresh_from_db()
        decider = Person.objects.select_related("team").get(pk=request.waits_with_id)
        if not approve:
            self._try(lambda: do_decline(decider, request.pk, NOW))
            return
        proposal = self._plan(request, to)
        if proposal is not None:
            self._try(lambda: do_approve(decider, request.pk, proposal.pk, NOW))

    def _plan(self, request: DutyRequest, to: str) -> Proposal | None:
        base = current_for(request)
        roster, key = roster_of(base), request.person.key
        absent = read_absences(times_away(request, roster), roster)
        held = [h for h in held_duties(roster) if (h.person, h.duty_id) == (key, request.duty_id)]
        days = [d for h in held for d in h.days]
        for taker in (to, ""):
            changes = []
            for on in days:
                what = roster.duties[key][roster.index_of(on)]
                gone = {"person": key, "day": on.isoformat(), "was": what, "now": None, "why": ""}
                changes.append(gone)
                if taker:
                    changes.append({**gone, "person": taker, "was": None, "now": what})
            plan = {"changes": changes, "moves": []}
            taken = taker in roster.duties and any(
                roster.index_of(on) in roster.duties[taker] for on in days
            )
            if taken or check(roster, after_plan(plan, roster), absent):
                continue
            Search.objects.filter(request=request).update(state=SearchState.DONE, base=base)
            Proposal.objects.filter(search__request=request).delete()
            return Proposal.objects.create(
                search=Search.objects.get(request=request), rank=0, title="x", plan=plan
            )
        return None

    @rule(holder=PERSON, colleague=PERSON, number=st.integers(0, 4), give=st.booleans())
    def swap(self, holder: str, colleague: str, number: int, give: bool) -> None:
        mine, theirs = who(self.team, holder), who(self.team, colleague)
        ahead = Booking.objects.in_force().filter(starts_at__gt=NOW).order_by("starts_at")
        for given in ahead.filter(person=mine)[number : number + 1]:
            wanted = "" if give else getattr(ahead.filter(person=theirs).first(), "duty_id", "")
            self._try(lambda g=given, w=wanted: do_offer(mine, theirs.pk, g.duty_id, w, NOW))  # type: ignore[misc]
        for offer in self.team.swaps.filter(state=SwapState.OFFERED):
            self._try(lambda o=offer: do_accept_swap(o.colleague, o.pk, NOW))  # type: ignore[misc]
        for agreed in self.team.swaps.filter(state=SwapState.ACCEPTED):
            self._try(lambda a=agreed: do_approve_swap(a.waits_with, a.pk, NOW))  # type: ignore[misc]

    @rule(person=PERSON, index=st.integers(3, 40), stay=st.booleans())
    def leave_or_stay(self, person: str, index: int, stay: bool) -> None:
        if stay:
            self._try(lambda: do_stay(self.planner, person, NOW))
        else:
            last = FIRST + timedelta(days=index)
            self._try(lambda: do_leave(self.planner, person, last, NOW))

    @rule()
    def add_somebody(self) -> None:
        terms = PersonTerms("Newcomer", {"watch": (None, None)})
        if not self.team.people.filter(name="Newcomer").exists():
            self._try(lambda: do_add_person(self.planner, terms, NOW))

    @invariant()
    def all_holds(self) -> None:
        """Each new version: nobody in two places, and what it breaks was stated."""
        published = self.team.versions.filter(state=VersionState.PUBLISHED)
        new = [v for v in published.order_by("number") if v.pk not in self._looked_at]
        if not new:
            return
        assert find_breaches() == []
        for version in new:
            self._looked_at.add(version.pk)
            self._states_what_it_breaks(version)

    def _states_what_it_breaks(self, version: RosterVersion) -> None:
        if version_of(self.team, version.first_day) != version or version.why == "Undone":
            return  # undone, what was in force before it is again
        roster = roster_of(version)
        following = roster_after(self.team, version.first_day)
        broken = (
            broken_rules(roster)
            if version.base is None
            else newly_broken(roster_of(version.base), roster, following)
        )
        stated = {(b["person"], b["rule"]) for b in version.overridden}
        assert {(b.person, b.rule) for b in broken} <= stated, version.why

    def _pages_agree(self) -> None:
        """Roster, Open seats, Who works how much, the days and My duties count the same."""
        client = Client()
        client.force_login(self.planner.user)  # type: ignore[arg-type]

        def seats(address: str, words: str) -> int:
            html = client.get(address).content.decode()
            found = re.search(rf"(\d+) seats? (?:is|are) open{words}", html)
            return int(found[1]) if found else 0

        ahead = 0
        for version in in_force(self.team):
            roster, first = roster_of(version), version.first_day.isoformat()
            assert seats(f"/roster?first={first}", " in this roster") == seats_open(roster)
            ahead += sum(s.seats for s in open_list(roster) if s.day >= NOW.date())
            booked = {
                key: Booking.objects.of(version).filter(person__key=key).count()
                for key in roster.person
            }
            work = client.get(f"/roster/work?first={first}").content.decode()
            said = re.findall(r'<th scope="row"><bdi>([^<]*)</bdi></th><td>(\d+)</td>', work)
            assert dict(said) == {roster.person[k].name: str(n) for k, n in booked.items()}
        assert seats("/roster/open", "</h1>") == ahead
        for index in (4, 13, 29):
            start = datetime.combine(FIRST + timedelta(days=index), time(), UTC)
            html = client.get(f"/roster/day?day={start.date()}").content.decode()
            on = Booking.objects.in_force().filter(person__team=self.team)
            on = on.filter(starts_at__lt=start + timedelta(days=1), ends_at__gt=start)
            assert html.count("<li><bdi>") == on.count()
        for person in self.team.people.filter(key__in=("knight", "t3"), last_day=None):
            client.force_login(person.user)  # type: ignore[arg-type]
            mine = Booking.objects.in_force().filter(person=person, ends_at__gt=datetime.now(UTC))
            assert len(client.get("/mine").context["duties"]) == mine.count()

    def _exports_come_back(self) -> None:
        for version in in_force(self.team):
            for kind in ("csv", "xlsx"):
                table = read_table(export(version, kind).data)
                news = look_at_grid(self.team, table, GridMap(), NOW).news
                assert news is not None, kind
                assert news.difference.cells == ()
            form = json.loads(export(version, "json").data)
            assert not look_at_roster(self.team, form).difference


@pytest.mark.property
def test_whatever_is_done_in_whatever_order(team: Team) -> None:
    """See above; a few short sequences in the usual run, many and longer ones in the long run."""
    machine = type("OfThisTeam", (AnySequence,), {"team": team})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=some(6),
            stateful_step_count=14,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        ),
    )
