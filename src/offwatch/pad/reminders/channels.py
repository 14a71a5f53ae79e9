"""Channels by which reminders go, each once its owner has typed the code that was sent to it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest

from offwatch.errors import BadInput, Refused, Unavailable
from offwatch.language import gettext as _
from offwatch.pad.diary.rows import writing
from offwatch.pad.models import ReminderChannel
from offwatch.pad.outcome import PadOutcome
from offwatch.pad.reminders import message
from offwatch.pad.reminders.message import ReminderMessage
from offwatch.pad.reminders.sealing import seal_reminders, text_in_force

BROWSER = "browser"
MOST_CHANNELS = 10
MOST_GUESSES = 5
CODE_LASTS = timedelta(minutes=30)


def do_add_channel(now: datetime, address: str, name: str = "") -> tuple[PadOutcome, int]:
    """Keep a channel and send it a code; it is used for nothing else until that is typed in."""
    address = address.strip()
    scheme = address.partition("://")[0]
    if not scheme.replace("+", "").isalnum() or "://" not in address or len(address) > 2000:
        raise _unknown_address()
    if ReminderChannel.objects.count() >= MOST_CHANNELS:
        raise Refused(
            "reminder.enough",
            _("A pad keeps {n} channels; take one away first.").format(n=MOST_CHANNELS),
        )
    code = _new_code()
    said = message.send_message(ReminderMessage(address, _code_text(code)))
    if not said.known:
        raise _unknown_address()
    if not said.sent:
        raise _not_sent()
    with writing():
        channel = ReminderChannel.objects.create(
            kind="apprise",
            name=" ".join(name.split())[:100] or scheme,
            address=address,
            code=code,
            code_at=now,
            added_at=now,
        )
    return PadOutcome(_("A code has been sent. Type it in here.")), channel.pk


def do_add_browser(now: datetime) -> int:
    """Keep notifications of the browser as a channel; it shows a code."""
    with writing():
        channel, _made = ReminderChannel.objects.get_or_create(
            kind=BROWSER, defaults={"name": BROWSER, "added_at": now}
        )
        channel.code, channel.code_at, channel.guesses = _new_code(), now, 0
        channel.save()
    return channel.pk


def do_send_code(now: datetime, pk: int) -> PadOutcome:
    """Send a new code in the place of the one before."""
    channel = one_channel(pk)
    code = _new_code()
    if channel.kind != BROWSER:
        _send(channel, _code_text(code))
    channel.code, channel.code_at, channel.guesses = code, now, 0
    channel.save(update_fields=["code", "code_at", "guesses"])
    return PadOutcome(_("A code has been sent. Type it in here."))


def do_verify(now: datetime, pk: int, typed: str) -> PadOutcome:
    """Use a channel from now on, if this is the code that was sent to it."""
    with writing():
        channel = one_channel(pk)
        channel.guesses += 1
        good = (
            bool(channel.code)
            and channel.guesses <= MOST_GUESSES
            and channel.code_at is not None
            and now - channel.code_at <= CODE_LASTS
            and compare_digest(channel.code, "".join(filter(str.isdigit, typed)))
        )
        if good:
            channel.code, channel.verified_at = "", now
        channel.save()
    if not good:
        raise Refused(
            "reminder.code",
            "That is not the code that was sent last, or it is too old; send another.",
        )
    seal_reminders(now)
    return PadOutcome(_("The code is right. Reminders go there once they are turned on."))


def do_test(pk: int) -> PadOutcome:
    """Send the text of a reminder at once."""
    channel = one_channel(pk)
    if channel.verified_at is None:
        raise Refused(
            "reminder.unverified", "Type in the code that was sent to this channel first."
        )
    _send(channel, text_in_force())
    return PadOutcome(_("A test has been sent."))


def do_remove_channel(now: datetime, pk: int) -> PadOutcome:
    """Forget a channel with its address; nothing that waits goes there."""
    with writing():
        one_channel(pk).delete()
    seal_reminders(now)
    return PadOutcome(_("That channel is gone."))


def one_channel(pk: int) -> ReminderChannel:
    """The channel of that number."""
    channel = ReminderChannel.objects.filter(pk=pk).first()
    if channel is None:
        raise Refused("reminder.gone", "That channel is not kept any more; load the page again.")
    return channel


def _send(channel: ReminderChannel, text: str) -> None:
    if not message.send_message(ReminderMessage(channel.address, text)).sent:
        raise _not_sent()


def _new_code() -> str:
    return f"{secrets.randbelow(10**6):06}"


def _code_text(code: str) -> str:
    return _("Code: {code}").format(code=code)


def _not_sent() -> Unavailable:
    return Unavailable(
        "reminder.not-sent",
        "The message could not be sent there; check the address, or try again later.",
    )


def _unknown_address() -> BadInput:
    return BadInput(
        "reminder.address",
        "Apprise does not know such an address; they look like ntfy://… or mailtos://…",
    )
