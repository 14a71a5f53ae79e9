"""A roster brought to a team that is there: the next one, or the present one changed."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from offwatch.desk.editing.catch_up import do_catch_up, others_changes
from offwatch.desk.models import Booking, Notice, Person, RosterVersion, Team
from offwatch.desk.requests.pass_duty import do_pass_duty
from offwatch.desk.rosters.current import find_in_force, in_force
from offwatch.desk.rosters.drafts import do_publish_draft
from offwatch.desk.rosters.load_roster import do_load_roster, planner_of
from offwatch.desk.verification import find_breaches
from offwatch.errors import BadInput, Refused
from tests.desk.sample import FIRST, NOW, day, request_for, roster_form, who

NEXT = FIRST + timedelta(days=28)


def load(team: Team, form: dict[str, Any]) -> int:
    draft = do_load_roster(planner_of(team.pk), form, NOW).ref
    assert draft is not None
    return draft


def renamed() -> dict[str, Any]:
    """The next roster, whose landing has an id of its own."""
    form = roster_form(NEXT)
    form["missions"][0]["id"] = "second-landing"
    for line in form["roster"].values():
        for on, what in line.items():
            line[on] = "second-landing" if what == "landing" else what
    return form


def test_the_next_roster_comes_to_the_same_team(team: Team) -> None:
    """The same people and accounts; published, both are in force, and nothing is wrong."""
    people = set(Person.objects.filter(team=team).values_list("pk", "user"))
    draft = load(team, renamed())
    assert in_force(team) == [team.versions.get(number=1)]
    assert not Notice.objects.exists()
    do_publish_draft(who(team, "planner"), draft, NOW)
    assert [v.first_day for v in in_force(team)] == [FIRST, NEXT]
    assert set(Person.objects.filter(team=team).values_list("pk", "user")) == people
    assert find_breaches() == []


def test_the_present_roster_changed_takes_its_place(team: Team) -> None:
    """Who has a duty more or less is told of that alone; the number goes up."""
    form = deepcopy(in_force(team)[0].form)
    del form["roster"]["knight"][day(12)]
    draft = do_load_roster(who(team, "planner"), form, NOW).ref
    assert draft is not None
    request_for(team, "t1", "landing", solve=False)
    do_publish_draft(who(team, "planner"), draft, NOW)
    version = in_force(team)[0]
    assert (version.pk, version.base and version.base.number) == (draft, 1)
    assert list(Notice.objects.values_list("person__key", flat=True)) == ["knight"]
    assert find_in_force(who(team, "knight"), f"{day(12)}.watch") is None
    assert find_breaches() == []


def test_a_draft_made_before_a_change_takes_it_in_first(team: Team) -> None:
    """It is refused until it has what was published meanwhile; then its number is the highest."""
    planner = who(team, "planner")
    form = deepcopy(in_force(team)[0].form)
    del form["roster"]["knight"][day(12)]
    early = load(team, form)
    other = deepcopy(in_force(team)[0].form)
    del other["roster"]["leader"][(taken := sorted(other["roster"]["leader"])[-1])]
    between = RosterVersion.objects.create(
        team=team,
        number=3,
        base=in_force(team)[0],
        first_day=FIRST,
        form=other,
        state="published",
        made_at=NOW,
        published_at=NOW,
    )
    with pytest.raises(Refused) as refused:
        do_publish_draft(planner, early, NOW)
    assert refused.value.code == "draft.behind"
    theirs = others_changes(RosterVersion.objects.get(pk=early))
    assert [(c.person, c.day.isoformat(), c.now) for c in theirs] == [("leader", taken, None)]
    do_catch_up(planner, early)
    do_publish_draft(planner, early, NOW)
    assert [v.pk for v in in_force(team)] == [early]
    version = RosterVersion.objects.get(pk=early)
    assert (version.number > between.number, version.base) == (True, between)
    assert taken not in version.form["roster"]["leader"]
    assert day(12) not in version.form["roster"]["knight"]


def test_a_new_draft_takes_the_place_of_the_old(team: Team) -> None:
    """There is one at a time."""
    first = load(team, renamed())
    second = load(team, renamed())
    assert list(RosterVersion.objects.filter(state="draft").values_list("pk", flat=True)) == [
        second
    ]
    assert first != second


def test_somebody_new_on_it_joins_the_team(team: Team) -> None:
    """Without an account: nobody can log in who was not invited."""
    form = renamed()
    form["people"] = [*form["people"], {"id": "recruit", "name": "Recruit", "skills": ["watch"]}]
    load(team, form)
    assert who(team, "recruit").user is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"days": 0}, "plan.roster-form"),
        (
            {
                "shifts": [{"id": "a b", "name": "A", "minutes": 60}],
                "demand": [],
                "roster": {},
                "missions": [],
            },
            "team.duty-id",
        ),
    ],
)
def test_what_does_not_hold_leaves_nothing(
    team: Team, changes: dict[str, object], code: str
) -> None:
    """Refused as at the first import, and there is no draft."""
    with pytest.raises(BadInput) as refused:
        load(team, {**renamed(), **changes})
    assert refused.value.code == code
    assert not RosterVersion.objects.filter(state="draft").exists()


def test_rosters_do_not_overlap(team: Team) -> None:
    """Over the days of another one it must begin where that one begins."""
    with pytest.raises(BadInput) as refused:
        do_load_roster(who(team, "planner"), roster_form(FIRST + timedelta(days=7)), NOW)
    assert refused.value.code == "roster.overlaps"


def test_a_mission_of_the_next_roster_has_an_id_of_its_own(team: Team) -> None:
    """A duty is known by its id: two landings at once would be taken for one."""
    draft = load(team, roster_form(NEXT))
    with pytest.raises(BadInput) as refused:
        do_publish_draft(who(team, "planner"), draft, NOW)
    assert refused.value.code == "roster.id-again"
    assert not Booking.objects.of(RosterVersion.objects.get(pk=draft)).exists()


def test_only_a_planner_brings_a_roster(team: Team) -> None:
    """Not even whoever leads the team, nor its administrator."""
    for key in ("leader", "admin", "general"):
        with pytest.raises(Refused) as refused:
            do_load_roster(who(team, key), renamed(), NOW)
        assert refused.value.code == "draft.planner"
    with pytest.raises(BadInput) as nobody:
        planner_of(0)
    assert nobody.value.code == "team.no-planner"


def test_duties_of_the_next_roster_can_be_requested(team: Team) -> None:
    """They are in force beside the present ones."""
    do_publish_draft(who(team, "planner"), load(team, renamed()), NOW)
    assert do_pass_duty(who(team, "knight"), "second-landing", NOW).state == "asked"
