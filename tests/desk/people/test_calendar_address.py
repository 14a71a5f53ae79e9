"""A calendar's address can be made anew and ended, and the database does not hold it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.desk.sample import who

from offwatch.desk.models import Person, Team
from offwatch.desk.people.calendar_address import calendar_token, find_by_token


@pytest.fixture
def knight(team: Team) -> Client:
    client = Client()
    user = who(team, "knight").user
    assert user is not None
    client.force_login(user)
    return client


def shown(client: Client) -> str | None:
    """The address on My duties, if there is one."""
    found = re.search(r"/feed/[\w-]+\.ics", client.get("/mine").content.decode())
    return found[0] if found else None


def opens(address: str) -> bool:
    return Client().get(address).status_code == 200


def test_everybody_has_an_address_from_the_start(knight: Client) -> None:
    """It is on My duties, the same every time, and opens the calendar."""
    address = shown(knight)
    assert address is not None
    assert opens(address)
    assert shown(knight) == address


def test_a_new_address_ends_the_old(knight: Client) -> None:
    """At once, for whoever has it."""
    before = shown(knight)
    knight.post("/mine/calendar/renew")
    after = shown(knight)
    assert before
    assert after
    assert before != after
    assert opens(after)
    assert not opens(before)


def test_an_ended_address_stays_ended(knight: Client) -> None:
    """Looking at the page makes no other; making a new one does."""
    before = shown(knight)
    knight.post("/mine/calendar/revoke")
    assert before
    assert not opens(before)
    assert shown(knight) is None
    assert shown(knight) is None
    knight.post("/mine/calendar/renew")
    after = shown(knight)
    assert after
    assert opens(after)
    assert after != before


def test_the_database_does_not_hold_it(team: Team) -> None:
    """A digest is there, and everybody's is another."""
    tokens = {calendar_token(person) for person in team.people.all()}
    assert len(tokens) == team.people.count()
    kept = str(list(Person.objects.values()))
    assert not any(token and token in kept for token in tokens)


def test_an_address_of_another_key_still_works_and_is_not_shown(
    team: Team, knight: Client, settings: Any
) -> None:
    """One made before the desk's secret key was changed: it opens, until a new one ends it."""
    address = shown(knight)
    token = calendar_token(who(team, "knight"))
    settings.SECRET_KEY = "another"
    assert token
    assert find_by_token(token) == who(team, "knight")
    assert calendar_token(who(team, "knight")) is None
    assert address
    assert opens(address)


@pytest.mark.parametrize("name", ["a\nb", "a\rb", " a", "a ", "", "e\u0301", "a\x9fb", "a\u2028b"])
def test_the_database_takes_no_odd_name(team: Team, name: str) -> None:
    """Whatever the program does, names are trimmed, of one form, and without controls."""
    for row in (team, who(team, "knight")):
        with pytest.raises(IntegrityError, match="name_is_clean"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(name=name)
