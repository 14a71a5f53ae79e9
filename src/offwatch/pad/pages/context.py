"""What every page of the pad knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from offwatch.pad.runtime import browser_access


def pad(request: HttpRequest) -> dict[str, Any]:
    return {"unlocked": browser_access.is_open_to(request)}
