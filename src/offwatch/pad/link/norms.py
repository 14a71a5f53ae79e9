"""The team's norm as the desk tells it: a changed one is used once the owner has agreed."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction

from offwatch.errors import Refused
from offwatch.pad.masking.state import norm_in_force
from offwatch.pad.models import DeskLink
from offwatch.pad.outcome import PadOutcome
from offwatch.wire import BESIDE_THE_NORM, TeamNorm


def hear_norm(link: DeskLink, norm: TeamNorm) -> None:
    """Take the first norm of a desk; keep a changed one beside it for the owner to agree to.

    How many keep the norm is no part of what is agreed on, and is always the latest.
    """
    told = msgspec.to_builtins(norm)
    if norm_in_force(link) is None or _terms(link.norm) == _terms(told):
        link.norm, link.offered = told, None
    else:
        link.offered = told
        beside = {name: told[name] for name in BESIDE_THE_NORM}
        link.norm = {**(link.norm or {}), **beside}


def do_agree(now: datetime, name: str) -> PadOutcome:
    """Use the norm that was shown under this name from now on."""
    with transaction.atomic():
        link = DeskLink.objects.first()
        if link is None or link.offered is None or offer_name(link.offered) != name:
            raise Refused(
                "pad.no-offer",
                "The team has changed its mask settings again; load the page and read them.",
            )
        link.norm, link.offered, link.agreed_at = link.offered, None, now
        link.save()
    return PadOutcome(
        "Agreed. It takes effect with the next period that nothing has been asked for yet."
    )


def offer_name(values: dict[str, Any]) -> str:
    """A name of exactly this norm, so that what is agreed to is what was shown."""
    return sha256(repr(_terms(values)).encode()).hexdigest()[:16]


def _terms(values: dict[str, Any] | None) -> list[tuple[str, Any]]:
    return sorted((k, v) for k, v in (values or {}).items() if k not in BESIDE_THE_NORM)
