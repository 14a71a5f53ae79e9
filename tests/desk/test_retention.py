"""What is forgotten, and when: each with the clock moved on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models import F
from procrastinate.contrib.django import app

from offwatch.desk.models import (
    Booking,
    Device,
    DutyRequest,
    Keep,
    Notice,
    PairingCode,
    Person,
    Proposal,
    RhythmDays,
    Search,
    Team,
)
from offwatch.desk.people.pair_device import new_pairing_code
from offwatch.desk.requests.decide import do_decline
from offwatch.desk.requests.keep_duty import do_keep_duty
from offwatch.desk.retention import erase_member, erase_old
from tests.desk.sample import FIRST, NOW, add_team, request_for, who

PERIOD = timedelta(days=28)


def lived_in() -> Team:
    """A team in whose first period something of each kind has happened."""
    team = add_team(first_asked="owner")
    do_decline(who(team, "general"), request_for(team, "knight", "landing"), NOW)
    do_keep_duty(who(team, "t1"), "landing", NOW)
    RhythmDays.objects.create(person=who(team, "t2"), period=0, days=[FIRST])
    version = team.versions.get()
    Notice.objects.create(
        person=who(team, "t2"), version=version, lines=["x"], made_at=NOW, acknowledged_at=NOW
    )
    User.objects.filter(person__team=team).update(last_login=NOW)
    return team


def left() -> list[int]:
    return [m.objects.count() for m in (DutyRequest, Search, Proposal, Keep, RhythmDays, Notice)]


def after(periods: int) -> datetime:
    """The first day of the period that many after the present one."""
    return datetime.combine(FIRST, NOW.timetz()) + periods * PERIOD


def test_three_periods_later_all_of_it_is_there(db: None) -> None:
    """Nothing goes while it may still be asked about."""
    lived_in()
    before = left()
    erased = erase_old(after(3))
    assert left() == before
    assert (erased.requests, erased.days, erased.keeps, erased.notices) == (0, 0, 0, 0)
    assert User.objects.filter(last_login__isnull=False).exists()


def test_after_three_periods_it_is_gone(db: None) -> None:
    """Requests with their plans, keeps, days, acknowledgements and log-in times; not the roster."""
    team = lived_in()
    erased = erase_old(after(4))
    assert left() == [0, 0, 0, 0, 0, 0]
    assert (erased.requests, erased.days, erased.keeps, erased.notices) == (1, 1, 1, 1)
    assert not User.objects.filter(last_login__isnull=False).exists()
    assert Booking.objects.filter(person__team=team).exists()
    assert Person.objects.filter(team=team).count() == 10


def test_what_still_waits_is_not_erased(db: None) -> None:
    """A request without an answer stays until it has one."""
    pk = request_for(add_team(), "knight", "landing", solve=False)
    erase_old(after(9))
    assert DutyRequest.objects.filter(pk=pk).exists()


def test_of_a_member_who_left_nothing_is_kept(db: None) -> None:
    """No account and no duty ahead: all but the roster goes at the next round."""
    team = lived_in()
    t1 = who(team, "t1")
    new_pairing_code(t1, NOW)
    Device.objects.create(person=t1, device_id="0" * 32, public_key="0" * 64, paired_at=NOW)
    User.objects.filter(person=t1).update(is_active=False)
    assert erase_old(NOW).leavers == 0  # still on duty
    last = max(Booking.objects.filter(person=t1).values_list("ends_at", flat=True))
    assert erase_old(last + timedelta(minutes=1)).leavers == 1
    for model in (DutyRequest, Keep, RhythmDays, Notice, Device, PairingCode):
        assert not model.objects.filter(person=t1).exists()
    assert DutyRequest.objects.exists()  # the knight's
    assert erase_old(last + timedelta(minutes=1)).leavers == 0


def test_a_member_can_be_erased_at_once(db: None) -> None:
    """Nobody else's rows go along, and the versions they made stay."""
    team = lived_in()
    assert erase_member(who(team, "t1"))
    assert not Keep.objects.exists()
    assert RhythmDays.objects.count() == 1
    assert not erase_member(who(team, "t1"))


def test_used_up_codes_go(db: None) -> None:
    """A code past its time is no record of when somebody paired."""
    team = add_team()
    PairingCode.objects.update(used_at=F("expires_at"))
    new_pairing_code(who(team, "t1"), NOW + timedelta(hours=1))
    erase_old(NOW + timedelta(days=8))
    assert not PairingCode.objects.exists()


def test_sessions_that_ended_go(db: None) -> None:
    """Their end tells when somebody logged in."""
    for name, ends_at in (("old", NOW - timedelta(minutes=1)), ("new", NOW + timedelta(days=1))):
        Session.objects.create(session_key=name, session_data="", expire_date=ends_at)
    erase_old(NOW)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_it_is_done_every_night() -> None:
    """The worker's clock has it once a day, and the requests' clock once a minute."""
    app.perform_import_paths()
    crons = {
        name: each.cron
        for (name, _), each in app.periodic_registry.periodic_tasks.items()  # type: ignore[attr-defined]
    }
    assert crons["desk.erase"] == "17 3 * * *"
    assert crons["desk.minute"] == "* * * * *"
    assert crons["desk.jobs"] == "47 * * * *"
