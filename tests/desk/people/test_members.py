"""People are taken in, changed and let go on the pages and by commands; nothing breaks."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.desk.sample import FAR, FIRST, NOW, day, request_for, roster_form, who

from offwatch.cli import main
from offwatch.desk.grids.frame import next_form
from offwatch.desk.grids.load_grid import members_of
from offwatch.desk.models import Booking, DutyRequest, Person, Proposal, RecordRow, Team
from offwatch.desk.people.calendar_address import calendar_token
from offwatch.desk.people.invitations import LASTS, do_invite, do_join, find_invited
from offwatch.desk.people.leave import do_leave, do_stay, end_memberships
from offwatch.desk.people.members import PersonTerms, do_add_person, do_change_person
from offwatch.desk.people.remove_team import do_remove_team
from offwatch.desk.people.roles import do_set_roles
from offwatch.desk.process import prepare
from offwatch.desk.requests.decide import do_approve
from offwatch.desk.requests.pass_on import do_pass_on, hand_to_duty_officers
from offwatch.desk.rosters.cover import seats_open
from offwatch.desk.rosters.current import current_version, draft_of, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.errors import BadInput, Refused


def enter(team: Team, key: str) -> Client:
    client = Client()
    user = who(team, key).user
    assert user is not None
    client.force_login(user)
    return client


def publish(team: Team) -> None:
    draft = draft_of(team)
    assert draft is not None
    do_publish_draft(who(team, "planner"), draft.pk, NOW, despite=len(state_of(draft).broken))


def test_somebody_new_is_on_the_draft_and_on_the_roster_once_published(team: Team) -> None:
    """With skills and limits of their own; nobody is notified, for no duty changes."""
    terms = PersonTerms(
        "Nina Neu", {"watch": (None, None)}, {"max_run": 3, "max_shifts": {"watch": 4}}
    )
    pk = do_add_person(who(team, "planner"), terms, NOW).ref
    nina = Person.objects.get(pk=pk or 0)
    assert (nina.key, nina.user, nina.roles) == ("nina-neu", None, ["member"])
    publish(team)
    version = current_version(team, NOW.date())
    assert version is not None
    found = roster_of(version).person["nina-neu"]
    assert (found.skills, found.rules.max_run, found.rules.max_shifts) == (
        frozenset({"watch"}),
        3,
        {"watch": 4},
    )
    assert not version.notices.exists()
    assert "Nina Neu" in enter(team, "knight").get("/roster").content.decode()


def test_two_of_one_name_are_two_people(team: Team) -> None:
    """The second gets an id of its own."""
    for _ in range(2):
        do_add_person(who(team, "planner"), PersonTerms("Trooper 1", on_roster=False), NOW)
    keys = team.people.filter(name="Trooper 1").values_list("key", flat=True)
    assert sorted(keys) == ["t1", "trooper-1", "trooper-1-2"]


def test_a_skill_with_days_counts_where_it_covers_the_period(team: Team) -> None:
    """One that ends within the period does not count in it, and does not come back in the next."""
    planner, last = who(team, "planner"), FIRST + timedelta(days=27)
    for until, counts in ((last, True), (last - timedelta(days=1), False)):
        skills = {"watch": (None, until)}
        do_change_person(planner, "t1", PersonTerms("Trooper 1", skills), NOW)
        draft = draft_of(team)
        form = draft.form if draft else roster_form()
        t1 = next(p for p in form["people"] if p["id"] == "t1")
        assert ("watch" in t1.get("skills", ())) is counts
    after = next_form(roster_form(), last + timedelta(days=1), 28, members_of(team))
    assert next(p for p in after["people"] if p["id"] == "t1")["skills"] == []


def test_a_limit_that_cannot_be_changes_nothing(team: Team) -> None:
    """A shift that does not exist, a skill that ends before it begins, an empty name."""
    planner = who(team, "planner")
    wrong = (
        PersonTerms("Trooper 1", limits={"max_shifts": {"no-such": 1}}),
        PersonTerms("Trooper 1", {"watch": (FIRST, FIRST - timedelta(days=1))}),
        PersonTerms("  "),
    )
    for terms in wrong:
        with pytest.raises(BadInput), transaction.atomic():
            do_change_person(planner, "t1", terms, NOW)
    assert draft_of(team) is None


def test_whoever_leaves_leaves_open_seats_and_no_way_in(team: Team) -> None:
    """Duties after the day are open; the account ends with the day, and nobody is booked again."""
    planner = who(team, "planner")
    last = NOW.date() + timedelta(days=2)  # after the landing
    held = {d for d, w in roster_form()["roster"]["t3"].items() if d > last.isoformat()}
    assert held
    said = do_leave(planner, "t3", last, NOW).said
    assert f"{len(held)} duties" in said
    publish(team)
    version = current_version(team, NOW.date())
    assert version is not None
    assert seats_open(roster_of(version)) == len(held)
    assert not Booking.objects.of(version).filter(person__key="t3", starts_at__date__gt=last)
    assert end_memberships(NOW) == 0
    browser, token = enter(team, "t3"), calendar_token(who(team, "t3"))
    assert browser.get("/mine").status_code == 200
    assert end_memberships(NOW + timedelta(days=4)) == 1
    assert browser.get("/mine")["Location"].startswith("/login")
    assert Client().get(f"/feed/{token}.ics").status_code == 404
    following = next_form(version.form, FIRST + timedelta(days=28), 28, members_of(team))
    assert "t3" not in {p["id"] for p in following["people"]}
    for path in ("/roster", "/roster/edit", "/roster/open", "/team", "/people"):
        assert enter(team, "planner").get(path).status_code == 200


def test_the_way_in_is_shut_before_the_worker_comes(team: Team) -> None:
    """The day after the last one no page opens, whether or not the account is off yet."""
    token = calendar_token(who(team, "t3"))
    team.people.filter(key="t3").update(last_day=NOW.date() - timedelta(days=1))
    assert enter(team, "t3").get("/mine").status_code == 403
    assert Client().get(f"/feed/{token}.ics").status_code == 404


@pytest.mark.parametrize("key", ["leader", "planner"])
def test_anybody_may_leave_at_once(team: Team, key: str) -> None:
    """An owner, a leader, the planner: what waits for them goes on, and no page breaks."""
    pk = request_for(team, "knight", "landing", solve=False)
    do_leave(who(team, "admin"), key, NOW.date() - timedelta(days=1), NOW)
    asked = DutyRequest.objects.get(pk=pk).waits_with
    assert asked.user is not None
    assert asked.user.is_active
    for person in team.people.filter(key__in=("knight", "general", "admin", asked.key)):
        for path in ("/mine", "/requests"):
            assert enter(team, person.key).get(path).status_code == 200, (person.key, path)


def test_whoever_stays_has_the_days_again(team: Team) -> None:
    """The duties stay open until somebody gives them back."""
    planner = who(team, "planner")
    do_leave(planner, "t3", NOW.date() + timedelta(days=2), NOW)
    do_stay(planner, "t3", NOW)
    draft = draft_of(team)
    assert draft is not None
    assert not roster_of(draft).person["t3"].off
    assert who(team, "t3").last_day is None


def test_an_invitation_opens_once(team: Team) -> None:
    """Only its digest is kept; a later one ends it, and so does time."""
    do_add_person(who(team, "planner"), PersonTerms("Nina Neu"), NOW)
    admin = who(team, "admin")
    _, first = do_invite(admin, "nina-neu", NOW)
    _, token = do_invite(admin, "nina-neu", NOW)
    for wrong, at in ((first, NOW), ("no-such", NOW), (token, NOW + LASTS)):
        with pytest.raises(Refused) as refused:
            find_invited(wrong, at)
        assert refused.value.code == "people.invitation"
    address = reverse("join", args=[token])
    client = Client()
    assert "Welcome, Nina Neu" in client.get(address).content.decode()
    weak = client.post(address, {"login": "nina", "password": "password"})
    assert "rarer password" in weak.content.decode()
    taken = client.post(address, {"login": "Knight", "password": "four words in a row"})
    assert "Somebody has this login" in taken.content.decode()
    client.post(address, {"login": "Nina", "password": "four words in a row"})
    assert client.get("/mine").status_code == 200
    assert User.objects.get(person__key="nina-neu").username == "nina"
    assert Client().get(address).status_code == 404
    with pytest.raises(Refused):
        do_join(token, "nina2", "four words in a row", NOW)


def test_letters_for_everybody_without_an_account(team: Team) -> None:
    """The page has an address for each, and shows each only once."""
    for name in ("Nina Neu", "Ole Alt"):
        do_add_person(who(team, "planner"), PersonTerms(name, on_roster=False), NOW)
    page = enter(team, "admin").post("/people/invite").content.decode()
    tokens = re.findall(r"/join/([\w-]+)", page)
    assert len(tokens) == 2
    assert {find_invited(t, NOW).name for t in tokens} == {"Nina Neu", "Ole Alt"}
    assert tokens[0] not in enter(team, "admin").get("/people").content.decode()


def test_a_new_password_by_page_is_of_ones_own_team_only(team: Team) -> None:
    """It is shown once, has to be changed, and the record says who gave it."""
    client = enter(team, "admin")
    page = client.post(reverse("person_password", args=[who(team, "knight").pk])).content.decode()
    found = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", page)
    assert found is not None
    knight = Client()
    knight.post("/login", {"login": "knight", "password": found[0]})
    assert knight.get("/mine")["Location"] == "/password"
    row = RecordRow.objects.get(deed="password")
    assert (row.actor, row.about) == (who(team, "admin").name, who(team, "knight").name)


def test_roles_are_given_by_an_administrator_and_somebody_keeps_them(team: Team) -> None:
    """A planner cannot, where there is an administrator; the last manager stays one."""
    with pytest.raises(Refused) as refused:
        do_set_roles(who(team, "planner"), "planner", ["planner", "administrator"], NOW)
    assert refused.value.code == "people.administrator"
    admin = who(team, "admin")
    with pytest.raises(Refused) as refused, transaction.atomic():
        do_leave(who(team, "planner"), "admin", NOW.date(), NOW)
    assert refused.value.code == "people.administrator"
    do_set_roles(admin, "planner", ["member"], NOW)
    with pytest.raises(Refused) as refused, transaction.atomic():
        do_set_roles(admin, "admin", ["member"], NOW)
    assert refused.value.code == "people.last"
    do_set_roles(admin, "t1", ["member", "planner"], NOW)
    assert enter(team, "t1").get("/roster/edit").status_code == 200


def test_the_duty_officer_gets_what_is_urgent_and_unanswered(team: Team) -> None:
    """Within twelve hours of the duty, once an hour has passed; from then on only they decide."""
    pk = request_for(team, "knight", f"{day(FAR)}.watch", solve=False)
    request = DutyRequest.objects.get(pk=pk)
    near = request.starts_at - timedelta(hours=11)
    assert hand_to_duty_officers(request.starts_at - timedelta(hours=13)) == 0
    assert hand_to_duty_officers(near) == 1
    assert DutyRequest.objects.get(pk=pk).waits_with.key == "lieutenant"
    assert hand_to_duty_officers(near) == 0
    assert enter(team, "lieutenant").get(f"/requests/{pk}").status_code == 200
    assert enter(team, "planner").get(f"/requests/{pk}").status_code == 404


def test_a_team_is_removed_once_its_name_is_written(team: Team) -> None:
    """Accounts and rosters go; the record's rows stay, and cannot be changed."""
    do_add_person(who(team, "planner"), PersonTerms("Nina Neu"), NOW)  # a draft too
    client = enter(team, "admin")
    assert "stands here" in client.post("/team/remove", {"name": "another"}).content.decode()
    assert Team.objects.filter(pk=team.pk).exists()
    client.post("/team/remove", {"name": " landing PARTY"})
    assert not Team.objects.filter(pk=team.pk).exists()
    assert not User.objects.filter(username="knight").exists()
    row = RecordRow.objects.get(deed="team_removed")
    assert (row.team_id, row.team_name, row.actor) == (team.pk, "Landing party", "Admin")
    for act in (row.delete, lambda: RecordRow.objects.update(actor="x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_pages_take_somebody_in_and_let_them_go(team: Team) -> None:
    """By forms alone: added, changed, a last day entered."""
    client = enter(team, "planner")
    new = {"name": "Nina Neu", "on_roster": "1", "skills": "watch, lead", "max_run": "4"}
    page = client.post("/people/add", new, follow=True)
    assert page.status_code == 200
    nina = Person.objects.get(name="Nina Neu")
    changed = {
        "name": "Nina Neumann",
        "on_roster": "1",
        "skill-0": "watch",
        "has-0": "1",
        "max_minutes": "38,5",
        "most-watch": "0",
        "leader": "leader",
    }
    client.post(reverse("person_change", args=[nina.pk]), changed)
    draft = draft_of(team)
    assert draft is not None
    entry = next(p for p in draft.form["people"] if p["id"] == nina.key)
    assert (entry["name"], entry["skills"]) == ("Nina Neumann", ["watch"])
    assert entry["rules"] == {"max_minutes": 2310, "max_shifts": {"watch": 0}}
    assert who(team, nina.key).leader == who(team, "leader")
    address = reverse("person_leave", args=[nina.pk])
    client.post(address, {"last_day": day(5), "act": "leave"})
    assert "Leaves after" in client.get(reverse("person", args=[nina.pk])).content.decode()
    assert (
        "limit is a number"
        in client.post(
            reverse("person_change", args=[nina.pk]), {"name": "N", "max_run": "many"}, follow=True
        ).content.decode()
    )
    assert "Nina Neumann" in client.get("/people/record").content.decode()


def test_the_record_names_who_published_and_not_who_asked(team: Team) -> None:
    """A decision stands there with its decider; of whoever asked there is nothing."""
    pk = request_for(team, "knight", "landing")
    do_pass_on(who(team, "leader"), pk, NOW)
    best = Proposal.objects.filter(search__request=pk).first()
    assert best is not None
    do_approve(who(team, "general"), pk, best.pk, NOW)
    page = enter(team, "admin").get("/people/record").content.decode()
    assert "First roster" in page
    assert "General" in page
    assert best.title in page
    assert "Knight" not in page.replace(best.title, "")


def test_the_commands_do_the_same(
    team: Team, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Add, list, invite, roles, leave, and at last the team itself."""
    monkeypatch.setattr(prepare, "database", lambda *_a, **_k: nullcontext())
    monkeypatch.setattr(prepare, "set_up", lambda *_a: None)

    def run(*args: str) -> Any:
        with pytest.raises(SystemExit) as done:
            main(["desk", *args, "--json"])
        assert done.value.code == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    name = str(team.pk)
    assert run("people", "add", name, "Nina Neu", "--skill", "watch") == {"person": "nina-neu"}
    found = {p["person"]: p for p in run("people", "list", name)["people"]}
    assert (found["nina-neu"]["login"], found["knight"]["login"]) == (None, "knight")
    letter = run("people", "invite", name, "Nina Neu")["invitations"][0]
    assert find_invited(letter["address"].rsplit("/", 1)[1], NOW).name == "Nina Neu"
    run("people", "roles", name, "t1", "--role", "planner")
    run("people", "leave", name, "t2", "--on", day(9))
    assert who(team, "t1").roles == ["planner"]
    assert who(team, "t2").last_day == FIRST + timedelta(days=9)
    run("remove-team", name, "--name", team.name)
    assert not Team.objects.filter(pk=team.pk).exists()


def test_a_team_with_many_versions_goes_whole(team: Team) -> None:
    """Each version names the one before it, and a draft any of them."""
    planner = who(team, "planner")
    for number in range(3):
        do_add_person(planner, PersonTerms(f"Nina {number}"), NOW)
        publish(team)
    do_add_person(planner, PersonTerms("Nina"), NOW)
    request_for(team, "knight", "landing", solve=False)
    do_remove_team(team, None, team.name, NOW)
    assert not Team.objects.exists()
