"""Every message that a pad can make: the only place where one is made."""

from __future__ import annotations

from offwatch.mask.release.released import Released
from offwatch.pad.models import DeskLink, PairingAttempt
from offwatch.wire import Days, Keep, Pair, Pass, Quiet, code_key, prove_code


def body_of(released: Released) -> Days | Pass | Keep:
    """The message for a release; a pass by hand is a pass like any other."""
    if type(released) is not Released:
        raise TypeError("only what the mask has released may leave")
    if released.kind == "days":
        if released.period is None:
            raise TypeError("a release of days names its period")
        return Days(period=released.period, days=released.days)
    if released.duty_id is None:
        raise TypeError("a release about a duty names it")
    if released.kind == "keep":
        return Keep(duty_id=released.duty_id)
    return Pass(duty_id=released.duty_id)


def quiet(link: DeskLink) -> Quiet:
    """Nothing to say; it asks for what changed since the link's cursor."""
    return Quiet(link.epoch, link.cursor)


def introduction(attempt: PairingAttempt, secret: str) -> Pair:
    """Prove to one desk that this pad was given its code, without saying the code."""
    public = attempt.public_key
    return Pair(public, prove_code(code_key(secret), public, attempt.desk_key))
