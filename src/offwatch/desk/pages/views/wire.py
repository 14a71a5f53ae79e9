"""The one address a pad speaks to."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from offwatch.desk.exchange import answer
from offwatch.desk.keys import desk_public_key
from offwatch.errors import OffwatchError
from offwatch.wire import SIZE


@csrf_exempt
@require_http_methods(["GET", "POST"])
def wire(request: HttpRequest) -> HttpResponse:
    """2,048 bytes in, 2,048 bytes out: the size does not tell what was said.

    Nor does the time: ``process/asgi.py`` holds each answer back until the next beat.
    """
    if request.method == "GET":
        return JsonResponse({"public_key": desk_public_key()})
    try:
        reply = answer(request.read(SIZE + 1), datetime.now(UTC))
    except OffwatchError as error:
        return JsonResponse(error.as_dict(), status=400)
    return HttpResponse(reply, content_type="application/octet-stream")


def health(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"ok": True})
