"""The process that sends one message by Apprise: it has the address and the text, and no more.

Both come on standard input. Nothing is logged: the libraries that speak to a channel may name its
address in what they say.
"""

from __future__ import annotations

import logging
import resource
import sys

import msgspec

from offwatch.pad.reminders.message import Delivery, ReminderMessage


def send(message: ReminderMessage) -> Delivery:
    """Whether the address is one that Apprise knows, and whether the message was taken."""
    import apprise

    logging.disable(logging.CRITICAL)
    asset = apprise.AppriseAsset(
        app_id="Pad",
        app_desc="",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
    )
    channel = apprise.Apprise(asset=asset)
    if not channel.add(message.address):
        return Delivery(known=False, sent=False)
    return Delivery(known=True, sent=bool(channel.notify(body=message.text)))


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    message = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=ReminderMessage)
    sys.stdout.buffer.write(msgspec.msgpack.encode(send(message)))


if __name__ == "__main__":
    main()
