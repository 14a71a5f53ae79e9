"""What every page of the pad knows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from offwatch.pad.diary.rows import setup
from offwatch.pad.folder.sample import is_sample
from offwatch.pad.pages.reminders_page import browser_slots
from offwatch.pad.runtime import browser_access


def pad(request: HttpRequest) -> dict[str, Any]:
    """``undo`` names the step that was just taken, once: the page that says so offers its undo."""
    unlocked = browser_access.is_open_to(request)
    undo = request.session.pop("undo", None) if unlocked else None
    slots, text = browser_slots(datetime.now(UTC)) if unlocked else ([], "")
    wanted = setup() if unlocked else None
    return {
        "site_name": wanted.app_name if wanted is not None else settings.SITE_NAME,
        "site_head": "pad/head.html" if unlocked else "",
        "app_name": wanted.app_name if wanted is not None else "",
        "single_keys": wanted is not None and wanted.single_keys,
        "locks_on_closing": wanted is not None and wanted.locks_on_closing,
        "unlocked": unlocked,
        "undo": undo,
        "remind_at": slots,
        "remind_text": text,
        "sample": unlocked and is_sample(),
    }
