"""Logging in: guesses are slowed, nobody is shut out by somebody else, one spelling of a login."""

from __future__ import annotations

import doctest
from datetime import datetime, timedelta, tzinfo
from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.sample import NOW, add_team, who

from offwatch.desk.models import LoginTry, Person, Team
from offwatch.desk.people import accounts, log_in
from offwatch.desk.people.accounts import fold_login, is_page_of_ours
from offwatch.desk.people.log_in import COOKIE, FREE_TRIES, forget_tries, take_try, wait_after

PASSWORD = "a-few-words-in-a-row"
HOUSE, STRANGER = "192.0.2.1", "198.51.100.7"


class StoppedClock(datetime):
    """However long a busy machine takes, no wait is over."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return NOW


@pytest.fixture
def people(team: Team, monkeypatch: pytest.MonkeyPatch) -> Team:
    """Everybody has the same password, and the clock stands still."""
    monkeypatch.setattr(accounts, "datetime", StoppedClock)
    for person in team.people.exclude(user=None):
        assert person.user is not None
        person.user.set_password(PASSWORD)
        person.user.save()
    return team


@pytest.fixture
def behind_a_proxy(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def enter(
    login: str, password: str = PASSWORD, *, client: Client | None = None, address: str = HOUSE
) -> bool:
    """Whether this opens the desk; from an address that does not say otherwise, a new browser."""
    client = client or Client()
    client.post("/login", {"login": login, "password": password}, REMOTE_ADDR=address)
    return "_auth_user_id" in client.session


def guess(login: str, times: int, address: str = STRANGER) -> None:
    for _ in range(times):
        assert not enter(login, "wrong-wrong-wrong", address=address)


@pytest.mark.parametrize("module", [log_in, accounts])
def test_the_examples_in_the_text_are_true(module: ModuleType) -> None:
    """The doctests of both modules."""
    assert doctest.testmod(module).failed == 0


@given(st.integers(0, 1000))
def test_each_wait_is_as_long_as_the_last_or_longer(failures: int) -> None:
    """None at first, then ever longer, and never for ever."""
    assert 0 <= wait_after(failures) <= wait_after(failures + 1) <= log_in.LONGEST_WAIT_S
    assert (wait_after(failures) == 0) == (failures < FREE_TRIES)


def test_guessing_is_slowed(people: Team) -> None:
    """After enough wrong passwords even the right one has to wait, and the page says how long."""
    guess("knight", FREE_TRIES)
    assert not enter("knight", address=STRANGER)
    form = {"login": "knight", "password": PASSWORD}
    said = Client().post("/login", form, REMOTE_ADDR=STRANGER).content.decode()
    assert "Too many wrong tries. Wait 2 s, then try again." in said


def test_a_stranger_shuts_nobody_out(people: Team) -> None:
    """However many wrong tries come from elsewhere, the right password opens the desk at once."""
    guess("knight", 3 * FREE_TRIES)
    assert enter("knight", address=HOUSE)


def test_a_house_behind_one_address_is_not_shut_out(people: Team) -> None:
    """One of them mistypes again and again; the others log in."""
    guess("t1", 3 * FREE_TRIES, address=HOUSE)
    for login in ("knight", "leader", "general"):
        assert enter(login, address=HOUSE)
    assert not enter("t1", address=HOUSE)


def test_a_browser_that_was_right_before_passes(people: Team) -> None:
    """Even from the address of whoever guesses; and what it gets wrong is counted for itself."""
    mine = Client()
    assert enter("knight", client=mine, address=STRANGER)
    mine.session.flush()
    guess("knight", 2 * FREE_TRIES, address=STRANGER)
    back = Client()
    back.cookies[COOKIE] = mine.cookies[COOKIE].value
    assert enter("knight", client=back, address=STRANGER)
    thief = Client()
    thief.cookies[COOKIE] = mine.cookies[COOKIE].value
    for _ in range(FREE_TRIES):
        assert not enter("knight", "wrong-wrong-wrong", client=thief)
    assert not enter("knight", client=thief)


def test_a_browser_is_known_for_its_own_people_only(people: Team) -> None:
    """Logging in as oneself does not help to guess somebody else's password; nor does a forgery."""
    mine = Client()
    assert enter("t1", client=mine, address=STRANGER)
    guess("knight", FREE_TRIES, address=STRANGER)
    back = Client()
    back.cookies[COOKIE] = mine.cookies[COOKIE].value
    assert not enter("knight", client=back, address=STRANGER)
    back.cookies[COOKIE] = "[1]:forged:forged"
    assert not enter("knight", client=back, address=STRANGER)


def test_waiting_helps_and_the_right_password_clears(db: None) -> None:
    """The same by its parts, with the time given."""
    for _ in range(FREE_TRIES):
        assert take_try("knight", "there", NOW) == 0
    assert take_try("knight", "there", NOW + timedelta(seconds=1)) == pytest.approx(1.0)
    assert take_try("knight", "elsewhere", NOW) == 0
    assert take_try("knight", "there", NOW + timedelta(seconds=2)) == 0
    forget_tries("knight", "there")
    assert take_try("knight", "there", NOW + timedelta(seconds=2)) == 0


def test_tries_are_forgotten_after_a_day(db: None) -> None:
    """And leave nothing behind."""
    for _ in range(FREE_TRIES + 1):
        take_try("knight", "there", NOW)
    assert take_try("t1", "there", NOW + timedelta(days=1, seconds=1)) == 0
    assert LoginTry.objects.count() == 1


def test_neither_login_nor_address_is_kept(people: Team) -> None:
    """What counts wrong tries is not a list of who logs in from where."""
    guess("knight", 2)
    kept = str(list(LoginTry.objects.values()))
    assert "knight" not in kept
    assert STRANGER not in kept


def test_a_proxy_of_ours_tells_the_address(people: Team, behind_a_proxy: None) -> None:
    """Only what the last proxy added counts: the rest of the header is the visitor's own words."""
    for n in range(FREE_TRIES):
        Client().post(
            "/login",
            {"login": "knight", "password": "wrong-wrong-wrong"},
            headers={"x-forwarded-for": f"10.0.0.{n}, {STRANGER}"},
        )
    form = {"login": "knight", "password": PASSWORD}
    for seen, opens in ((f"10.0.0.99, {STRANGER}", False), (HOUSE, True), ("nonsense", True)):
        client = Client()
        client.post("/login", form, headers={"x-forwarded-for": seen})
        assert ("_auth_user_id" in client.session) == opens, seen


def test_too_many_checks_at_once_are_sent_away(people: Team) -> None:
    """Guesses do not take all processors; nothing is counted against whoever comes then."""
    held = 0
    while log_in.PASSWORD_CHECKS.acquire(blocking=False):
        held += 1
    try:
        assert not enter("knight")
        assert not LoginTry.objects.exists()
    finally:
        for _ in range(held):
            log_in.PASSWORD_CHECKS.release()
    assert enter("knight")


@pytest.mark.parametrize("typed", ["Camille.R", "camille.r", "  CAMILLE.R "])
def test_a_login_has_one_spelling(db: None, typed: str) -> None:
    """Given with capitals in the team's form, typed in any way: it opens the same account."""
    people = {"knight": {"login": "Camille.R", "leader": "leader"}, "leader": {}, "general": {}}
    team = add_team(people=people)
    knight = who(team, "knight")
    assert knight.user is not None
    assert knight.user.username == "camille.r"
    knight.user.set_password(PASSWORD)
    knight.user.save()
    assert enter(typed)


def test_logins_that_differ_in_case_only_are_two(db: None) -> None:
    """The second of them gets the next free one."""
    people = {"knight": {"login": "Ana"}, "leader": {"login": "ANA"}, "general": {}}
    team = add_team(people=people)
    logins = {p.user.username for p in team.people.exclude(user=None) if p.user}
    assert {"ana", "ana-2"} <= logins


@given(st.text(max_size=30))
def test_folding_a_login_twice_changes_nothing(text: str) -> None:
    """One spelling is one spelling."""
    assert fold_login(fold_login(text)) == fold_login(text)


def test_a_switched_off_account_is_told_so(people: Team) -> None:
    """A plain page, no trouble of ours; and what was open is closed."""
    open_before = Client()
    assert enter("knight", client=open_before)
    User.objects.filter(username="knight").update(is_active=False)
    reply = Client().post("/login", {"login": "knight", "password": PASSWORD}, follow=True)
    assert reply.status_code == 403
    assert "This account is switched off" in reply.content.decode()
    assert open_before.get("/mine").status_code == 302


@pytest.fixture
def newcomer(people: Team) -> Client:
    """Somebody who has just got a first password."""
    Person.objects.filter(team=people, key="knight").update(first_password=True)
    client = Client()
    assert enter("knight", client=client)
    return client


def test_a_first_password_opens_only_the_page_that_changes_it(newcomer: Client) -> None:
    """Every page and every button of a member leads there."""
    for path in ("/", "/mine", "/roster", "/requests", "/team"):
        reply = newcomer.get(path)
        assert (reply.status_code, reply["Location"]) == (302, "/password"), path
    assert newcomer.post("/mine/pairing-code")["Location"] == "/password"
    page = newcomer.get("/password").content.decode()
    assert "Choose a password of your own" in page
    assert "Cancel" not in page
    assert 'href="/roster"' not in page


def test_the_first_password_is_no_choice(newcomer: Client) -> None:
    """Another one has to be chosen; then the desk is open."""
    same = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    assert "Choose another one than before" in newcomer.post("/password", same).content.decode()
    assert newcomer.get("/mine").status_code == 302
    chosen = {
        "oldpassword": PASSWORD,
        "password1": "my own few words",
        "password2": "my own few words",
    }
    assert newcomer.post("/password", chosen)["Location"] == "/"
    assert newcomer.get("/mine").status_code == 200


SAFE = ("/mine", "/roster?first=draft", "/requests/3", "/requests/3#top")
UNSAFE = (
    "/%0d%0aSet-Cookie:x=1",
    "/mine%0d%0aSet-Cookie:x=1",
    "/%250d%250amine",
    "//elsewhere.example",
    "/%2f/elsewhere.example",
    "/\\elsewhere.example",
    "https://localhost/mine",
    "https://elsewhere.example/mine",
    "javascript:alert(1)",
    "mine",
    "/nothing-here",
    "/mine\x00",
    "",
)


@pytest.mark.parametrize("url", UNSAFE)
def test_logging_in_goes_to_no_odd_address(people: Team, url: str) -> None:
    """Neither the page nor what follows it passes on what is no page of ours."""
    client = Client()
    page = client.get("/login", {"next": url}).content.decode()
    assert 'name="next"' not in page
    reply = client.post("/login", {"login": "knight", "password": PASSWORD, "next": url})
    assert (reply.status_code, reply["Location"]) == (302, "/")


@pytest.mark.parametrize("url", SAFE)
def test_logging_in_goes_where_one_wanted(people: Team, url: str) -> None:
    """A page of ours, with its query, is gone to."""
    reply = Client().post("/login", {"login": "knight", "password": PASSWORD, "next": url})
    assert reply["Location"] == url


@given(st.text(max_size=20))
def test_no_text_is_taken_for_a_page(text: str) -> None:
    """Whatever is taken begins with one slash and holds nothing that cannot be seen."""
    for url in (text, f"/{text}", f"/mine{text}"):
        if is_page_of_ours(url):
            assert url.startswith("/")
            assert not url.startswith("//")
            assert url.isprintable()


def test_a_wrong_password_is_said_in_plain_words(people: Team) -> None:
    """The same words whether the login exists or not."""
    for login in ("t1", "nobody-at-all"):
        reply = Client().post("/login", {"login": login, "password": "wrong"})
        assert "This login and password do not go together." in reply.content.decode()
