"""The secret address of one person's calendar: made anew or ended whenever its owner likes.

An address follows from the desk's secret key and a serial number. The database holds its digest
only, so that a copy of the database opens no calendar.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from offwatch.desk.models import Person
from offwatch.desk.outcome import DeskOutcome


def calendar_token(person: Person) -> str | None:
    """The last part of the address; none if it was ended, or made with another secret key.

    Whoever never had one gets one.
    """
    if person.feed_serial == 0 and person.feed_digest is None:
        _make(person)
    token = _token(person)
    return token if _digest(token) == person.feed_digest else None


def find_by_token(token: str) -> Person | None:
    found = Person.objects.select_related("team").filter(feed_digest=_digest(token)).first()
    return None if found is None or found.has_left(datetime.now(UTC)) else found


@transaction.atomic
def do_renew_calendar(actor: Person) -> DeskOutcome:
    """A new address; whoever has the old one sees nothing any more."""
    _make(Person.objects.select_for_update().get(pk=actor.pk))
    return DeskOutcome("renewed", "This is your calendar's new address. The old one has ended.")


@transaction.atomic
def do_revoke_calendar(actor: Person) -> DeskOutcome:
    """No address any more, until a new one is made."""
    Person.objects.filter(pk=actor.pk).update(feed_digest=None)
    return DeskOutcome("revoked", "Your calendar's address has ended.")


def _make(person: Person) -> None:
    person.feed_serial += 1
    person.feed_digest = _digest(_token(person))
    person.save(update_fields=["feed_serial", "feed_digest"])


def _token(person: Person) -> str:
    made = salted_hmac(
        "offwatch.desk.calendar", f"{person.pk}.{person.feed_serial}", algorithm="sha256"
    )
    return base64.urlsafe_b64encode(made.digest()[:24]).decode()


def _digest(token: str) -> str:
    return hashlib.blake2b(token.encode(), digest_size=32).hexdigest()
