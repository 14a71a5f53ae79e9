"""Two members agree on a swap; the owner or the standing rule approves it, and no rule breaks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.editing.edit import Edit, do_edit, seen_of
from offwatch.desk.models import Notice, Person, Swap, Team
from offwatch.desk.pages.wording import notice_words
from offwatch.desk.people.leave import do_leave
from offwatch.desk.requests.decide import do_decline
from offwatch.desk.rosters.broken_rules import broken_rules
from offwatch.desk.rosters.cover import seats_open
from offwatch.desk.rosters.current import drafts_of, duties_in_force, in_force, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.desk.swaps.answer import (
    do_accept_swap,
    do_approve_swap,
    do_decline_swap,
    do_refuse_swap,
    do_withdraw_swap,
    end_swaps,
    swaps_for,
)
from offwatch.desk.swaps.offer import colleagues_of, do_offer, wanted_from
from offwatch.desk.verification import find_breaches
from offwatch.errors import Refused
from tests.desk.sample import FAR, NOW, day, request_for, who

KNIGHTS = f"{day(FAR)}.watch"


def watch_of(team: Team, key: str) -> str:
    """A watch of this person's, as far ahead as the knight's, that both can swap."""
    knight = who(team, "knight")
    _, theirs = wanted_from(knight, who(team, key), KNIGHTS, NOW)
    found = [h.duty_id for h in theirs if h.starts_at > NOW + timedelta(days=7)]
    assert found, "the sample has a watch that fits"
    return found[0]


@pytest.fixture
def partner(team: Team) -> Person:
    """Somebody with whom the knight can swap the far watch."""
    knight = who(team, "knight")
    for key in ("t3", "t4", "leader", "t1", "t2"):
        theirs = wanted_from(knight, who(team, key), KNIGHTS, NOW)[1]
        if any(h.starts_at > NOW + timedelta(days=7) for h in theirs):
            return who(team, key)
    raise AssertionError("the sample has nobody to swap with")


def offer(team: Team, partner: Person, wanted: str | None = None) -> int:
    wanted = watch_of(team, partner.key) if wanted is None else wanted
    pk = do_offer(who(team, "knight"), partner.pk, KNIGHTS, wanted, NOW).ref
    assert pk is not None
    return pk


def held(team: Team, person: Person) -> set[str]:
    return {each.held.duty_id for each in duties_in_force(who(team, person.key))}


def told(person: Person) -> list[str]:
    notices = Notice.objects.filter(person=person, version__isnull=True).order_by("pk")
    return [words for n in notices for words in notice_words(n.lines, person.team.tz)]


def test_two_agree_and_the_owner_approves(team: Team, partner: Person) -> None:
    """On the pages; one version, one notice each, every seat filled as before, no rule broken."""
    wanted = watch_of(team, partner.key)
    before = in_force(team)[0]
    mine, theirs, owner = Client(), Client(), Client()
    for client, key in ((mine, "knight"), (theirs, partner.key), (owner, "planner")):
        client.force_login(User.objects.get(username=key))
    page = mine.get(f"/swaps/offer/{KNIGHTS}", {"with": partner.pk}).content.decode()
    assert wanted in page
    mine.post("/swaps/send", {"duty": KNIGHTS, "with": partner.pk, "wanted": wanted})
    swap = Swap.objects.get()
    assert "has not answered yet" in mine.get("/mine").content.decode()
    assert "Knight offers you a swap" in theirs.get("/requests").content.decode()
    assert "No requests for you" in owner.get("/requests").content.decode()
    theirs.post(f"/swaps/{swap.pk}/answer", {"act": "accept"})
    assert in_force(team)[0].pk == before.pk
    assert "A swap that two agreed on" in owner.get("/requests").content.decode()
    notices = Notice.objects.filter(version__isnull=False).count()
    owner.post(f"/swaps/{swap.pk}/answer", {"act": "approve"})
    swap.refresh_from_db()
    now = in_force(team)[0]
    assert (swap.state, swap.outcome, now.base) == ("approved", now, before)
    assert Notice.objects.filter(version__isnull=False).count() == notices + 2
    assert wanted in held(team, who(team, "knight"))
    assert KNIGHTS in held(team, partner)
    was, roster = roster_of(before), roster_of(now)
    assert seats_open(roster) == seats_open(was)
    assert len(broken_rules(roster)) == len(broken_rules(was))
    assert find_breaches() == []


def test_a_duty_is_given_for_nothing(team: Team) -> None:
    """To somebody who is free then and has the skill."""
    knight = who(team, "knight")
    others = colleagues_of(knight, KNIGHTS)
    free = next(p for p in others if wanted_from(knight, p, KNIGHTS, NOW)[0])
    pk = offer(team, free, "")
    do_accept_swap(free, pk, NOW)
    do_approve_swap(who(team, "planner"), pk, NOW)
    assert KNIGHTS not in held(team, knight)
    assert KNIGHTS in held(team, free)


def test_what_breaks_a_rule_or_opens_a_seat_is_not_offered(team: Team) -> None:
    """Neither shown nor taken from a crafted form: no skill, no such duty, two duties at once."""
    knight, general = who(team, "knight"), who(team, "general")
    assert wanted_from(knight, general, KNIGHTS, NOW) == (False, [])
    with pytest.raises(Refused) as refused:
        do_offer(knight, general.pk, KNIGHTS, "", NOW)
    assert refused.value.code == "swap.seats"
    with pytest.raises(Refused) as refused:
        do_offer(knight, who(team, "t3").pk, KNIGHTS, f"{day(FAR)}.none", NOW)
    assert refused.value.code == "swap.unknown-duty"
    with pytest.raises(Refused) as refused:
        do_offer(knight, who(team, "t1").pk, "landing", "", NOW)
    assert refused.value.code == "swap.busy"
    assert not Swap.objects.exists()


def test_rules_are_checked_again_when_it_is_answered(team: Team, partner: Person) -> None:
    """What has come to stand against it meanwhile refuses it; nothing is published."""
    pk = offer(team, partner)
    planner, first = who(team, "planner"), in_force(team)[0].first_day
    edit = Edit("absent", partner.key, first + timedelta(days=FAR))
    do_edit(planner, first, seen_of(team, first), edit, NOW)
    draft = drafts_of(team)[0]
    do_publish_draft(planner, draft.pk, NOW, despite=len(state_of(draft).broken))
    with pytest.raises(Refused) as refused:
        do_accept_swap(partner, pk, NOW)
    assert refused.value.code == "swap.busy"


def test_the_standing_rule_approves_an_early_one(team: Team, partner: Person) -> None:
    """Before the freeze, and not where its owner has declined to move the duty before."""
    team.standing_rule, team.accountable = True, who(team, "planner")
    team.save()
    wanted = watch_of(team, partner.key)
    request = team.requests.get(pk=request_for(team, "knight", KNIGHTS, solve=False))
    request.by_rule, request.waits_with = False, request.owner
    request.save()
    do_decline(request.owner, request.pk, NOW)
    pk = offer(team, partner, wanted)
    do_accept_swap(partner, pk, NOW)
    assert Swap.objects.get(pk=pk).state == "accepted"
    do_withdraw_swap(who(team, "knight"), pk, NOW)
    team.requests.all().delete()
    pk = offer(team, partner, wanted)
    do_accept_swap(partner, pk, NOW)
    swap = Swap.objects.get(pk=pk)
    assert (swap.state, swap.by_rule, swap.decided_by) == ("approved", True, team.accountable)


def test_within_the_freeze_a_person_decides(team: Team, partner: Person) -> None:
    """The rule does not answer for a duty that is near."""
    team.standing_rule, team.accountable = True, who(team, "planner")
    team.freeze_h = 24 * 20
    team.save()
    pk = offer(team, partner)
    do_accept_swap(partner, pk, NOW)
    assert Swap.objects.get(pk=pk).state == "accepted"


def test_each_end_is_told_to_who_does_not_know_it(team: Team, partner: Person) -> None:
    """Declined, withdrawn, refused, begun: to the other, or to both; once, and with no cause."""
    knight, planner = who(team, "knight"), who(team, "planner")
    do_decline_swap(partner, offer(team, partner), NOW)
    assert len(told(knight)) == 1
    assert "it stays yours" in told(knight)[0]
    do_withdraw_swap(knight, offer(team, partner), NOW)
    assert ["withdrawn the offer" in words for words in told(partner)] == [True]
    pk = offer(team, partner)
    do_accept_swap(partner, pk, NOW)
    do_refuse_swap(planner, pk, NOW)
    assert "was declined" in told(knight)[-1]
    assert "was declined" in told(partner)[-1]
    pk = offer(team, partner)
    assert end_swaps(NOW) == 0
    assert end_swaps(NOW + timedelta(days=40)) == 1
    assert Swap.objects.get(pk=pk).state == "lapsed"
    assert "before a duty began" in told(knight)[-1]
    assert "before a duty began" in told(partner)[-1]
    with pytest.raises(Refused):
        do_accept_swap(partner, pk, NOW)


def test_a_swap_ends_when_the_roster_moves_a_duty(team: Team, partner: Person) -> None:
    """Also when one of the two leaves; both are told."""
    pk = offer(team, partner)
    do_leave(who(team, "admin"), partner.key, NOW.date() + timedelta(days=2), NOW)
    draft = drafts_of(team)[0]
    do_publish_draft(who(team, "planner"), draft.pk, NOW)
    assert end_swaps(NOW) == 1
    assert Swap.objects.get(pk=pk).state == "moved"
    assert "The roster has changed" in told(who(team, "knight"))[-1]


def test_nobody_else_can_answer_or_see_it(team: Team, partner: Person) -> None:
    """Before the colleague accepts not even the owner; never a third member."""
    pk = offer(team, partner)
    others = [k for k in ("t1", "t2", "t3", "t4", "leader") if k != partner.key]
    for key in (*others, "planner", "knight"):
        assert swaps_for(who(team, key)) == []
        for act in (do_accept_swap, do_decline_swap, do_approve_swap, do_refuse_swap):
            with pytest.raises(Refused):
                act(who(team, key), pk, NOW)
    with pytest.raises(Refused):
        do_withdraw_swap(who(team, others[0]), pk, NOW)
    assert Swap.objects.get().state == "offered"
