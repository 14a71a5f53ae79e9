"""The diary as a file: a table that any program reads, or all of it as JSON."""

from __future__ import annotations

from typing import Literal

import msgspec

from offwatch.diary.readers.whole import (
    VERSION,
    ExportedChange,
    ExportedCondition,
    ExportedEntry,
    ExportedOrigin,
    ExportedStep,
    Was,
    Whole,
)
from offwatch.diary.writers.generic import generic_text
from offwatch.pad.diary.history import State
from offwatch.pad.diary.rows import held_events, setup
from offwatch.pad.models import DiaryEntry, DiarySource, DiaryStep, KeptCondition

Form = Literal["csv", "json"]


def exported(form: Form) -> bytes:
    """Write the diary: ``csv`` is what was written, ``json`` restores everything."""
    if form == "csv":
        return generic_text(held.event for held in held_events()).encode()
    whole = msgspec.json.encode(_whole())
    return msgspec.json.format(whole, indent=1) + b"\n"


def _whole() -> Whole:
    entries = DiaryEntry.objects.order_by("id")
    return Whole(
        offwatch_diary=VERSION,
        zone=setup().zone,
        conditions=[
            ExportedCondition(row.name, row.kind, row.mark, row.shown)
            for row in KeptCondition.objects.all()
        ],
        sources=[
            ExportedOrigin(row.pk, row.form, row.imported_at.isoformat())
            for row in DiarySource.objects.order_by("id")
        ],
        entries=[
            ExportedEntry(
                row.pk,
                row.at,
                row.kind,
                row.name,
                row.value,
                row.logged_at.isoformat() if row.logged_at else None,
                row.source_id,
            )
            for row in entries.iterator()
        ],
        history=[
            ExportedStep(
                step.pk,
                step.what,
                step.done_at.isoformat(),
                step.undoes_id,
                [
                    ExportedChange(change.entry, _was(change.before), _was(change.after))
                    for change in step.changes.all()
                ],
            )
            for step in DiaryStep.objects.order_by("id").prefetch_related("changes")
        ],
    )


def _was(state: State | None) -> Was | None:
    return Was(**state) if state is not None else None
