"""A duty that began while its request waited: nobody answered, and nobody decides any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from tests.pad.conftest import a_duty

from offwatch.pad.models import KnownDuty
from offwatch.pad.pages.days_ahead import _view


def test_nobody_answered_before_the_duty_began() -> None:
    now = datetime(2026, 11, 16, 12, tzinfo=UTC)
    for start, unanswered in ((now - timedelta(hours=1), True), (now + timedelta(hours=1), False)):
        told = a_duty("landing", start, planned_on=now.date())
        duty = KnownDuty(
            duty_id=told.duty_id,
            name=told.name,
            owner=told.owner,
            start_at=told.start_at,
            end_at=told.end_at,
            planned_on=told.planned_on,
            state="asked",
        )
        view = _view(duty, None, None, None, [], ZoneInfo("UTC"), now, None)
        said = render_to_string("pad/state.html", {"view": view})
        assert view.unanswered is unanswered
        assert ("nobody answered in time" in said) is unanswered
        assert ("General decides" in said) is not unanswered
