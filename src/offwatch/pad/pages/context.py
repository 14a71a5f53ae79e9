"""What every page of the pad knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from offwatch.pad.runtime import browser_access


def pad(request: HttpRequest) -> dict[str, Any]:
    """``undo`` names the step that was just taken, once: the page that says so offers its undo."""
    unlocked = browser_access.is_open_to(request)
    undo = request.session.pop("undo", None) if unlocked else None
    return {"unlocked": unlocked, "undo": undo}
