"""What an operator does with an account leaves every page whole."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.desk.sample import FAR, NOW, day, request_for, who

from offwatch.desk.models import Device, DutyRequest, LoginTry, Person, Team
from offwatch.desk.people.calendar_address import calendar_token
from offwatch.desk.people.log_in import take_try
from offwatch.desk.people.switch_account import (
    do_remove_account,
    do_reset_password,
    do_switch_off,
    do_switch_on,
)
from offwatch.desk.requests.pass_on import do_pass_on
from offwatch.errors import BadInput


@pytest.fixture
def waiting(team: Team) -> int:
    """A request that waits for the general, who owns the landing; and a pad of theirs."""
    pk = request_for(team, "knight", "landing", solve=False)
    do_pass_on(who(team, "leader"), pk, NOW)
    Device.objects.create(
        person=who(team, "general"), device_id="d", public_key="0" * 64, paired_at=NOW
    )
    return pk


def logged_in(team: Team, key: str) -> Client:
    client = Client()
    user = who(team, key).user
    assert user is not None
    client.force_login(user)
    return client


def every_page_comes(team: Team, pk: int) -> None:
    """For everybody who still has an account."""
    for person in team.people.filter(user__is_active=True):
        client = logged_in(team, person.key)
        for path in ("/mine", "/roster", "/requests", "/team"):
            assert client.get(path).status_code == 200, (person.key, path)
    asked = DutyRequest.objects.get(pk=pk).waits_with
    assert logged_in(team, asked.key).get(f"/requests/{pk}").status_code == 200


def test_a_reset_gives_a_first_password(team: Team) -> None:
    """It opens the desk, has to be changed, and ends what the old one had open."""
    open_before = logged_in(team, "knight")
    take_try("knight", "there", NOW)
    _, password = do_reset_password("KNIGHT")
    assert open_before.get("/mine")["Location"].startswith("/login")
    assert not LoginTry.objects.exists()
    client = Client()
    client.post("/login", {"login": "knight", "password": password})
    assert client.get("/mine")["Location"] == "/password"


def test_an_account_that_is_off_has_no_way_in(team: Team, waiting: int) -> None:
    """No log-in, no pad, no calendar; what waited there waits with somebody who answers."""
    general = who(team, "general")
    token, browser = calendar_token(general), logged_in(team, "general")
    do_switch_off("general", NOW)
    assert browser.get("/mine")["Location"].startswith("/login")
    assert Client().get(f"/feed/{token}.ics").status_code == 404
    assert not Device.objects.filter(person=general, revoked_at__isnull=True).exists()
    assert DutyRequest.objects.get(pk=waiting).waits_with.key == "planner"
    every_page_comes(team, waiting)


def test_nobody_is_asked_whose_account_is_off(team: Team) -> None:
    """A new request goes past the leader to whoever decides."""
    do_switch_off("leader", NOW)
    pk = request_for(team, "knight", f"{day(FAR)}.watch", solve=False)
    assert DutyRequest.objects.get(pk=pk).waits_with.key == "planner"


def test_switched_on_again_it_is_as_it_was(team: Team) -> None:
    """Log-in works and roles are the same; the calendar's old address stays ended."""
    token = calendar_token(who(team, "planner"))
    do_switch_off("planner", NOW)
    do_switch_on("planner")
    assert logged_in(team, "planner").get("/mine").status_code == 200
    assert who(team, "planner").has("planner")
    assert Client().get(f"/feed/{token}.ics").status_code == 404


@pytest.mark.parametrize("key", ["general", "leader", "planner", "knight", "admin"])
def test_removing_anybody_breaks_no_page(team: Team, waiting: int, key: str) -> None:
    """The name stays on the roster; the account and its roles are gone."""
    do_remove_account(key, NOW)
    gone = Person.objects.get(team=team, key=key)
    assert (gone.user, gone.roles) == (None, [])
    assert gone.name
    every_page_comes(team, waiting)
    team.refresh_from_db()
    assert team.accountable is None or team.accountable.user is not None


def test_an_unknown_login_is_said(db: None) -> None:
    """With a code, by each of them."""
    for act in (do_reset_password, do_switch_on):
        with pytest.raises(BadInput) as refused:
            act("nobody-here")
        assert refused.value.code == "account.unknown"
