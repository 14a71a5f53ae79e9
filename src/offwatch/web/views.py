"""Pages that both sites answer alike."""

from __future__ import annotations

import io
import logging
import zipfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or that another site sent."""
    return problem(
        request,
        403,
        _("This page was open too long"),
        _("Nothing was changed. Go back, load the page again and repeat the last step."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(
        request, 404, _("There is nothing here"), _("The address may be old. Start at the front.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Said plainly where even the page's frame needs what is broken, such as the database."""
    title = _("Something broke on our side")
    text = _("Nothing was half-written. Try again; if it stays, look at the server's log.")
    try:
        return problem(request, 500, title, text)
    except Exception:
        log.exception("no frame for the error page")
        return HttpResponse(f"{title}. {text}", status=500, content_type="text/plain")


def source(request: HttpRequest) -> HttpResponse:
    """The program that answered, as its licence promises: every source file, in one archive."""
    root = Path(__file__).parents[1]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                out.write(path, Path("offwatch") / path.relative_to(root))
    response = HttpResponse(archive.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="offwatch-source.zip"'
    return response


def problem(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """A page for something that did not work: what happened, and what to do next."""
    context = {"title": title, "text": text}
    return render(request, "web/problem.html", context, status=status)
