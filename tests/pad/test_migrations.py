"""Each migration of the pad's goes forth and back with rows in the tables, and loses no diary."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.pad.stand_in import StandIn

from offwatch.pad.diary.rows import read_diary
from offwatch.pad.models import DeskLink, KnownDuty, OutboxItem, ReleaseRow

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)


def migrate(name: str) -> Any:
    """Go to a migration of the pad's; gives the models as they are there."""
    MigrationExecutor(connection).migrate([("pad", name)])
    return MigrationExecutor(connection).loader.project_state([("pad", name)]).apps


def names() -> list[str]:
    graph = MigrationExecutor(connection).loader.graph
    return sorted(name for app, name in graph.nodes if app == "pad")


def release(word: str) -> ReleaseRow:
    return ReleaseRow.objects.create(release_id=word, kind="pass", what=word, made_at=NOW)


def put(word: str, row: ReleaseRow, **more: Any) -> OutboxItem:
    body = json.dumps({"duty_id": word}, separators=(",", ":")).encode()
    return OutboxItem.objects.create(
        message_id=f"{OutboxItem.objects.count():032}",
        type="pass",
        body=body,
        release=row,
        made_at=NOW,
        **more,
    )


def add_duties(known_duty: Any, *duties: tuple[str, str, date, timedelta]) -> None:
    for duty_id, state, day, lasts in duties:
        start_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        known_duty.objects.create(
            duty_id=duty_id,
            name=duty_id,
            kind="shift",
            start_at=start_at,
            end_at=start_at + lasts,
            owner="General",
            state=state,
            planned_on=day,
        )


def test_a_pad_in_use_goes_back_to_its_first_version_and_forth(
    paired: StandIn, diary: None
) -> None:
    """Diary, desk, duties and ledger are there again, at every stop, and the schema is today's."""
    release("landing")
    add_duties(KnownDuty, ("watch", "given_away", NOW.date(), timedelta(hours=8)))
    before, linked_at = read_diary(), DeskLink.objects.get().linked_at
    for name in reversed(names()):
        old = migrate(name)
        assert old.get_model("pad", "DiaryEntry").objects.count() == len(before.events)
        assert old.get_model("pad", "DeskLink").objects.get().linked_at == linked_at
        assert old.get_model("pad", "ReleaseRow").objects.get().what == "landing"
    assert old.get_model("pad", "KnownDuty").objects.get().state == "moved"
    for name in names():
        migrate(name)
    assert read_diary() == before
    assert KnownDuty.objects.get().state == "given_away"
    assert ReleaseRow.objects.get().release_id == "landing"
    call_command("makemigrations", "pad", check=True, dry_run=True, verbosity=0)


def test_words_that_wait_unsealed_are_closed_on_the_way_back(home: Path) -> None:
    """The version before sends what is sealed and nothing else; what was said stays as it is."""
    waiting, said = release("waiting"), release("said")
    put("waiting", waiting)
    put("said", said, state="refused", answer="paired-anew", text=b"{}")
    put("said", said, state="sent", text=b"{}", tries=1)
    old = migrate("0005_diary_source")
    items = old.get_model("pad", "OutboxItem").objects
    assert [(i.state, i.answer, i.release and i.release.what) for i in items.all()] == [
        ("refused", "given-up", "waiting"),
        ("refused", "paired-anew", None),
        ("sent", "", "said"),
    ]


def test_a_pad_that_waited_to_speak_still_says_the_same(home: Path) -> None:
    """Forth: words keep what they say; what has not left is sealed anew; introductions are over."""
    old = migrate("0005_diary_source")
    items = old.get_model("pad", "OutboxItem").objects
    for number, (kind, state, tries) in enumerate(
        [
            ("pass", "waiting", 0),
            ("pass", "waiting", 2),
            ("pair", "sent", 1),
            ("quiet", "waiting", 0),
        ]
    ):
        text = b'{"body": {"duty_id": "landing"}}'
        items.create(
            message_id=f"{number:032}", type=kind, text=text, state=state, made_at=NOW, tries=tries
        )
    old.get_model("pad", "DeskLink").objects.create(
        url="http://desk", desk_key="", device_key="", linked_at=NOW
    )
    hours = timedelta(hours=8)
    add_duties(
        old.get_model("pad", "KnownDuty"),
        ("watch", "planned", date(2026, 3, 2), hours),
        ("year", "planned", date(2026, 3, 2), timedelta(days=366)),
        ("longer", "planned", date(2026, 3, 2), timedelta(days=366, seconds=1)),
        ("backwards", "planned", date(2026, 3, 2), -hours),
        ("nothing", "planned", date(2026, 3, 2), timedelta()),
        ("early", "planned", date(1899, 12, 30), hours),
        ("late", "planned", date(2200, 1, 1), hours),
    )
    migrate(names()[-1])
    body = b'{"duty_id":"landing"}'
    assert [
        (i.type, i.state, bytes(i.body), bool(i.text), i.answer) for i in OutboxItem.objects.all()
    ] == [
        ("pass", "waiting", body, False, ""),
        ("pass", "waiting", body, True, ""),
        ("pair", "refused", b"", True, "given-up"),
    ]
    assert not DeskLink.objects.exists()
    assert set(KnownDuty.objects.values_list("duty_id", flat=True)) == {"watch", "year"}


@pytest.mark.parametrize("moved_from", [None, NOW])
def test_a_duty_that_moved_from_nowhere_was_given_away(
    home: Path, moved_from: datetime | None
) -> None:
    """Until the third version, that was how a pad wrote it."""
    old = migrate("0002_told_at").get_model("pad", "KnownDuty")
    add_duties(old, ("watch", "moved", NOW.date(), timedelta(hours=8)))
    old.objects.update(moved_from_at=moved_from)
    migrate(names()[-1])
    assert KnownDuty.objects.get().state == ("moved" if moved_from else "given_away")


def test_all_the_way_back_nothing_is_left(home: Path) -> None:
    """Even the first can be undone: no table of the pad's remains."""
    call_command("migrate", "pad", "zero", verbosity=0)
    assert not [t for t in connection.introspection.table_names() if t.startswith("pad_")]
