"""A member's pad is paired with a one-time code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from offwatch.desk.keys import desk_public_key
from offwatch.desk.models import Device, PairingCode, Person
from offwatch.errors import Refused
from offwatch.wire import code_key, device_id, is_proof, join_code, new_code

CODE_LASTS = timedelta(hours=1)


@transaction.atomic
def new_pairing_code(person: Person, expires_at: datetime) -> str:
    """A code as the member sees it; only its digest is kept, and earlier unused ones go."""
    Person.objects.select_for_update().get(pk=person.pk)  # of many asked for at once, one lives
    PairingCode.objects.filter(person=person, used_at__isnull=True).delete()
    return first_pairing_codes([person], expires_at)[0]


def first_pairing_codes(people: Sequence[Person], expires_at: datetime) -> list[str]:
    """A code for each of these, who have none."""
    secrets = [new_code() for _ in people]
    PairingCode.objects.bulk_create(
        PairingCode(person=person, digest=code_key(secret), expires_at=expires_at)
        for person, secret in zip(people, secrets, strict=True)
    )
    return [join_code(secret, desk_public_key()) for secret in secrets]


@transaction.atomic
def do_pair_device(proof: str, public_key: str, now: datetime) -> Device:
    """Use up the code that the proof is made with, and remember the key of whoever had it."""
    desk = desk_public_key()
    alive = PairingCode.objects.filter(used_at__isnull=True, expires_at__gt=now).order_by("pk")
    issued = next(
        (
            code
            for code in alive.select_for_update()
            if is_proof(proof, code.digest, public_key, desk)
        ),
        None,
    )
    if issued is None:
        raise Refused("pair.code", "This code is used up or too old; get a new one on the desk.")
    name = device_id(public_key)
    if Device.objects.filter(device_id=name).exists():
        raise Refused("pair.known", "This key has been paired before; make a new one.")
    issued.used_at = now
    issued.save(update_fields=["used_at"])
    return Device.objects.create(
        person=issued.person, device_id=name, public_key=public_key, paired_at=now
    )
