"""``offwatch pad remind``: channels of reminders, and whether any are sent."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from offwatch.cli.terminal.asking import ask_passphrase
from offwatch.cli.terminal.pad_options import (
    PATH,
    home_option,
    json_option,
    open_pad,
    passphrase_file_option,
    show,
)


@click.group()
def remind() -> None:
    """Reminders that say nothing, in fixed slots; off until you turn them on."""


@remind.command()
@click.option("--address-file", type=PATH, help="Read its Apprise address from the first line.")
@click.option("--name", default="", help="What to call it.")
@home_option
@passphrase_file_option
@json_option
def add(
    address_file: Path | None,
    name: str,
    home: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Add a channel: a code is sent there, for `offwatch pad remind verify`."""
    open_pad(home, passphrase_file)
    from offwatch.pad.reminders.channels import do_add_channel

    address = ask_passphrase(address_file, text="Apprise address")
    outcome, number = do_add_channel(_now(), address, name)
    show(as_json, {"number": number}, f"{outcome.said} It is channel {number}.")


@remind.command()
@click.argument("number", type=int)
@click.argument("code")
@home_option
@passphrase_file_option
@json_option
def verify(
    number: int, code: str, home: Path | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """Use channel NUMBER from now on: CODE is what was sent there."""
    open_pad(home, passphrase_file)
    from offwatch.pad.reminders.channels import do_verify

    show(as_json, {"verified": number}, do_verify(_now(), number, code).said)


@remind.command()
@click.argument("number", type=int)
@home_option
@passphrase_file_option
@json_option
def test(number: int, home: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """Send the text of a reminder to channel NUMBER now."""
    open_pad(home, passphrase_file)
    from offwatch.pad.reminders.channels import do_test

    show(as_json, {"sent": number}, do_test(number).said)


@remind.command()
@click.argument("number", type=int)
@home_option
@passphrase_file_option
@json_option
def remove(number: int, home: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """Forget channel NUMBER, with its address."""
    open_pad(home, passphrase_file)
    from offwatch.pad.reminders.channels import do_remove_channel

    show(as_json, {"removed": number}, do_remove_channel(_now(), number).said)


@remind.command("set")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--hour", type=click.IntRange(0, 23), help="Of the slot, on your own clock.")
@click.option("--always/--when-near", default=None, help="In every slot, or only when due.")
@click.option("--text", help="What a reminder says.")
@home_option
@passphrase_file_option
@json_option
def set_(
    state: str,
    hour: int | None,
    always: bool | None,
    text: str | None,
    home: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Turn reminders on or off."""
    open_pad(home, passphrase_file)
    from offwatch.pad.reminders.sealing import do_set_reminders, names_condition, rules_row

    row = rules_row()
    row.on = state == "on"
    row.hour = row.hour if hour is None else hour
    row.always = row.always if always is None else always
    row.text = row.text if text is None else text
    said = do_set_reminders(_now(), row).said
    if names_condition(row.text):
        said += " Its text names a condition: whoever sees the message reads it."
    show(as_json, {"on": row.on, "hour": row.hour, "always": row.always}, said)


@remind.command("list")
@home_option
@passphrase_file_option
@json_option
def list_(home: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """List the channels, whether reminders are on, and the next slot."""
    open_pad(home, passphrase_file)
    from offwatch.pad.pages.reminders_page import see_reminders
    from offwatch.pad.reminders.sealing import rules_row

    seen = see_reminders(_now(), rules_row())
    rows: list[dict[str, Any]] = [
        {
            "number": view.channel.pk,
            "name": view.channel.name,
            "verified": view.channel.verified_at is not None,
            "last": view.last,
        }
        for view in seen.channels
    ]
    lines = [f"Reminders are {'on' if seen.row.on else 'off'}; the next slot is {seen.next_slot}."]
    for row in rows:
        state = "verified" if row["verified"] else "waits for its code"
        lines.append(f"{row['number']}  {row['name']}: {state}. {row['last']}".rstrip())
    show(as_json, {"on": seen.row.on, "channels": rows}, "\n".join(lines))


def _now() -> datetime:
    return datetime.now(UTC)
