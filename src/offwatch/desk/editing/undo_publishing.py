"""Undoing a publication: for ten minutes, while nothing was built on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from offwatch.desk.lock import lock_for_planner
from offwatch.desk.models import DutyRequest, Person, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.current import version_of
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.desk.states import VersionState
from offwatch.errors import Refused
from offwatch.language import ngettext

UNDO_LASTS = timedelta(minutes=10)


def can_undo(version: RosterVersion, now: datetime) -> bool:
    """Whether a page offers it; `do_undo_publishing` says what stands in its way."""
    return _hindrance(version.team, version, now) is None


@transaction.atomic
def do_undo_publishing(actor: Person, version_id: int, now: datetime) -> DeskOutcome:
    """Put what was in force before in force again, as a version of its own; those told are told.

    **Raises**: `Refused` ``undo.late``, ``undo.first`` or ``undo.built-on``.
    """
    team = lock_for_planner(actor)
    version = (
        RosterVersion.objects.select_related("base", "team")
        .filter(team=team, pk=version_id, state=VersionState.PUBLISHED)
        .first()
    )
    if version is None:
        raise Refused("draft.none", "There is no such draft any more; look at the page again.")
    hindrance = _hindrance(team, version, now)
    if hindrance is not None:
        raise hindrance
    if version.base is None:
        raise _first()
    back = publish(
        team,
        Publication.read(version.base.form),
        base=version,
        made_by=actor,
        why="Undone",
        now=now,
    )
    count = back.notices.count()
    said = ngettext("Undone: {n} person is notified.", "Undone: {n} people are notified.", count)
    return DeskOutcome("undone", said.format(n=count), back.pk)


def _hindrance(team: Team, version: RosterVersion, now: datetime) -> Refused | None:
    if version.base_id is None:
        return _first()
    if version.published_at is None or now - version.published_at > UNDO_LASTS:
        return Refused(
            "undo.late", "Publishing can be undone for ten minutes; change the roster instead."
        )
    latest = version_of(team, version.first_day)
    asked = DutyRequest.objects.filter(version=version).exists()
    if latest is None or latest.pk != version.pk or asked or version.why == "Undone":
        return Refused(
            "undo.built-on",
            "Something was built on it since: a later change, or a request about it. Change the"
            " roster instead.",
        )
    return None


def _first() -> Refused:
    return Refused(
        "undo.first", "The first roster of a period cannot be undone; change it instead."
    )
