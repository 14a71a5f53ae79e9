"""The one address a pad speaks to."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from offwatch.desk.exchange import answer
from offwatch.desk.keys import desk_public_key
from offwatch.errors import OffwatchError
from offwatch.wire import SIZE


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def wire(request: HttpRequest) -> HttpResponse:
    """2,048 bytes in, 2,048 bytes out, on the beat: neither size nor time says what was said."""
    if request.method == "GET":
        return JsonResponse({"public_key": desk_public_key()})
    came_at = time.monotonic()
    try:
        reply = HttpResponse(
            answer(request.read(SIZE + 1), datetime.now(UTC)),
            content_type="application/octet-stream",
        )
    except OffwatchError as error:
        reply = JsonResponse(error.as_dict(), status=400)
    taken, beat = time.monotonic() - came_at, settings.WIRE_BEAT_S
    time.sleep(math.ceil(taken / beat) * beat - taken)
    return reply


def health(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"ok": True})
