"""Import and export: a file is looked at first, then taken in or left; the diary as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from offwatch.diary.readers.cells import ORDERS, ReadAs
from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.pad.diary.importing import Read, do_take_in
from offwatch.pad.files import waiting
from offwatch.pad.files.exporting import Form, exported
from offwatch.pad.pages.files_page import meanings, see_file

_KEY = "file"
_FORMS: dict[str, tuple[Form, str]] = {
    "diary.csv": ("csv", "text/csv; charset=utf-8"),
    "diary.json": ("json", "application/json"),
}


@sensitive_post_parameters("password")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """Choose a file to take in, or have the diary as one; posted, the file is looked at."""
    wrong = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        raw = sent.read() if sent is not None else b""
        if raw:
            said = ReadAs(local_times=True, password=request.POST.get("password", ""))
            found = waiting.hold(datetime.now(UTC), raw, said)
            request.session[_KEY] = found.key
            return redirect("file")
        wrong = _("Choose a file first, one that is not empty and not larger than 64 MB.")
    return render(request, "pad/files/files.html", {"wrong": wrong}, status=422 if wrong else 200)


@sensitive_post_parameters("password")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """The file that waits: what is in it and what it would change; posted, what becomes of it."""
    now = datetime.now(UTC)
    found = waiting.held(now, request.session.get(_KEY, ""))
    if found is None:
        messages.info(request, _("No file waits here. Choose it again."))
        return redirect("files")
    if request.method == "POST":
        wish = request.POST.get("do", "")
        if wish == "leave":
            waiting.forget()
            messages.info(request, _("The file was not imported. Nothing was saved."))
            return redirect("files")
        if wish == "take" and found.read is not None:
            try:
                read = found.read
                if request.POST.get("skip") == "1":
                    read = Read(read.form, read.reading.without_rejected())
                done = do_take_in(now, read)
            except OffwatchError as error:
                return _show(request, now, found, _(error.message))
            waiting.forget()
            messages.success(request, done.said)
            for note in done.notes[:5]:
                messages.info(request, note.text)
            return redirect("diary")
        waiting.read_again(now, found, _said(request, found))
        return redirect("file")
    return _show(request, now, found)


@require_safe
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The diary as a file."""
    if name not in _FORMS:
        raise Http404
    form, content_type = _FORMS[name]
    answer = HttpResponse(exported(form), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _said(request: HttpRequest, found: waiting.WaitingFile) -> ReadAs:
    """What the form says of the file; what it does not ask stays as it was said before."""
    order = next((one for one in ORDERS if one == request.POST.get("dates")), None)
    columns = found.said.columns
    if request.POST.get("do") == "columns" and found.sample is not None:
        columns = tuple(
            (one.name, request.POST.get(f"column-{n}", "nothing"))
            for n, one in enumerate(found.sample.columns)
        )
    return ReadAs(
        dates=order or found.said.dates,
        local_times=True,
        password=request.POST.get("password", found.said.password),
        name=" ".join(request.POST.get("name", found.said.name).split())[:200],
        columns=columns,
    )


def _show(
    request: HttpRequest, now: datetime, found: waiting.WaitingFile, wrong: str = ""
) -> HttpResponse:
    page = see_file(now, found)
    context: dict[str, Any] = {"page": page, "seen": page.seen, "wrong": wrong}
    if page.columns:
        context["meanings"] = meanings()
    status = 422 if wrong or page.trouble else 200
    return render(request, "pad/files/file.html", context, status=status)
