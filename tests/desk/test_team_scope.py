"""A query that forgets its team finds nothing of another: the database itself holds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, models, transaction
from django.shortcuts import get_object_or_404
from django.test import Client
from django.urls import reverse

from offwatch.desk.editing.edit import Edit, do_edit, seen_of
from offwatch.desk.models import (
    Device,
    DraftCopy,
    Invitation,
    Keep,
    LoginTry,
    Notice,
    Person,
    RecordRow,
    RhythmDays,
    StandIn,
    Swap,
    Team,
    WireMessage,
    Wish,
)
from offwatch.desk.pages.managing import people
from offwatch.desk.team_scope import team_scope
from tests.desk.sample import FAR, NOW, add_team, day, request_for, who

OF_NO_TEAM = {LoginTry}
# how a row of each table names its team
TEAM_OF: dict[str, Callable[[Any], int | None]] = {
    "Team": lambda row: row.pk,
    "DraftCopy": lambda row: row.draft.team_id,
    "DraftStep": lambda row: row.draft.team_id,
    "StandIn": lambda row: row.request.team_id,
    "Proposal": lambda row: row.search.team_id,
    "WireMessage": lambda row: row.device.person.team_id,
}


def tables() -> list[type[models.Model]]:
    return [m for m in apps.get_app_config("desk").get_models() if m not in OF_NO_TEAM]


def team_of(row: Any) -> int | None:
    found = TEAM_OF.get(type(row).__name__)
    if found is not None:
        return found(row)
    return row.team_id if hasattr(row, "team_id") else row.person.team_id  # type: ignore[no-any-return]


def fill(team: Team) -> None:
    """At least one row of each table."""
    planner, leader = who(team, "planner"), who(team, "leader")
    request_for(team, "knight", f"{day(FAR)}.watch")
    first = team.versions.get(number=1).first_day
    edit = Edit("remove", "t1", first + timedelta(days=15))
    do_edit(planner, first, seen_of(team, first), edit, NOW)
    edit = Edit("absent", "t2", first + timedelta(days=16))
    do_edit(planner, first, seen_of(team, first), edit, NOW)
    draft = team.versions.get(state="draft")
    DraftCopy.objects.create(draft=draft, number=1, form={}, made_at=NOW)
    device = Device.objects.create(
        person=leader, device_id=f"d{team.pk}", public_key="0" * 64, paired_at=NOW
    )
    WireMessage.objects.create(device=device, message_id="m", digest="0", made_on=NOW.date())
    Notice.objects.create(
        person=leader, version=team.versions.get(number=1), lines=["x"], made_at=NOW
    )
    RhythmDays.objects.create(person=leader, period=0, days=[])
    Wish.objects.create(person=leader, day=NOW.date())
    Keep.objects.create(person=leader, duty_id="d", starts_at=NOW)
    Swap.objects.create(
        team=team,
        version=team.versions.get(number=1),
        holder=leader,
        colleague=planner,
        duty_id="d",
        starts_at=NOW,
        made_at=NOW,
    )
    StandIn.objects.create(request=team.requests.first(), person=leader, asked_at=NOW)
    Invitation.objects.create(person=leader, digest=f"i{team.pk}", expires_at=NOW)
    RecordRow.objects.create(made_at=NOW, team=team, team_name="x", actor="x", deed="added")


@pytest.fixture
def other(team: Team) -> Team:
    """Another team beside the first, both with rows in each table."""
    another = add_team()
    for each in (team, another):
        fill(each)
    return another


def test_a_query_without_its_filter_finds_ones_own_team_only(team: Team, other: Team) -> None:
    """In every table there is; outside the scope both teams' rows are there."""
    for mine, theirs in ((team, other), (other, team)):
        for model in tables():
            rows = model._default_manager
            assert {team_of(row) for row in rows.all()} >= {mine.pk, theirs.pk}, model
            with team_scope(mine.pk):
                assert {team_of(row) for row in rows.all()} == {mine.pk}, model


def test_nothing_is_written_into_another_team(team: Team, other: Team) -> None:
    """Not a new row, not a row moved over, not a row deleted."""
    theirs = who(other, "knight")
    with team_scope(team.pk):
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.create(team=other, key="spy", name="Spy")
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.filter(key="knight").update(team=other)
        assert Person.objects.filter(pk=theirs.pk).update(name="Spy") == 0
        Person.objects.filter(pk=theirs.pk).delete()
    theirs.refresh_from_db()
    assert theirs.name == "Knight"


def test_a_page_whose_view_forgets_the_team_shows_no_other(
    team: Team, other: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The view asks for a person by number alone; the database does not show them."""
    monkeypatch.setattr(people, "_of_mine", lambda me, pk: get_object_or_404(Person, pk=pk))
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    own, theirs = who(team, "knight").pk, who(other, "knight").pk
    assert client.get(reverse("person", args=[own])).status_code == 200
    assert client.get(reverse("person", args=[theirs])).status_code == 404
    assert client.get("/people").content.decode().count("Knight") < 4


def test_every_table_of_a_team_has_its_policy(db: None) -> None:
    """A new table without one fails here, and so does one that its owner could pass by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'desk_%' AND relkind = 'r'"
            " AND relrowsecurity AND relforcerowsecurity"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found == {model._meta.db_table for model in tables()}


def test_after_a_page_the_connection_is_as_before(team: Team) -> None:
    """Whether the page came or was refused."""
    client = Client()
    client.force_login(User.objects.get(username="knight"))
    for path in ("/mine", "/people", "/requests/999999"):
        client.get(path)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user = session_user, current_setting('offwatch.team')")
            assert cursor.fetchone() == (True, "")


def test_the_owner_of_the_tables_is_bound_too(team: Team, other: Team) -> None:
    """As on a server of one's own, where the desk's user is no superuser."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        me = cursor.fetchone()[0]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE desk_person OWNER TO offwatch_team")
        cursor.execute("SET ROLE offwatch_team")
        cursor.execute("SELECT set_config('offwatch.team', %s, false)", [str(team.pk)])
        try:
            assert set(Person.objects.values_list("team", flat=True)) == {team.pk}
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("SELECT set_config('offwatch.team', '', false)")
            cursor.execute(f"ALTER TABLE desk_person OWNER TO {connection.ops.quote_name(me)}")
