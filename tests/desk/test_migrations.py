"""Each migration goes forth and back with rows in the tables, and loses only what it must."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from offwatch.desk.models import (
    Booking,
    Device,
    DutyRequest,
    Notice,
    PairingCode,
    RecordRow,
    RosterVersion,
    Search,
    WireMessage,
    Wish,
)
from offwatch.desk.people.remove_team import do_remove_team
from offwatch.desk.rosters.current import in_force
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from tests.desk.sample import FAR, FIRST, NOW, add_team, day, request_for, roster_form, who

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(name: str) -> Any:
    """Go to a migration of the desk's; gives the models as they are there."""
    executor = MigrationExecutor(connection)
    executor.migrate([("desk", name)])
    return MigrationExecutor(connection).loader.project_state([("desk", name)]).apps


def names() -> list[str]:
    graph = MigrationExecutor(connection).loader.graph
    return sorted(name for app, name in graph.nodes if app == "desk")


@pytest.fixture(autouse=True)
def _as_before() -> Any:
    yield
    call_command("migrate", "desk", verbosity=0)


def test_a_desk_in_use_goes_back_to_its_second_version_and_forth() -> None:
    """Requests, answers, messages: they are there again, and the schema is today's."""
    team = add_team()
    pk = request_for(team, "knight", "landing")
    lapsed = request_for(team, "t1", "landing", solve=False)
    DutyRequest.objects.filter(pk=lapsed).update(state="lapsed")
    Search.objects.filter(request=lapsed).update(state="dropped")
    knight = who(team, "knight")
    Wish.objects.create(person=knight, day=NOW.date(), wanted=True)
    Notice.objects.create(person=knight, version=None, lines=[], made_at=NOW)
    device = Device.objects.create(
        person=who(team, "t1"), device_id="0" * 32, public_key="0" * 64, paired_at=NOW
    )
    for number, reply in enumerate((b"x", None)):
        WireMessage.objects.create(
            device=device,
            message_id=f"{number:032}",
            digest="0" * 64,
            reply=reply,
            made_on=NOW.date(),
        )
    old = migrate("0002_published_is_immutable")
    asks = old.get_model("desk", "Ask").objects
    assert asks.get(pk=pk).state == "open"
    assert asks.get(pk=pk).asked_of.key == "leader"
    assert asks.get(pk=lapsed).state == "refused"
    assert old.get_model("desk", "Search").objects.get(ask_id=lapsed).state == "failed"
    message = old.get_model("desk", "WireMessage").objects.get()
    assert message.came_at.date() == NOW.date()
    migrate(names()[-1])
    request = DutyRequest.objects.get(pk=pk)
    assert request.search.proposals.exists()
    assert (request.waits_with.key, request.person.requests.get()) == ("leader", request)
    assert WireMessage.objects.get().made_on == NOW.date()
    call_command("makemigrations", "desk", check=True, dry_run=True, verbosity=0)


@pytest.mark.slow  # a way long gone, that no later change touches
def test_what_waited_for_nothing_is_ended_on_the_way() -> None:
    """Searches of answered requests are dropped, and of several codes the newest stays."""
    team = add_team()
    pk = request_for(team, "knight", "landing", solve=False)
    old = migrate("0005_access")
    old.get_model("desk", "Ask").objects.filter(pk=pk).update(state="refused")
    code = old.get_model("desk", "PairingCode").objects
    person = code.first().person_id
    code.create(person_id=person, digest="1" * 64, expires_at=NOW + timedelta(hours=1))
    migrate(names()[-1])
    assert Search.objects.get(request=pk).state == "dropped"
    alive = PairingCode.objects.filter(person=person, used_at__isnull=True)
    assert [each.digest for each in alive] == ["1" * 64]


@pytest.mark.slow  # so too
def test_names_logins_and_short_periods_of_an_early_desk_are_set_right_on_the_way() -> None:
    """Names without control characters, logins in small letters, no asking before a period."""
    add_team()
    old = migrate("0002_published_is_immutable")
    team = old.get_model("desk", "Team").objects.get()
    team.period_days, team.name = 7, " Cre\u0301w\n of  the\u2028night "
    team.save()
    person = old.get_model("desk", "Person").objects
    nameless = person.create(team=team, key="nameless", name="\x07")
    users = old.get_model("auth", "User").objects
    logins = [users.create(username=name).pk for name in ("ann", "ANN", "Ann", "Bob")]
    now = migrate(names()[-1])
    found = now.get_model("desk", "Team").objects.get()
    assert (found.name, found.ask_ahead_days) == ("Cr\u00e9w of the night", 7)
    assert now.get_model("desk", "Person").objects.get(pk=nameless.pk).name == (
        f"Person {nameless.pk}"
    )
    user = now.get_model("auth", "User").objects
    assert [user.get(pk=pk).username for pk in logins] == ["ann", "ann-2", "ann-3", "bob"]


@pytest.mark.slow  # so too
def test_calendar_addresses_are_kept_by_digest_and_drawn_anew_on_the_way_back() -> None:
    """Forth the old address still leads to the calendar; back nobody knows it any more."""
    team = add_team()
    old = migrate("0004_epoch_and_count")
    token = old.get_model("desk", "Person").objects.get(key="knight").feed_token
    migrate(names()[-1])
    digest = hashlib.blake2b(token.encode(), digest_size=32).hexdigest()
    assert who(team, "knight").feed_digest == digest
    again = migrate("0004_epoch_and_count").get_model("desk", "Person").objects
    tokens = list(again.values_list("feed_token", flat=True))
    assert len(set(tokens)) == len(tokens) > 1
    assert token not in tokens


def test_all_the_way_back_nothing_is_left() -> None:
    """Even the first can be undone: no table of the desk's remains."""
    call_command("migrate", "desk", "zero", verbosity=0)
    assert not [t for t in connection.introspection.table_names() if t.startswith("desk_")]


def test_notices_of_both_kinds_go_back_to_sentences_and_forth() -> None:
    """A sentence stays; of codes and values the duty's name is what an older version can show."""
    team = add_team()
    version = team.versions.latest("pk")
    kept = [{"code": "duty", "name": "Landing"}, {"code": "out", "n": 2}, "Landing moves"]
    Notice.objects.filter(version=version).delete()
    told = Notice.objects.create(person=who(team, "t1"), version=version, lines=kept, made_at=NOW)
    old = migrate("0013_shift_looks").get_model("desk", "Notice").objects.get(pk=told.pk)
    assert old.lines == ["Landing", "The roster is out", "Landing moves"]
    migrate(names()[-1])
    assert Notice.objects.get(pk=told.pk).lines == old.lines


def test_the_record_of_a_team_that_went_comes_along() -> None:
    """Back, its rows name no team; forth, they cannot be changed again."""
    team = add_team()
    do_remove_team(team, None, team.name, NOW)
    old = migrate("0017_members_take").get_model("desk", "RecordRow").objects
    assert (old.get().team_id, old.get().deed) == (None, "team_removed")
    migrate(names()[-1])
    with pytest.raises(IntegrityError):
        RecordRow.objects.update(actor="x")


def test_a_versions_bookings_and_form_are_the_same_when_kept_as_differences() -> None:
    """Drawn at random over many periods: what each version books is as it was, both ways."""
    team = add_team()
    for duty in (f"{day(FAR)}.watch", "landing"):  # forms kept as changes of others
        version = in_force(team)[0]
        roster = {key: dict(line) for key, line in version.form["roster"].items()}
        roster["knight"] = {on: what for on, what in roster["knight"].items() if what not in duty}
        form = {**version.form, "roster": roster}
        publish(team, Publication.read(form), now=NOW, made_by=None, why="", base=version)
    forms = {v.pk: v.form for v in team.versions.all()}
    assert RosterVersion.objects.filter(whole__isnull=True).exists()
    old = migrate("0021_stand_ins")
    versions, bookings = (
        old.get_model("desk", name).objects for name in ("RosterVersion", "Booking")
    )
    assert {v.pk: v.form for v in versions.all()} == forms
    draw = random.Random(7)
    people = list(old.get_model("desk", "Person").objects.values_list("pk", flat=True))
    number = 10
    for period in range(12):
        first_day = FIRST + timedelta(days=100 + 28 * period)
        held: dict[tuple[int, int], tuple[str, int, int]] = {}
        for _ in range(draw.randint(1, 6)):
            number += draw.randint(1, 3)
            made = versions.create(
                team_id=team.pk,
                number=number,
                first_day=first_day,
                form={**roster_form(first_day)},
                state="published",
                made_at=NOW,
            )
            for key in [(draw.choice(people), draw.randrange(20)) for _ in range(12)]:
                if held.pop(key, None) is None or draw.random() < 0.5:
                    held[key] = (draw.choice("ab"), draw.randint(1, 3), draw.randint(0, 1))
            bookings.bulk_create(
                old.get_model("desk", "Booking")(
                    version=made,
                    person_id=person,
                    duty_id=f"{place}.{what}",
                    starts_at=NOW + timedelta(days=100 + 28 * period + place),
                    ends_at=NOW + timedelta(days=100 + 28 * period + place, hours=hours),
                    planned_at=NOW + timedelta(hours=planned),
                )
                for (person, place), (what, hours, planned) in held.items()
            )
    columns = ("person_id", "duty_id", "starts_at", "ends_at", "planned_at")
    before = {
        v.pk: sorted(bookings.filter(version=v).values_list(*columns)) for v in versions.all()
    }
    rows = bookings.count()
    migrate(names()[-1])
    assert {
        v.pk: sorted(Booking.objects.of(v).values_list(*columns)) for v in team.versions.all()
    } == before
    assert Booking.objects.count() < rows
    again = migrate("0021_stand_ins")
    versions, bookings = (
        again.get_model("desk", name).objects for name in ("RosterVersion", "Booking")
    )
    assert {
        v.pk: sorted(bookings.filter(version=v).values_list(*columns)) for v in versions.all()
    } == before
    assert {v.pk: v.form for v in versions.filter(pk__in=forms)} == forms
