"""Passwords that the desk draws are hashed quickly, until their owner has logged in once."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher, identify_hasher, make_password
from django.contrib.auth.models import User
from tests.desk.sample import who

from offwatch.desk.models import Team
from offwatch.desk.people.accounts import DeskPasswords, create_accounts, hash_drawn, new_password


@pytest.fixture(autouse=True)
def _hashers_of_a_real_desk(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["offwatch.desk.people.accounts.DeskPasswords"]


def cost(encoded: str) -> tuple[int, int]:
    said = identify_hasher(encoded).decode(encoded)
    return said["time_cost"], said["memory_cost"]


def test_at_the_first_log_in_it_is_hashed_as_every_other(db: None) -> None:
    """Until then it takes a fraction of it, and is none that anybody could try out."""
    password = new_password()
    user = User.objects.create(username="drawn", password=hash_drawn(password))
    assert cost(user.password) == (1, 1024)
    assert user.check_password(password)
    user.refresh_from_db()
    usual = get_hasher()
    assert cost(user.password) == (usual.time_cost, usual.memory_cost)
    assert len(set(password) - {"-"}) > 4


def test_a_wrong_try_takes_as_long_as_on_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the time it takes nobody tells whose account was never used."""
    drawn = User(username="drawn", password=hash_drawn(new_password()))
    chosen = User(username="chosen", password=make_password("a long one of their own"))
    hashed: list[str] = []
    encode = DeskPasswords.encode
    monkeypatch.setattr(
        DeskPasswords, "encode", lambda self, *what: hashed.append("") or encode(self, *what)
    )
    assert not chosen.check_password("wrong")
    assert not hashed  # it was verified at the usual cost
    assert not drawn.check_password("wrong")
    assert hashed == [""]


def test_many_accounts_at_once_have_logins_of_their_own(team: Team, settings: Any) -> None:
    """Of two who would have the same, and of one that is taken, the next free number is had."""
    people = [who(team, key) for key in ("t1", "t2", "t3")]
    told: list[tuple[int, int]] = []
    made = create_accounts(
        [(people[0], "Same"), (people[1], "same"), (people[2], "knight")],
        lambda made, of: told.append((made, of)),
    )
    assert [login for login, _ in made] == ["same", "same-2", "knight-2"]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert len({password for _, password in made}) == 3
    for person, (login, _) in zip(people, made, strict=True):
        again = who(team, person.key)
        assert again.first_password
        assert again.user is not None
        assert again.user.username == login
