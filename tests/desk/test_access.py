"""Every route, for every role, in the own team and in another: who gets in, and who does not."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from offwatch.desk.models import Device, DutyRequest, Notice, RosterVersion, Swap, Team
from offwatch.desk.people.calendar_address import calendar_token
from offwatch.desk.requests.pass_on import do_pass_on
from tests.desk.sample import NOW, add_team, request_for, roster_form, who

# Who asks: the knight (a member), the leader (asked first), the general (owner, after the leader
# passed it on), the duty officer, the planner, the admin; then planner, administrator and member of
# another team, then nobody.
LOGINS = {
    **{name: name for name in ("knight", "leader", "general", "planner", "admin")},
    "officer": "lieutenant",
    "other": "planner-2",
    "other_admin": "admin-2",
    "other_member": "knight-2",
}
VISITORS = (*LOGINS, "nobody")
OTHERS = ("other_admin", "other_member")  # they get what "other" gets
IN = 200  # a page
GO = 302  # done, or said why not, and on to another page
NO = 404  # not there for you
LOG = "login"

ALL_IN = dict.fromkeys(VISITORS, IN)
MEMBERS = {**dict.fromkeys(VISITORS, IN), "nobody": LOG}
MEMBERS_GO = {**dict.fromkeys(VISITORS, GO), "nobody": LOG}
OWNER = {**dict.fromkeys(VISITORS, NO), "general": IN, "nobody": LOG}
MANAGERS = {**dict.fromkeys(VISITORS, NO), "planner": IN, "admin": IN, "other": IN, "nobody": LOG}
MANAGERS_GO = {**dict.fromkeys(VISITORS, NO), "planner": GO, "admin": GO, "nobody": LOG}
ADMIN = {**dict.fromkeys(VISITORS, NO), "admin": IN, "nobody": LOG}
PLANNER = {**dict.fromkeys(VISITORS, NO), "planner": GO, "nobody": LOG}

# route name -> (method, who gets what). A POST that is not yours goes to a page that says so and
# changes nothing: test_nothing_changes_for_others holds that.
MATRIX: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("GET", MEMBERS_GO),
    "mine": ("GET", MEMBERS),
    "roster": ("GET", MEMBERS),
    "roster_day": ("GET", MEMBERS),
    "open_seats": ("GET", MEMBERS),
    "work": ("GET", MEMBERS),
    "seat_take": ("POST", MEMBERS_GO),
    "seats_allow": ("POST", {**PLANNER, "other": GO}),
    "wishes": ("GET", MEMBERS),
    "wishes_change": ("POST", MEMBERS_GO),
    "roster_edit": ("GET", {**PLANNER, "planner": IN, "other": IN}),
    "compare": ("GET", {**PLANNER, "other": GO}),  # a day on which no period begins
    "copy_change": ("POST", {**PLANNER, "other": GO}),
    "roster_progress": ("GET", {**PLANNER, "planner": IN, "other": IN}),
    "roster_change": ("POST", {**PLANNER, "other": GO}),
    "version_undo": ("POST", PLANNER),
    "period_begin": ("POST", {**PLANNER, "other": GO}),
    "roster_files": ("GET", {**PLANNER, "planner": IN, "other": IN}),  # each their own team's
    "roster_file": ("GET", {**PLANNER, "planner": IN}),
    "roster_look": ("POST", {**PLANNER, "other": GO}),
    "missions": ("GET", MEMBERS),
    "mission_change": ("POST", {**PLANNER, "other": GO}),
    "rules": ("GET", {**PLANNER, "planner": IN, "other": IN}),
    "rules_change": ("POST", {**PLANNER, "other": GO}),
    "requests": ("GET", MEMBERS),
    "team": ("GET", MEMBERS),
    "request": ("GET", OWNER),
    "request_progress": ("GET", OWNER),
    "request_pass_on": ("POST", MEMBERS_GO),
    "request_apply": ("POST", MEMBERS_GO),
    "request_refuse": ("POST", MEMBERS_GO),
    "stand_in_answer": ("POST", MEMBERS_GO),
    "stand_ins_ask": ("POST", {**PLANNER, "other": GO}),
    "swap_offer": ("GET", {**dict.fromkeys(VISITORS, NO), "nobody": LOG}),  # of a duty of mine,
    "swap_send": ("POST", MEMBERS_GO),
    "swap_answer": ("POST", MEMBERS_GO),
    "requests_before": ("GET", dict.fromkeys(VISITORS, GO)),  # to the address it has now
    "request_before": ("GET", dict.fromkeys(VISITORS, GO)),
    "duty_pass": ("POST", MEMBERS_GO),
    "time_pass": ("POST", MEMBERS_GO),
    "pairing_code": ("POST", MEMBERS),
    "calendar_renew": ("POST", MEMBERS_GO),
    "calendar_revoke": ("POST", MEMBERS_GO),
    "device_revoke": ("POST", MEMBERS_GO),
    "notice_acknowledge": ("POST", MEMBERS_GO),
    "draft_arrange": ("POST", PLANNER),
    "draft_publish": ("POST", PLANNER),
    "draft_catch_up": ("POST", PLANNER),
    "draft_drop": ("POST", PLANNER),
    "draft_progress": ("GET", {**PLANNER, "planner": IN, "other": NO}),
    "people": ("GET", MANAGERS),
    "record": ("GET", MANAGERS),
    "person": ("GET", {**MANAGERS, "other": NO}),
    "person_add": ("POST", {**MANAGERS_GO, "other": GO}),  # to their own team
    "person_change": ("POST", MANAGERS_GO),
    "person_leave": ("POST", MANAGERS_GO),
    "person_roles": ("POST", {**ADMIN, "admin": GO}),
    "person_invite": ("POST", {**ADMIN, "admin": GO}),  # who has an account is not invited
    "person_password": ("POST", ADMIN),
    "people_invite": ("POST", ADMIN),
    "team_remove": ("GET", ADMIN),
    "team_sample": ("POST", {**ADMIN, "admin": GO}),  # says that the team has a roster
    "setup": ("GET", dict.fromkeys(VISITORS, NO)),  # closed once anybody has an account
    "join": ("GET", dict.fromkeys(VISITORS, NO)),  # by secret address, and this is none
    "feed": ("GET", ALL_IN),  # by secret address
    "wire": ("GET", ALL_IN),
    "health": ("GET", ALL_IN),
    "source": ("GET", ALL_IN),
    "language": ("POST", dict.fromkeys(VISITORS, GO)),
    "account_login": ("GET", {**dict.fromkeys(VISITORS, GO), "nobody": IN}),
    "account_inactive": ("GET", dict.fromkeys(VISITORS, 403)),
    "account_logout": ("GET", {**dict.fromkeys(VISITORS, IN), "nobody": GO}),
    "account_change_password": ("GET", MEMBERS),
}


# what changes the visitor's own team only, or makes a code of their own
OWN_TEAM = ("pairing_code", "people_invite", "team_sample")


def route_names() -> list[str]:
    patterns = [p for p in get_resolver().url_patterns if isinstance(p, URLPattern)]
    assert len(patterns) == len(get_resolver().url_patterns)
    return [str(p.name) for p in patterns]


@pytest.fixture
def scene(team: Team) -> dict[str, Any]:
    """A request with its owner, a device of the leader's, a notice of the leader's, a draft."""
    pk = request_for(team, "knight", "landing", solve=False)
    do_pass_on(who(team, "leader"), pk, NOW)
    draft = RosterVersion.objects.create(
        team=team,
        number=2,
        first_day=NOW.date(),
        form=roster_form(),
        state="draft",
        made_at=NOW,
    )
    device = Device.objects.create(
        person=who(team, "leader"), device_id="d", public_key="0" * 64, paired_at=NOW
    )
    notice = Notice.objects.create(
        person=who(team, "leader"), version=team.versions.get(number=1), lines=["x"], made_at=NOW
    )
    swap = Swap.objects.create(
        team=team,
        version=team.versions.get(number=1),
        holder=who(team, "leader"),
        colleague=who(team, "t1"),
        duty_id="landing",
        starts_at=NOW,
        made_at=NOW,
    )
    add_team()  # the other one
    addresses = {
        "request": [pk],
        "request_before": [pk],
        "request_progress": [pk],
        "request_pass_on": [pk],
        "request_apply": [pk],
        "request_refuse": [pk],
        "swap_offer": ["2020-01-01.watch"],
        "swap_answer": [swap.pk],
        "stand_in_answer": [pk],
        "duty_pass": ["2020-01-01.watch"],
        "device_revoke": [device.pk],
        "notice_acknowledge": [notice.pk],
        "roster_file": [draft.pk, "csv"],
        "version_undo": [draft.pk],
        "draft_arrange": [draft.pk],
        "draft_publish": [draft.pk],
        "draft_catch_up": [draft.pk],
        "draft_drop": [draft.pk],
        "draft_progress": [draft.pk],
        **{
            f"person{act}": [who(team, "knight").pk]
            for act in ("", "_change", "_leave", "_roles", "_invite", "_password")
        },
        "join": ["none"],
        "setup": ["none"],
        "feed": [calendar_token(who(team, "knight"))],
    }
    made = {"device": device, "notice": notice, "draft": draft, "swap": swap}
    return {"request": pk, **made, "at": addresses}


def enter(visitor: str) -> Client:
    client = Client()
    if visitor != "nobody":
        client.force_login(User.objects.get(username=LOGINS[visitor]))
    return client


def visitors_of(name: str, scene: dict[str, Any]) -> tuple[str, ...]:
    """All of them; another team's member and administrator where a number names something here.

    An address without a number is each one's own team's: who is in another team is there what they
    are here.
    """
    if name == "source":  # the same file for everybody, and seconds to pack
        return ("knight", "nobody")
    return tuple(v for v in VISITORS if v not in OTHERS or name in scene["at"])


def visit(client: Client, scene: dict[str, Any], name: str) -> Any:
    method, _ = MATRIX[name]
    address = reverse(name, args=scene["at"].get(name, ()))
    data = {"first": NOW.date().isoformat(), "act": "decline", "answer": "yes"}
    if name == "request_apply":
        data = {"proposal": "999999"}
    return client.get(address) if method == "GET" else client.post(address, data)


def test_every_route_has_its_line() -> None:
    """A new address without a line in the matrix fails here."""
    assert sorted(MATRIX) == sorted(route_names())


def test_who_gets_in(scene: dict[str, Any]) -> None:
    """Each visitor gets the answer that the matrix gives; each visit is undone before the next."""
    clients = {visitor: enter(visitor) for visitor in VISITORS}
    for name in sorted(MATRIX):
        for visitor in visitors_of(name, scene):
            with transaction.atomic():
                reply = visit(clients[visitor], scene, name)
                transaction.set_rollback(True)
            wanted = MATRIX[name][1]["other" if visitor in OTHERS else visitor]
            if wanted == LOG:
                found = (reply.status_code, reply["Location"].split("?")[0])
                assert found == (302, "/login"), (name, visitor)
            else:
                assert reply.status_code == wanted, (name, visitor)


def test_nothing_changes_for_others(scene: dict[str, Any]) -> None:
    """Whatever a stranger, another team or an uninvolved member posts, all stays as it was."""
    strangers = [enter(v) for v in ("knight", "other", "other_admin", "nobody")]
    posts = [n for n, (how, _) in MATRIX.items() if how == "POST" and n not in OWN_TEAM]
    for name in posts:
        for client in strangers:
            visit(client, scene, name)
    request = DutyRequest.objects.get(pk=scene["request"])
    assert (request.state, request.waits_with.key) == ("passed_on", "general")
    assert Device.objects.get(pk=scene["device"].pk).revoked_at is None
    assert Notice.objects.get(pk=scene["notice"].pk).acknowledged_at is None
    assert Swap.objects.get().state == "offered"
    draft = RosterVersion.objects.get(pk=scene["draft"].pk)
    assert (draft.state, draft.searches.count()) == ("draft", 0)


def test_nothing_is_posted_without_its_token(scene: dict[str, Any]) -> None:
    """A form that another site sends is refused, at every address that takes one."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="planner"))
    for name, (how, _) in MATRIX.items():
        if how == "POST":
            address = reverse(name, args=scene["at"].get(name, ()))
            assert client.post(address).status_code == 403, name


def test_an_account_without_a_team_sees_no_page(db: None) -> None:
    """Being logged in is not being in a team."""
    client = Client()
    client.force_login(User.objects.create_user("drifter"))
    assert client.get("/roster").status_code == 403


def test_an_administrator_can_shut_out_a_lost_pad(scene: dict[str, Any]) -> None:
    """In the own team only; test_nothing_changes_for_others has the rest."""
    visit(enter("admin"), scene, "device_revoke")
    assert Device.objects.get(pk=scene["device"].pk).revoked_at is not None


def test_no_page_is_stored(scene: dict[str, Any]) -> None:
    """Not by a browser and not by a proxy, whoever asks and whatever the answer is."""
    for client in (enter("knight"), enter("nobody")):
        for name in sorted(set(MATRIX) - {"source"}):
            with transaction.atomic():
                reply = visit(client, scene, name)
                transaction.set_rollback(True)
            assert "no-store" in reply["Cache-Control"], name
    assert "no-store" in Client().get("/source")["Cache-Control"]
    assert "no-store" in Client().get("/no-such-page")["Cache-Control"]
