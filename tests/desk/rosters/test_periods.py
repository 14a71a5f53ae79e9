"""One team, many periods: what one leaves to the next, and what is said before one is published."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from offwatch.desk.models import RosterVersion, Team
from offwatch.desk.rosters.broken_rules import newly_broken
from offwatch.desk.rosters.current import drafts_of, in_force, roster_before, roster_of
from offwatch.desk.rosters.drafts import do_drop_draft, do_publish_draft, state_of
from offwatch.desk.rosters.load_roster import do_load_roster, look_at_roster, team_named
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.seams import join, with_history
from offwatch.desk.verification import find_breaches
from offwatch.errors import BadInput, Refused
from offwatch.plan import read_roster, standing
from tests.desk.sample import FIRST, NOW, day, roster_form, who

NEXT = FIRST + timedelta(days=28)


def small(first: str, line: dict[str, str], **rules: Any) -> dict[str, Any]:
    return {
        "form": "offwatch-roster/1",
        "team": "Home",
        "zone": "Europe/Berlin",
        "first_day": first,
        "days": 7,
        "shifts": [
            {"id": "E", "name": "Early", "start": "06:00", "minutes": 480},
            {"id": "N", "name": "Night", "start": "22:00", "minutes": 480},
        ],
        "rules": rules,
        "people": [{"id": "anna", "name": "Anna"}],
        "demand": [],
        "roster": {"anna": line},
    }


def test_what_was_worked_before_binds_the_next_period() -> None:
    """Rest after the last night, and a run of days that goes on, are seen over the seam."""
    before = small("2026-12-21", {f"2026-12-{d}": "N" for d in range(23, 28)})
    after = small("2026-12-28", {"2026-12-28": "E", "2026-12-29": "E"}, rest_h=11, max_run=5)
    alone = Publication.read(after)
    joined = join(alone, read_roster(before))
    assert standing(alone.roster) == ()
    assert {b.rule for b in standing(joined.roster)} == {"rest", "max_run"}
    assert Publication.read(joined.form).roster == joined.roster
    assert joined.roster == with_history(alone.roster, read_roster(before))


def test_days_off_and_earlier_minutes_are_remembered() -> None:
    """The minutes a form gives stay; a period long ago says nothing."""
    before = read_roster(small("2026-12-21", {"2026-12-24": "N"}))
    form = small("2026-12-28", {})
    form["people"][0]["history"] = {"minutes": 900, "run_days": 3}
    history = join(Publication.read(form), before).roster.person["anna"].history
    assert (history.minutes, history.run_days, history.rest_days) == (900, 0, 3)
    assert dict(history.duties) == {-4: "N"}
    late = {**form, "first_day": "2027-03-01"}
    assert join(Publication.read(late), before).form == late


def test_a_mission_before_counts_as_days_worked() -> None:
    """What is no shift of the next roster cannot be named there; its days are."""
    form = small("2026-12-21", dict.fromkeys(("2026-12-26", "2026-12-27"), "trip"))
    form["missions"] = [
        {
            "id": "trip", "name": "Trip", "owner": "anna", "start": "2026-12-26", "days": 2,
            "start_time": "08:00", "end_time": "18:00", "need": 1,
        }
    ]  # fmt: skip
    joined = join(Publication.read(small("2026-12-28", {})), read_roster(form))
    assert joined.roster.person["anna"].history.run_days == 2
    assert Publication.read(joined.form).roster == joined.roster


def test_weeks_worked_before_count_towards_the_average() -> None:
    """Each seven days back from the seam, those that the period before remembers after its own."""
    before = small("2026-12-21", {f"2026-12-{d}": "N" for d in range(23, 28)})
    before["people"][0]["history"] = {"weeks": [1400, 700]}
    night = read_roster(before).shift["N"].minutes
    after = small("2026-12-28", {"2026-12-28": "E"}, max_average_h=1, average_weeks=2)
    joined = join(Publication.read(after), read_roster(before))
    assert joined.roster.people[0].history.weeks == (5 * night, 1400, 700)
    assert Publication.read(joined.form).roster == joined.roster
    assert {b.rule for b in standing(joined.roster)} == {"average"}


def test_a_change_of_the_last_days_is_held_against_the_next_period() -> None:
    """A night before the early of the next roster breaks the rest there."""
    before = small("2026-12-21", {}, rest_h=11)
    after = small("2026-12-21", {"2026-12-27": "N"}, rest_h=11)
    following = small("2026-12-28", {"2026-12-28": "E"}, rest_h=11)
    args = read_roster(before), read_roster(after)
    assert newly_broken(*args) == ()
    (broken,) = newly_broken(*args, read_roster(following))
    assert (broken.rule, broken.name, str(broken.day)) == ("rest", "Anna", "2026-12-28")


def test_the_planner_remembers_the_period_before(team: Team) -> None:
    """A period that follows is stored and read with what was worked."""
    do_load_roster(who(team, "planner"), next_form(), NOW)
    draft = drafts_of(team)[0]
    last = roster_before(team, NEXT)
    assert last is not None
    roster = state_of(draft).roster
    assert roster == with_history(roster_of(draft), last)
    assert roster.person["knight"].history.rest_days == 28 - 12 - 1
    do_publish_draft(who(team, "planner"), draft.pk, NOW)
    assert find_breaches() == []


def test_put_says_who_which_day_and_what(team: Team) -> None:
    """Nothing is written by looking; each changed day is named, and who is new or gone."""
    form = deepcopy(in_force(team)[0].form)
    form["roster"]["knight"][day(14)] = "watch"
    del form["roster"]["knight"][day(12)]
    form["people"].append({"id": "zoe", "name": "Zoe"})
    news = look_at_roster(team, form)
    assert [(c.name, c.day.isoformat(), c.was, c.now) for c in news.difference.cells] == [
        ("Knight", day(12), "watch", None),
        ("Knight", day(14), None, "watch"),
    ]
    assert (news.difference.joined, news.difference.left) == (("zoe",), ())
    assert not RosterVersion.objects.filter(state="draft").exists()


def test_what_is_written_out_changes_nothing_when_put(team: Team) -> None:
    """The form in force, put again, is no change."""
    assert not look_at_roster(team, in_force(team)[0].form).difference


def test_each_period_has_a_draft(team: Team) -> None:
    """A change of the present roster and the next period do not take each other's place."""
    planner = who(team, "planner")
    do_load_roster(planner, next_form(), NOW)
    do_load_roster(planner, in_force(team)[0].form, NOW)
    assert [d.first_day for d in drafts_of(team)] == [FIRST, NEXT]
    do_drop_draft(planner, drafts_of(team)[0].pk)
    assert [d.first_day for d in drafts_of(team)] == [NEXT]


def test_broken_rules_are_stated_and_kept(team: Team) -> None:
    """Named beside the draft; published only with their number stated, which is kept."""
    planner = who(team, "planner")
    form = deepcopy(in_force(team)[0].form)
    form["rules"] = {**form["rules"], "max_run": 1}
    draft = do_load_roster(planner, form, NOW).ref
    assert draft is not None
    state = state_of(drafts_of(team)[0])
    assert state.broken
    assert {b.rule for b in state.broken} == {"max_run"}
    client = Client()
    assert planner.user is not None
    client.force_login(planner.user)
    assert f'value="{len(state.broken)}" required' in client.get("/team").content.decode()
    with pytest.raises(Refused) as refused:
        do_publish_draft(planner, draft, NOW)
    assert refused.value.code == "draft.broken-rules"
    client.post(f"/team/drafts/{draft}/publish", {"despite": len(state.broken)})
    version = in_force(team)[0]
    assert version.pk == draft
    assert [b["rule"] for b in version.overridden] == ["max_run"] * len(state.broken)
    # what is broken in force already is not asked about again
    again = do_load_roster(planner, version.form, NOW).ref
    assert again is not None
    do_publish_draft(planner, again, NOW)
    assert "Published although" not in client.get("/roster").content.decode()


def test_a_team_is_named_by_number_or_name(team: Team) -> None:
    """Whatever is neither is refused."""
    assert team_named(str(team.pk)) == team_named("landing PARTY") == team
    with pytest.raises(BadInput) as refused:
        team_named("nobody's")
    assert refused.value.code == "team.unknown"


def next_form() -> dict[str, Any]:
    form = roster_form(NEXT)
    form["missions"] = []
    for line in form["roster"].values():
        for on in [on for on, what in line.items() if what == "landing"]:
            del line[on]
    return form
