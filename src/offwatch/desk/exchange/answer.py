"""One envelope in, one envelope out; the same message twice has one effect and one answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from nacl.signing import SigningKey

from offwatch.desk.exchange import duty_pages as pages
from offwatch.desk.keys import desk_key
from offwatch.desk.models import Device, WireMessage
from offwatch.desk.people.pair_device import do_pair_device
from offwatch.desk.requests.keep_duty import do_keep_duty
from offwatch.desk.requests.pass_duty import do_pass_duty
from offwatch.desk.requests.record_days import do_record_days
from offwatch.errors import BadInput, OffwatchError, Refused
from offwatch.wire import (
    Body,
    Days,
    Done,
    Envelope,
    Keep,
    Pair,
    Pass,
    Quiet,
    Refusal,
    device_id,
    digest,
    open_sealed,
    read_public,
    read_unverified,
    seal,
)

SAYABLE = (Pair, Days, Pass, Keep, Quiet)


def answer(data: bytes, now: datetime) -> bytes:
    """Answer an envelope with one of ours.

    **Raises**: `BadInput` or `Refused` with a ``wire.*`` code for bytes that no paired device
    signed: there is nobody to answer.
    """
    claimed = read_unverified(data)
    if not isinstance(claimed.body, SAYABLE):
        raise BadInput("wire.type", "A pad does not say this.")
    device = Device.objects.filter(device_id=claimed.device).first()
    if device is not None:
        return _to_known(device.pk, open_sealed(data, read_public(device.public_key)), data, now)
    if not isinstance(claimed.body, Pair):
        raise Refused("wire.unknown-device", "This pad is not paired here; pair it first.")
    envelope = open_sealed(data, read_public(claimed.body.public_key))
    if envelope.device != device_id(claimed.body.public_key):
        raise Refused("wire.signature", "The signature does not match; pair again.")
    return _to_new(envelope, claimed.body, data, now)


def _to_new(envelope: Envelope, body: Pair, data: bytes, now: datetime) -> bytes:
    try:
        with transaction.atomic():
            device = do_pair_device(body.code, body.public_key, now)
            return _keep(device, envelope, data, pages.tell_norm(device), now)
    except OffwatchError as error:
        return _sealed(Refusal(envelope.message_id, error.code), envelope, now)


@transaction.atomic
def _to_known(pk: int, envelope: Envelope, data: bytes, now: datetime) -> bytes:
    device = Device.objects.select_for_update().get(pk=pk)
    if device.revoked_at is not None:
        return _sealed(Refusal(envelope.message_id, "wire.revoked"), envelope, now)
    before = WireMessage.objects.filter(device=device, message_id=envelope.message_id).first()
    if before is not None:
        if before.digest != digest(data):
            return _sealed(Refusal(envelope.message_id, "wire.reused"), envelope, now)
        return bytes(before.reply)
    try:
        with transaction.atomic():
            reply = _effect(device, envelope, now)
    except OffwatchError as error:
        reply = Refusal(envelope.message_id, error.code)
    return _keep(device, envelope, data, reply, now)


def _effect(device: Device, envelope: Envelope, now: datetime) -> Body:
    person, body, name = device.person, envelope.body, envelope.message_id
    match body:
        case Days():
            do_record_days(person, body.period, body.days, now)
            return Done(name, "noted")
        case Pass():
            do_pass_duty(person, body.duty_id, now)
            return Done(name, "asked")
        case Keep():
            do_keep_duty(person, body.duty_id, now)
            return Done(name, "kept")
        case Quiet():
            return pages.tell_next(device, now)
        case _:
            raise Refused("pair.known", "This pad is paired already.")


def _keep(device: Device, envelope: Envelope, data: bytes, reply: Body, now: datetime) -> bytes:
    sealed = _sealed(reply, envelope, now)
    WireMessage.objects.create(
        device=device,
        message_id=envelope.message_id,
        digest=digest(data),
        reply=sealed,
        came_at=now,
    )
    return sealed


def _sealed(body: Body, envelope: Envelope, now: datetime) -> bytes:
    """The answer carries the id of what it answers, so that it answers nothing else."""
    key: SigningKey = desk_key()
    name = envelope.message_id
    return seal(body, device=envelope.device, key=key, made_on=now.date(), message_id=name)
