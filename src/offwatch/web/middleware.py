"""What every answer of a site carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

Handler = Callable[[HttpRequest], HttpResponse]


class NeverStored:
    """No page is kept by a browser or a proxy: not on disk, not behind "back" after logging out.

    It stands behind what serves static files, which are nobody's and may be kept.
    """

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        del response["Cache-Control"]
        add_never_cache_headers(response)
        return response
