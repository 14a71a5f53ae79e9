"""The page about the mask: what the team keeps, what was said, what is promised."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from offwatch.mask.policy.guarantee import guarantee
from offwatch.pad.pages.mask_page import see_mask


@require_safe
def mask(request: HttpRequest) -> HttpResponse:
    conditions, *promises = guarantee()
    context = {
        "mask": see_mask(datetime.now(UTC)),
        "conditions": conditions,
        "promises": promises,
    }
    return render(request, "pad/mask.html", context)
