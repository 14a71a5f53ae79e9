"""One envelope in, one envelope out; the same message twice has one effect and one answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from nacl.signing import SigningKey

from offwatch.desk.exchange import duty_pages as pages
from offwatch.desk.exchange import memory
from offwatch.desk.exchange.received import received_if_unknown
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
    """Answer an envelope with one of ours, in the version that it is written in.

    Raises
    ------
    BadInput, Refused
        With a ``wire.*`` code, for bytes that are no envelope or that another key signed: there is
        nobody to answer. All else is answered signed, also to a pad that is not known here, so that
        a pad need not believe what something in between may have said.
    """
    claimed = read_unverified(data)
    if not isinstance(claimed.body, SAYABLE):
        raise BadInput("wire.type", "A pad does not say this.")
    device = Device.objects.filter(device_id=claimed.device).first()
    if device is not None:
        memory.count_in(device, now)
        return _to_known(device.pk, open_sealed(data, read_public(device.public_key)), data, now)
    if not isinstance(claimed.body, Pair):
        return _sealed(Refusal(claimed.message_id, "wire.unknown-device"), claimed, now)
    envelope = open_sealed(data, read_public(claimed.body.public_key))
    if envelope.device != device_id(claimed.body.public_key):
        raise Refused("wire.signature", "The signature does not match; pair again.")
    return _to_new(envelope, claimed.body, data, now)


def _to_new(envelope: Envelope, body: Pair, data: bytes, now: datetime) -> bytes:
    try:
        with transaction.atomic():
            device = do_pair_device(body.proof, body.public_key, now)
            device.last_count = envelope.header.count
            device.save(update_fields=["last_count"])
            return _keep(device, envelope, data, pages.tell_norm(device), now, 0)
    except OffwatchError as error:
        known = Device.objects.filter(device_id=envelope.device).first()
        if known is not None:  # the same envelope came twice at once, and the other was first
            return _to_known(known.pk, envelope, data, now)
        return _sealed(Refusal(envelope.message_id, error.code), envelope, now)


@transaction.atomic
def _to_known(pk: int, envelope: Envelope, data: bytes, now: datetime) -> bytes:
    device = (
        Device.objects.select_for_update(of=("self",)).select_related("person__team").get(pk=pk)
    )
    if device.revoked_at is not None or device.person.has_left(now):
        return _sealed(Refusal(envelope.message_id, "wire.revoked"), envelope, now)
    before = WireMessage.objects.filter(device=device, message_id=envelope.message_id).first()
    if before is not None:
        if before.digest != digest(data):
            return _sealed(Refusal(envelope.message_id, "wire.reused"), envelope, now)
        if before.reply is None:
            return _sealed(Refusal(envelope.message_id, "wire.repeated"), envelope, now)
        return bytes(before.reply)
    if not memory.is_taken(envelope.header.made_on, now.date()):
        return _sealed(Refusal(envelope.message_id, "wire.made-on"), envelope, now)
    last, count = device.last_count, envelope.header.count
    device.last_count = max(last, count)
    device.save(update_fields=["last_count"])
    try:
        with transaction.atomic():
            reply = _effect(device, envelope, now, went_back=count <= last)
    except OffwatchError as error:
        reply = Refusal(envelope.message_id, error.code)
    return _keep(device, envelope, data, reply, now, last)


def _effect(device: Device, envelope: Envelope, now: datetime, *, went_back: bool) -> Body:
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
            if envelope.header.version > 1:
                said = received_if_unknown(device.person, body, now, went_back=went_back)
                if said is not None:
                    return said
            return pages.tell_next(device, now)
        case _:
            raise Refused("pair.known", "This pad is paired already.")


def _keep(
    device: Device, envelope: Envelope, data: bytes, reply: Body, now: datetime, last: int
) -> bytes:
    sealed = _sealed(reply, envelope, now, last)
    memory.forget_idle(device)
    WireMessage.objects.create(
        device=device,
        message_id=envelope.message_id,
        digest=digest(data),
        reply=sealed,
        made_on=envelope.header.made_on,
        idle=isinstance(envelope.body, Quiet),
    )
    return sealed


def _sealed(body: Body, envelope: Envelope, now: datetime, last: int = 0) -> bytes:
    """The answer carries the id of what it answers, so that it answers nothing else.

    ``last`` is the highest count that had come from the pad before: it shows the pad a copy.
    """
    key: SigningKey = desk_key()
    return seal(
        body,
        device=envelope.device,
        key=key,
        made_on=now.date(),
        message_id=envelope.message_id,
        count=last,
        version=envelope.header.version,
    )
