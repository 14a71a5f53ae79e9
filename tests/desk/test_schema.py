"""Nowhere on the desk is there a place for a person's own words, or for why they asked."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from typing import Any

import msgspec
import pytest
from django.apps import apps
from django.db import models

from offwatch.cli import main
from offwatch.desk.process import prepare
from offwatch.desk.process.prepare import list_columns
from offwatch.wire import DESK_SAYS, PAD_SAYS

FORBIDDEN = re.compile(
    r"reason|cause|comment|note(?!d)|remark|descr|message_text|body|diagnos|health|symptom|sick|"
    r"medic|illness|period_start|cycle|episode|onset|free_?text|excuse|justif",
    re.IGNORECASE,
)
# Every text column of ours, and what writes it. A new one has to be argued for here.
TEXT = {
    "desk_dutyrequest.duty_id": "an id of the roster's",
    "desk_dutyrequest.state": "a fixed list",
    "desk_booking.duty_id": "an id of the roster's",
    "desk_device.device_id": "a digest of the pad's key",
    "desk_device.norm_told": "a digest of our own",
    "desk_device.public_key": "64 hexadecimal digits",
    "desk_draftcopy.form": "the roster's form",
    "desk_draftstep.after": "cells of the roster, shifts and what is needed",
    "desk_draftstep.before": "cells of the roster, shifts and what is needed",
    "desk_invitation.digest": "a digest of our own",
    "desk_keep.duty_id": "an id of the roster's",
    "desk_notice.lines": "codes of ours, with names and times of the roster",
    "desk_pairingcode.digest": "a digest of our own",
    "desk_logintry.login_digest": "a keyed digest of our own",
    "desk_logintry.source_digest": "a keyed digest of our own",
    "desk_person.epoch": "drawn at random",
    "desk_person.feed_digest": "a digest of our own",
    "desk_person.key": "from the team's form",
    "desk_person.name": "from the team's form",
    "desk_person.roles": "a fixed list",
    "desk_person.skill_days": "skills of the roster's, each with two days",
    "desk_proposal.picture": "the planner's drawing",
    "desk_proposal.plan": "the planner's form",
    "desk_proposal.title": "the planner's words",
    "desk_recordrow.about": "the name of a person or a team",
    "desk_recordrow.actor": "the name of a person, or the command",
    "desk_recordrow.deed": "a fixed list",
    "desk_recordrow.team_name": "the name of a team",
    "desk_rosterversion.changes": "what a roster's form changes of another",
    "desk_rosterversion.overridden": "the checker's words",
    "desk_rosterversion.state": "a fixed list",
    "desk_rosterversion.whole": "the roster's form",
    "desk_rosterversion.why": "the planner's words for why the plan changed",
    "desk_search.progress": "three counts of seats",
    "desk_search.state": "a fixed list",
    "desk_swap.duty_id": "an id of the roster's",
    "desk_swap.state": "a fixed list",
    "desk_swap.wanted_id": "an id of the roster's",
    "desk_team.codes": "codes of a spreadsheet, each with a shift's id, free or absent",
    "desk_team.first_asked": "a fixed list",
    "desk_team.name": "from the team's form",
    "desk_team.shift_looks": "of each shift up to three letters and a number",
    "desk_team.zone": "the name of a time zone",
    "desk_wish.shift": "an id of the roster's",
    "desk_wiremessage.digest": "a digest of our own",
    "desk_wiremessage.message_id": "32 hexadecimal digits",
    "desk_wiremessage.reply": "an envelope of ours",
}


def test_no_column_can_hold_why_somebody_asked(db: None) -> None:
    """No column of any table, ours or a library's, is named like one."""
    bad = [
        f"{table}.{column}"
        for table, columns in list_columns().items()
        for column in columns
        if FORBIDDEN.search(column)
    ]
    assert bad == []


def test_the_command_lists_every_table(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`desk schema`, on the tests' database; a throw-away one is made in `make prove`."""
    monkeypatch.setattr(prepare, "throw_away", nullcontext)
    monkeypatch.setattr(prepare, "set_up", lambda: None)
    with pytest.raises(SystemExit) as done:
        main(["desk", "schema", "--json"])
    assert done.value.code == 0
    tables = json.loads(capsys.readouterr().out)
    assert tables == list_columns()
    assert {"whole", "changes"} <= set(tables["desk_rosterversion"])


def test_every_text_column_is_accounted_for() -> None:
    """Each column of ours that holds text is listed with who writes it; none is left over."""
    found = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_app_config("desk").get_models()
        for field in model._meta.local_concrete_fields
        if not isinstance(
            field,
            models.AutoField
            | models.BigAutoField
            | models.ForeignKey
            | models.IntegerField
            | models.DateField
            | models.DateTimeField
            | models.BooleanField,
        )
        and not _holds_days(field)
    }
    assert found == set(TEXT)


@pytest.mark.parametrize("name", [*PAD_SAYS, *DESK_SAYS])
def test_no_message_can_hold_why_somebody_asked(name: str) -> None:
    """No field on the wire is named like one; what a pad says has no unbounded text at all."""
    body = {**PAD_SAYS, **DESK_SAYS}[name]
    schema = msgspec.json.schema(body)
    for field in _properties(schema):
        assert not FORBIDDEN.search(field[0]), field
        if name in PAD_SAYS and field[1].get("type") == "string":
            assert "pattern" in field[1] or field[1].get("format") == "date", field


def _holds_days(field: models.Field[Any, Any]) -> bool:
    return isinstance(getattr(field, "base_field", None), models.DateField)


def _properties(schema: Any) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    if isinstance(schema, dict):
        found += list(schema.get("properties", {}).items())
        for each in schema.values():
            found += _properties(each)
    elif isinstance(schema, list):
        for each in schema:
            found += _properties(each)
    return found
