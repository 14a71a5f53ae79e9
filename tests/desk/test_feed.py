"""The calendar by secret address follows the roster."""

from __future__ import annotations

from django.test import Client
from icalendar import Calendar, Event

from offwatch.desk.models import DutyRequest, Team
from offwatch.desk.people.calendar_address import calendar_token
from offwatch.desk.requests.decide import do_approve
from offwatch.desk.requests.pass_on import do_pass_on
from tests.desk.sample import FAR, NOW, day, request_for, who


def events(team: Team, key: str) -> dict[str, Event]:
    reply = Client().get(f"/feed/{calendar_token(who(team, key))}.ics")
    assert reply.status_code == 200
    calendar = Calendar.from_ical(reply.content)
    found = [c for c in calendar.walk("VEVENT") if isinstance(c, Event)]
    assert len({str(e["uid"]) for e in found}) == len(found)
    return {str(e["uid"]): e for e in found}


def grant(team: Team, key: str, duty: str) -> None:
    pk = request_for(team, key, duty)
    request = DutyRequest.objects.get(pk=pk)
    if request.waits_with != request.owner:
        do_pass_on(request.waits_with, pk, NOW)
    do_approve(request.owner, pk, request.search.proposals.get(rank=0).pk, NOW)


def test_a_moved_mission_keeps_its_id_and_counts_up(team: Team) -> None:
    """The same uid a week later with a higher sequence: calendars move it, not copy it."""
    before = {u: e for u, e in events(team, "t1").items() if "landing" in u}
    grant(team, "knight", "landing")
    after = {u: e for u, e in events(team, "t1").items() if "landing" in u}
    assert list(before) == list(after)
    (old,), (new,) = before.values(), after.values()
    assert (new.decoded("dtstart") - old.decoded("dtstart")).days == 7
    assert (str(old["sequence"]), str(new["sequence"])) == ("1", "2")


def test_a_duty_given_up_is_cancelled(team: Team) -> None:
    """It stays in the feed as cancelled, so that calendars take it out."""
    grant(team, "knight", f"{day(FAR)}.watch")
    (gone,) = (e for u, e in events(team, "knight").items() if f"{day(FAR)}.watch" in u)
    assert (str(gone["status"]), str(gone["sequence"])) == ("CANCELLED", "2")


def test_an_address_that_cannot_be_is_nothing(db: None) -> None:
    """What the database cannot even hold is not there, and no fault of ours."""
    assert Client().get("/feed/%00.ics").status_code == 404


def test_a_wrong_address_is_nothing(db: None) -> None:
    """The token is all there is to it."""
    assert Client().get("/feed/guess.ics").status_code == 404
