"""Asked to be free for a while, hours or days: a request for each duty that overlaps it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from offwatch.desk.models import Person
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.requests.pass_duty import do_pass_duty
from offwatch.desk.rosters.current import duties_in_force
from offwatch.errors import BadInput, Refused
from offwatch.language import ngettext

MOST_DAYS = 62


@transaction.atomic
def do_pass_time(actor: Person, begins: datetime, ends: datetime, now: datetime) -> DeskOutcome:
    """Ask to be taken off every duty that overlaps a stretch of time; no word on why.

    A duty that was declined before, or that the actor keeps, is not asked for again.

    Raises
    ------
    BadInput
        ``pass.time`` for a stretch that ends before it begins, is over, or is too long.
    Refused
        ``pass.none`` if no duty that can be asked for overlaps it.
    """
    if not begins < ends or ends <= now or ends - begins > timedelta(days=MOST_DAYS):
        raise BadInput("pass.time", "Choose when it begins and ends, in this order; up to 62 days.")
    overlapping = [
        each.held
        for each in duties_in_force(actor)
        if each.held.starts_at < ends and each.held.ends_at > begins and each.held.starts_at > now
    ]
    asked = left = 0
    for held in overlapping:
        try:
            with transaction.atomic():
                do_pass_duty(actor, held.duty_id, now)
            asked += 1
        except Refused:
            left += 1
    if not asked:
        raise Refused("pass.none", "No duty of yours that can be asked for lies in that time.")
    said = ngettext(
        "Asked to be taken off {n} duty. You will see the answer here and in a notice.",
        "Asked to be taken off {n} duties. You will see each answer here and in a notice.",
        asked,
    )
    return DeskOutcome("asked", said.format(n=asked), left)
