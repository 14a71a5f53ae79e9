"""What every page of the pad knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from offwatch.pad.diary.keeps import NAMES
from offwatch.pad.diary.rows import setup
from offwatch.pad.runtime import browser_access


def pad(request: HttpRequest) -> dict[str, Any]:
    unlocked = browser_access.is_open_to(request)
    return {"unlocked": unlocked, "kept": SimpleLazyObject(_kept), "kept_names": NAMES.items()}


def _kept() -> str:
    """Only asked for where a page shows it, for a locked pad has no rows."""
    return setup().keeps
