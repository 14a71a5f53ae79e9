"""What a card counts is what comes of it; whoever asked hears of the end."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.models import DutyRequest, Notice, Proposal, Team
from offwatch.desk.pages.wording import Card, read_card
from offwatch.desk.requests.decide import do_approve
from offwatch.desk.requests.pass_on import do_pass_on
from offwatch.desk.retention import lapse_requests
from offwatch.desk.rosters.current import in_force, roster_of
from tests.desk.sample import FAR, NOW, add_team, day, request_for, roster_form, solve_all, who


def card_of(found: Proposal) -> Card:
    roster = roster_of(found.search.base)
    return read_card(found.pk, found.rank, found.title, found.plan, roster)


def test_a_card_counts_what_is_open_in_all(db: None) -> None:
    """A shift that stays two short is not said to be filled, whatever the plan opens."""
    form = deepcopy(roster_form())
    form["demand"][FAR]["need"] = 3
    team = add_team(roster=form)
    request_for(team, "knight", f"{day(FAR)}.watch")
    best = Proposal.objects.get(rank=0)
    card = card_of(best)
    assert (card.seats, card.short) == (0, 2)


def test_a_card_counts_everybody_who_gets_a_notice(team: Team) -> None:
    """The number on the button is the number of notices, whoever asked among them."""
    pk = request_for(team, "knight", "landing", solve=False)
    do_pass_on(who(team, "leader"), pk, NOW)
    solve_all(team)
    best = Proposal.objects.get(rank=0, search__request=pk)
    card = card_of(best)
    said = do_approve(who(team, "general"), pk, best.pk, NOW).said
    assert card.told == Notice.objects.filter(version=in_force(team)[0]).count()
    assert f"{card.told} people" in said


def test_whoever_asked_is_told_that_nobody_answered(team: Team) -> None:
    """A request whose duty has begun ends by itself, and My duties says so to the asker alone."""
    pk = request_for(team, "knight", "landing", solve=False)
    DutyRequest.objects.filter(pk=pk).update(starts_at=NOW - timedelta(minutes=1))
    assert lapse_requests(NOW) == 1
    for key, said in (("knight", True), ("t1", False)):
        client = Client()
        client.force_login(User.objects.get(username=key))
        assert ("Nobody answered" in client.get("/mine").content.decode()) is said
