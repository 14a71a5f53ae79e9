"""A team comes in whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from offwatch.cli.desk import hand_out, worth_knowing
from offwatch.desk.models import Booking, PairingCode, Person, RosterVersion, Team
from offwatch.desk.rosters.import_roster import do_import_roster
from offwatch.desk.rosters.team_form import read_team
from offwatch.errors import BadInput
from offwatch.plan import read_roster
from tests.desk.sample import NOW, add_team, day, roster_form, team_form

Spoil = Callable[[dict[str, Any]], None]


def overlap(form: dict[str, Any]) -> None:
    """A day watch of 24 hours runs into the landing's morning: two places at once."""
    form["rules"] = {}
    form["shifts"].append({"id": "long", "name": "Long", "start": "20:00", "minutes": 1440})
    form["roster"]["knight"][day(2)] = "long"


SPOILED: dict[str, tuple[Spoil, str]] = {
    "no days": (lambda f: f.pop("days"), "plan.roster-form"),
    "a field too many": (lambda f: f.update(notes="x"), "plan.roster-form"),
    "unknown shift": (
        lambda f: f["roster"]["knight"].update({day(1): "gone"}),
        "plan.roster-clash",
    ),
    "odd id": (
        lambda f: f["shifts"].append({"id": "a b", "name": "A", "minutes": 60}),
        "team.duty-id",
    ),
    "no such zone": (lambda f: f.update(zone="Mars/Base"), "team.zone"),
}


def tables() -> list[int]:
    return [m.objects.count() for m in (Team, Person, User, RosterVersion, Booking, PairingCode)]


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_roster_leaves_nothing_behind(db: None, name: str) -> None:
    """The refusal has its code, and no table has a row more than before."""
    spoil, code = SPOILED[name]
    form = roster_form()
    spoil(form)
    before = tables()
    with pytest.raises(BadInput) as refused:
        do_import_roster(form, team_form(), NOW)
    assert refused.value.code in (code, "plan.roster-clash")
    assert tables() == before


def test_a_person_in_two_places_is_refused(db: None) -> None:
    """A duty that runs into the next one never gets in, whoever notices it first."""
    form = roster_form()
    overlap(form)
    before = tables()
    with pytest.raises(BadInput) as refused:
        do_import_roster(form, team_form(), NOW)
    assert refused.value.code in ("plan.roster-clash", "roster.double-booking")
    assert tables() == before


def test_a_team_that_names_strangers_is_refused(db: None) -> None:
    """A leader must be somebody in the team."""
    before = tables()
    with pytest.raises(BadInput) as refused:
        add_team(people={"knight": {"leader": "nobody"}})
    assert refused.value.code == "team.nobody"
    assert str(refused.value.message) == (
        "List nobody under people in TEAM.json, or in the roster."
    )
    assert tables() == before


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"motto": "x"}, "motto is no field of this form"),
        ({"people": {"knight": {"rank": 1}}}, "knight's rank is no field of this form"),
        ({"people": {"knight": {"roles": ["king"]}}}, "knight's roles must be a list of member, "),
        ({"people": {"knight": {"deputy": 5}}}, "knight's deputy must be text, not a whole"),
        ({"people": {"knight": 5}}, "knight's entry must be an object"),
        ({"norm": {"days": "six"}}, "norm.days must be a whole number, not text"),
        ({"norm": {"first_day": "soon"}}, "norm.first_day must be a day such as"),
        ({"first_asked": "me"}, "first_asked must be owner or leader"),
        ([], "the whole must be an object"),
    ],
)
def test_a_fault_says_whose_and_which_field(form: object, said: str) -> None:
    """Enough to find the line in the file, and what belongs there."""
    with pytest.raises(BadInput) as refused:
        read_team(json.dumps(form).encode())
    assert refused.value.code == "team.form"
    assert f"In TEAM.json, {said}" in refused.value.message


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{", b'{"people": {"a": {"roles": ["king"]}}}', b'{"motto": "x"}', b"\xff"],
)
def test_a_spoiled_team_form_is_refused(text: bytes) -> None:
    """Unknown fields, roles and anything unreadable stop the import with one code."""
    with pytest.raises(BadInput) as refused:
        read_team(text)
    assert refused.value.code == "team.form"


def test_logins_are_made_unique(db: None) -> None:
    """The second team's knight gets a login of their own."""
    first, second = add_team(), add_team()
    logins = [
        Person.objects.get(team=t, key="knight").user.username  # type: ignore[union-attr]
        for t in (first, second)
    ]
    assert logins == ["knight", "knight-2"]


def test_accounts_work_and_are_kept_only_as_digests(db: None) -> None:
    """The password handed out opens the account; neither it nor the code is in the database."""
    added = do_import_roster(roster_form(), team_form(), NOW)
    account = added.accounts[0]
    user = User.objects.get(username=account.login)
    assert user.check_password(account.password)
    assert account.password not in user.password
    secret = account.pairing_code.replace("-", "")
    kept = [
        str(values).replace("-", "").casefold()
        for model in apps.get_models()
        for values in model.objects.values_list()
    ]
    assert any(PairingCode.objects.values_list("digest", flat=True))
    for word in (secret, secret[:16], account.password.replace("-", "")):
        assert not [row for row in kept if word.casefold() in row]


def test_a_draft_is_not_in_force(db: None) -> None:
    """With draft the roster is stored, and nobody has a duty yet."""
    team = add_team(draft=True)
    assert team.versions.get().state == "draft"
    assert Booking.objects.count() == 0


def test_the_hand_out_explains_itself(db: None) -> None:
    """A header over the lines, where to go, how long a code holds, which login was taken."""
    first, second = (do_import_roster(roster_form(), team_form(), NOW) for _ in range(2))
    assert not any("was taken" in line for line in hand_out(first, "http://localhost:8720"))
    said = hand_out(second, "http://localhost:8720")
    assert said[1].split("  ")[0] == "person"
    knight = second.accounts[0]
    assert [knight.person, "knight-2", knight.password, knight.pairing_code] == said[2].split()
    assert "The login knight was taken: knight has knight-2." in said
    assert any("http://localhost:8720" in line and "to be changed" in line for line in said)
    assert any("7 days" in line and "1 hour" in line for line in said)


def test_what_a_planner_may_not_expect_is_said() -> None:
    """A roster without a zone is read as UTC, and one that is over leaves nobody a duty."""
    form = roster_form()
    assert worth_knowing(form, 1, NOW) == []
    del form["zone"]
    (said,) = worth_knowing(form, 1, NOW)
    assert "read as UTC" in said
    _, over = worth_knowing(form, 7, NOW + timedelta(days=28))
    assert "ended on" in over
    assert "add-roster --team-id 7" in over


def test_a_name_that_cannot_be_one_ends_in_one_full_stop() -> None:
    """Whether it stands in the roster or in the team's form."""
    roster = roster_form()
    roster["people"][0]["name"] = "Kni\tght"
    team = {"people": {"knight": {"name": "Kni\tght"}}}
    for read in (partial(read_roster, roster), partial(read_team, json.dumps(team).encode())):
        with pytest.raises(BadInput) as refused:
            read()
        assert refused.value.message.endswith("out of this name.")
