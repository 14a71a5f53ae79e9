"""What pages show, and to whom."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.exchange.duty_pages import norm_of
from offwatch.desk.models import Device, DutyRequest, Notice, Person, Search, Team
from offwatch.desk.pages.views.roster import months
from offwatch.desk.planning.solving import give_up
from offwatch.desk.requests.keep_duty import do_keep_duty
from offwatch.desk.requests.pass_on import do_pass_on
from offwatch.desk.rosters.drafts import do_arrange_draft
from offwatch.desk.rosters.import_roster import do_import_roster
from tests.desk.sample import (
    FAR,
    FIRST,
    NOW,
    add_team,
    day,
    request_for,
    roster_form,
    solve_all,
    team_form,
    who,
)


def page(key: str, address: str) -> str:
    client = Client()
    client.force_login(User.objects.get(username=key))
    reply = client.get(address)
    assert reply.status_code == 200
    return re.sub(r"\s+", " ", reply.content.decode())


def main(html: str) -> str:
    found = re.search(r"<main.*</main>", html)
    assert found
    return found[0]


def test_a_leader_does_not_see_who_asked(team: Team) -> None:
    """Only the duty, and to whom it can be passed on."""
    pk = request_for(team, "knight", "landing")
    for address in ("/requests", f"/requests/{pk}"):
        html = main(page("leader", address))
        assert "Landing" in html
        assert "Hand it on to General" in page("leader", address)
        assert "Knight" not in html
        assert "apply" not in html


def test_the_owner_sees_who_asked(team: Team) -> None:
    """Whoever must decide is told."""
    pk = request_for(team, "knight", "landing")
    do_pass_on(who(team, "leader"), pk, NOW)
    assert "Knight asks to be taken off" in main(page("general", "/requests"))


EVERYBODY_ASKS = r"Days off asked for|have asked for their days off"


def test_members_see_no_asker(team: Team) -> None:
    """After the move nobody else can read off any page that the knight asked."""
    pk = request_for(team, "knight", "landing")
    do_pass_on(who(team, "leader"), pk, NOW)
    client = Client()
    client.force_login(User.objects.get(username="general"))
    best = Search.objects.get(request=pk).proposals.get(rank=0)
    client.post(f"/requests/{pk}/apply", {"proposal": best.pk})
    assert DutyRequest.objects.get(pk=pk).state == "granted"
    for key in ("t1", "leader", "planner", "admin"):
        for address in ("/mine", "/roster", "/requests", "/team"):
            said = re.sub(EVERYBODY_ASKS, "", main(page(key, address)))
            assert "asked" not in said, (key, address)
    for notice in Notice.objects.exclude(person__key="knight"):
        assert "Knight" not in json.dumps(notice.lines)


def test_the_button_says_what_it_does(team: Team) -> None:
    """Each way has its own button with its own count; three taps: open, choose, confirm."""
    pk = request_for(team, "knight", "landing")
    do_pass_on(who(team, "leader"), pk, NOW)
    html = page("general", f"/requests/{pk}")
    search = Search.objects.get(request=pk)
    best = search.proposals.get(rank=0)
    assert f"{best.title}, notify {len(best.plan['told'])} people</button>" in html
    assert html.count('name="proposal"') == search.proposals.count()
    assert "<svg" in html


def test_progress_is_shown_while_the_planner_works(team: Team) -> None:
    """The page asks again every second, and reloads whole once there is something to see."""
    pk = request_for(team, "knight", "landing", solve=False)
    do_pass_on(who(team, "leader"), pk, NOW)
    assert "every 1s" in page("general", f"/requests/{pk}")
    assert "Looking for the plan" in page("general", f"/requests/{pk}/progress")
    solve_all(team)
    client = Client()
    client.force_login(User.objects.get(username="general"))
    assert client.get(f"/requests/{pk}/progress")["HX-Refresh"] == "true"


def test_a_duty_can_be_passed_from_the_desk(team: Team) -> None:
    """A member without a pad asks on the page; the state shows there."""
    client = Client()
    client.force_login(User.objects.get(username="knight"))
    client.post(f"/mine/duties/{day(FAR)}.watch/pass")
    assert "asked to move" in page("knight", "/mine")


def test_got_it_closes_a_notice(team: Team) -> None:
    """Acknowledged once, it is off the page."""
    notice = Notice.objects.create(
        person=who(team, "t1"), version=team.versions.get(), lines=["Landing moves"], made_at=NOW
    )
    assert "Landing moves" in page("t1", "/mine")
    client = Client()
    client.force_login(User.objects.get(username="t1"))
    client.post(f"/notices/{notice.pk}/acknowledge")
    assert "Landing moves" not in page("t1", "/mine")


def test_planners_see_counts_and_no_names(db: None) -> None:
    """How many have answered, never who."""
    add_team(draft=True)
    html = main(page("planner", "/team"))
    assert "0 of 10 people have asked for their days off" in html
    assert "have asked for their days off" not in main(page("knight", "/team"))


def test_pages_keep_to_the_content_policy(team: Team) -> None:
    """No style or script inside a page, no picture from elsewhere."""
    pk = request_for(team, "knight", "landing")
    do_pass_on(who(team, "leader"), pk, NOW)
    for address in ("/mine", "/roster", "/requests", "/team", f"/requests/{pk}"):
        html = page("general", address)
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*src=)|\son\w+=|javascript:", html)
        assert "/source" in html


def test_names_cannot_carry_markup(db: None) -> None:
    """A name that is HTML is shown as the letters it has, in pages and in the drawing."""
    form = roster_form()
    form["missions"][0]["name"] = "<b onload=x>Landing"
    form["people"][0]["name"] = "<script>x</script>"
    team = add_team(roster=form, first_asked="owner")
    pk = request_for(team, "knight", "landing")
    for key, address in (("general", f"/requests/{pk}"), ("t1", "/roster"), ("t1", "/mine")):
        html = page(key, address)
        assert "<script>x" not in html
        assert "<b onload" not in html


def test_private_pages_stay_out_of_caches(team: Team) -> None:
    """After logging out, "back" shows nothing, and no proxy keeps a copy."""
    client = Client()
    client.force_login(User.objects.get(username="knight"))
    for address in ("/", "/mine", "/roster", "/requests", "/team"):
        assert "no-store" in client.get(address)["Cache-Control"], address


@pytest.mark.parametrize("chosen", ["\u00b2", "9" * 5000, "-1", ""])
def test_a_proposal_that_is_no_number_is_not_there(team: Team, chosen: str) -> None:
    """A form filled in by hand breaks nothing."""
    pk = request_for(team, "knight", "landing", solve=False)
    client = Client()
    client.force_login(User.objects.get(username="general"))
    assert client.post(f"/requests/{pk}/apply", {"proposal": chosen}).status_code == 404


def test_what_the_rule_granted_names_nobody(db: None) -> None:
    """Where nobody had to decide, whoever is accountable does not learn who asked."""
    team = add_team(standing_rule=True, accountable="planner", first_asked="owner")
    pk = request_for(team, "knight", f"{day(FAR)}.watch")
    assert DutyRequest.objects.get(pk=pk).state == "granted"
    assert "Knight" not in main(page("planner", "/requests"))
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    assert client.get(f"/requests/{pk}").status_code == 404


def test_times_are_the_teams_own(db: None) -> None:
    """A roster published at 22:30 UTC was published after midnight in a summer's Zurich."""
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    form = {**roster_form(), "zone": "Europe/Zurich"}
    team = Team(pk=do_import_roster(form, team_form(), at).team)
    team.people.update(first_password=False)
    Device.objects.create(person=who(team, "t1"), device_id="d", public_key="k", paired_at=at)
    assert "published 2 Jul 00:30" in page("t1", "/roster")
    assert "paired 2 Jul" in page("t1", "/mine")


def test_pads_are_counted_among_people_with_an_account(team: Team) -> None:
    """The page gives the two numbers of which the norm tells the share; Trooper 4 has left."""
    Person.objects.filter(team=team, key="t4").update(user=None)
    for name, key in enumerate(("t1", "t2", "t2", "t4")):
        Device.objects.create(
            person=who(team, key), device_id=f"d{name}", public_key="k", paired_at=NOW
        )
    html = main(page("t1", "/team"))
    assert "2 of 9 people with an account" in html
    assert norm_of(team).adoption == 100 * 2 // 9


def test_a_month_of_few_days_is_written_short() -> None:
    """One column has no room for "November"."""
    days = [date(2026, 11, 30) + timedelta(days=i) for i in range(33)]
    assert months(days) == [("Nov", 1), ("December", 31), ("Jan", 1)]


def test_the_page_says_that_no_plan_was_found(db: None) -> None:
    """The owner can still decline; nothing is offered, and nothing is looked for."""
    team = add_team(first_asked="owner")
    pk = request_for(team, "knight", "landing", solve=False)
    give_up(DutyRequest.objects.get(pk=pk).search.pk)
    html = main(page("general", f"/requests/{pk}"))
    assert "every 1s" not in html
    assert 'name="proposal"' not in html
    assert f"/requests/{pk}/refuse" in html
    assert "no plan" in html.lower() or "found" in html.lower()


def test_plans_that_no_longer_fit_are_not_offered(db: None) -> None:
    """Somebody keeps what the plan would take: it goes from the page, the others stay."""
    team = add_team(first_asked="owner")
    pk = request_for(team, "knight", "landing")
    before = page("general", f"/requests/{pk}").count('name="proposal"')
    do_keep_duty(who(team, "t1"), "landing", NOW)
    after = page("general", f"/requests/{pk}").count('name="proposal"')
    assert 0 < after < before


def test_a_roster_that_is_over_says_so(db: None) -> None:
    """On the roster's page to everybody; on the team's page to the planner, with what to do."""
    add_team(roster=roster_form(FIRST - timedelta(days=60)))
    assert "The last roster ended on" in main(page("t1", "/roster"))
    assert "Begin the next period" not in main(page("t1", "/roster"))
    assert "Begin the next period" in main(page("planner", "/team"))


def test_a_draft_that_nobody_is_on_is_not_called_filled(db: None) -> None:
    """Arranged it has all its seats open still; one that asks for no seat says that."""
    empty = roster_form(FIRST + timedelta(days=28))
    empty |= {"roster": {}, "missions": []}
    team = add_team(draft=True, roster=empty)
    do_arrange_draft(who(team, "planner"), team.versions.get().pk, NOW)
    solve_all(team)
    assert "Rearranged, with 20 seats open" in main(page("planner", "/team"))
    no_seats = add_team(draft=True, roster=empty | {"demand": []})
    do_arrange_draft(who(no_seats, "planner"), no_seats.versions.get().pk, NOW)
    solve_all(no_seats)
    assert "the draft asks for no seat" in main(page("planner-2", "/team"))


def test_dates_and_what_came_of_a_step_are_in_the_reader_s_language(team: Team) -> None:
    """A German browser is told in German of a request that was handed on, and when duties are."""
    pk, general = request_for(team, "knight", "landing"), who(team, "general").pk
    client = Client(headers={"accept-language": "de"})
    client.force_login(User.objects.get(username="leader"))
    reply = client.post(f"/requests/{pk}/pass-on", {"to": general}, follow=True)
    assert "An General weitergegeben." in reply.content.decode()
    client.force_login(User.objects.get(username="knight"))
    mine = client.get("/mine").content.decode()
    assert re.search(
        r"\b(Mo|Di|Mi|Do|Fr|Sa|So) \d+\. (Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)", mine
    )
    assert not re.search(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d", mine)
    client.force_login(User.objects.get(username="planner"))
    assert "Erster Dienstplan" in client.get("/roster").content.decode()
