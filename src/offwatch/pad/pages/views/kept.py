"""Pages about what the pad holds: every envelope that left, and the desk it speaks to."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from offwatch.pad.diary.rows import setup
from offwatch.pad.link.slots import next_slot
from offwatch.pad.models import OutboxItem
from offwatch.pad.pages.backup_page import see_backups
from offwatch.pad.pages.outbox_page import read_back
from offwatch.pad.pages.settings_page import see_settings
from offwatch.pad.runtime import home

PAGE = 40


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    all_items = OutboxItem.objects.order_by("-id")
    with_quiet = request.GET.get("all") == "1"
    shown = all_items if with_quiet else all_items.exclude(type="quiet")
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "items": [read_back(item) for item in page],
        "with_quiet": with_quiet,
        "quiet": all_items.filter(type="quiet").aggregate(n=Count("id"), last=Max("sent_at")),
        "waiting": all_items.filter(state=OutboxItem.WAITING).count(),
        "zone": setup().tz,
        "now": datetime.now(UTC),
    }
    return render(request, "pad/outbox.html", context)


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    seen, now, pad = see_settings(), datetime.now(UTC), setup()
    if request.GET.get("pair") == "1":
        url = seen.link.url if seen.link else ""
        return render(request, "pad/pair.html", {"url": url, "notices": seen.notices})
    context = {
        "seen": seen,
        "backup": see_backups(now),
        "link": seen.link,
        "norm": seen.link.norm if seen.link else None,
        "next_at": next_slot(now, home.tick_s(), pad.phase),
        "every_s": round(home.tick_s()),
        "every_min": home.tick_s() / 60,
        "idle_min": home.idle_s() // 60,
        "zone": pad.tz,
        "now": now,
    }
    return render(request, "pad/settings.html", context)
