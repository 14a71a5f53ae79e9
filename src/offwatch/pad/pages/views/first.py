"""The first run: a pad is made, restored, or only looked at as a sample.

Only a browser that came by an address with a launch token may do any of it, and only while there
is no pad. What was typed is held in the memory of this process until the pad is made.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from offwatch.errors import BadInput, OffwatchError
from offwatch.language import gettext as _
from offwatch.pad.backup.places.folder import BackupFolder
from offwatch.pad.backup.places.webdav import WebDav
from offwatch.pad.diary.begin import check_zone
from offwatch.pad.diary.conditions import CHOICES
from offwatch.pad.folder.first_run import (
    do_keep_first,
    do_make_pad,
    do_restore_first,
    do_restore_newest_first,
)
from offwatch.pad.folder.restoring import by_passphrase, by_recovery_key
from offwatch.pad.folder.sample import discard_sample, do_begin_sample, is_sample
from offwatch.pad.folder.strength import strength_of
from offwatch.pad.runtime import browser_access, home, hosts, known_browsers, scheduler
from offwatch.vault import keys, passphrases, session

_TYPED = "setup"


class ShownKey(NamedTuple):
    """A recovery key that is shown once, and which of its groups have to be typed."""

    recovery: str
    groups: list[int]

    @classmethod
    def draw(cls) -> ShownKey:
        """A new one."""
        recovery = keys.new_recovery()
        groups = secrets.SystemRandom().sample(range(recovery.count("-") + 1), 2)
        return cls(recovery, sorted(groups))

    def is_confirmed_by(self, form: Mapping[str, str]) -> bool:
        """Whether the groups asked for were typed."""
        given = [form.get(f"group{n}", "") for n in range(len(self.groups))]
        pairs = zip(given, self.groups, strict=True)
        return all(keys.is_group(text, self.recovery, number) for text, number in pairs)

    @property
    def context(self) -> dict[str, object]:
        """What its page shows."""
        asked = [(number, group + 1) for number, group in enumerate(self.groups)]
        return {"recovery": self.recovery.split("-"), "asked": asked}


View = Callable[[HttpRequest], HttpResponse]


def _before_there_is_a_pad(view: View) -> View:
    """Whoever may make the pad: a browser with a launch token, while there is none."""

    @sensitive_post_parameters()
    @sensitive_variables()
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        folder = home.home()
        if keys.exists(folder):
            return redirect("unlock")
        if not hosts.is_own(request) or not known_browsers.name_of(folder, request):
            command = {"open": home.command("open", folder), "make": home.command("init", folder)}
            return render(request, "pad/no_vault.html", command, status=503)
        return view(request)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@_before_there_is_a_pad
def setup(request: HttpRequest) -> HttpResponse:
    """The first page: a passphrase and a zone."""
    wrong = ""
    zone = request.POST.get("zone", "") or home.machine_zone()
    if request.method == "POST":
        try:
            passphrase = new_passphrase(request)
            zone = check_zone(zone.strip()).key
            request.session[_TYPED] = [passphrase, zone, *ShownKey.draw()]
            return redirect("setup-key")
        except OffwatchError as error:
            wrong = _(error.message)
    context = {"wrong": wrong, "zone": zone, "zones": sorted(available_timezones())}
    return render(request, "pad/first/setup.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@_before_there_is_a_pad
def setup_key(request: HttpRequest) -> HttpResponse:
    """The recovery key, shown; once two of its groups have been typed, the pad is made."""
    typed = request.session.get(_TYPED)
    if typed is None:
        return redirect("setup")
    passphrase, zone, recovery, groups = typed
    shown, wrong = ShownKey(recovery, groups), ""
    if request.method == "POST":
        if shown.is_confirmed_by(request.POST):
            try:
                do_make_pad(datetime.now(UTC), home.home(), passphrase, recovery, zone)
            except OffwatchError as error:
                request.session.flush()
                messages.warning(request, _(error.message))
                return redirect("unlock")
            return _inside(request, "setup-kept")
        wrong = _("Those are not the two groups. Look at what you have written down.")
    context = {"wrong": wrong, **shown.context}
    return render(request, "pad/first/key.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def setup_kept(request: HttpRequest) -> HttpResponse:
    """What is kept: one or several, or something of the owner's own; then a file, or Today."""
    wrong = ""
    if request.method == "POST":
        wrong = _(do_keep_first(request.POST.getlist("kind"), request.POST.get("name", "")))
        if not wrong:
            return redirect("files" if "import" in request.POST else "today")
    context = {"choices": CHOICES, "wrong": wrong, "typed": request.POST.get("name", "")}
    return render(request, "pad/first/kept.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@_before_there_is_a_pad
def setup_restore(request: HttpRequest) -> HttpResponse:
    """A pad out of a backup: a file that is sent, or a file or folder of this machine."""
    wrong = ""
    if request.method == "POST":
        try:
            passphrase = _restore(request)
            session.unlock(home.home(), passphrase)
            messages.success(request, _("The pad is as it was when the backup was made."))
            return _inside(request, "today")
        except OffwatchError as error:
            wrong = _(error.message)
            if error.code == "vault.wrong-passphrase":
                wrong = _(
                    "That passphrase does not open this backup; it has the one of the time when "
                    "it was made."
                )
    context = {
        "wrong": wrong,
        "path": request.POST.get("path", ""),
        "user": request.POST.get("user", ""),
        "forgot": bool(request.POST.get("recovery")),
    }
    return render(request, "pad/first/restore.html", context, status=422 if wrong else 200)


@require_POST
@_before_there_is_a_pad
def begin_sample(request: HttpRequest) -> HttpResponse:
    """A sample diary to look at; it is thrown away before a pad is made."""
    do_begin_sample(datetime.now(UTC), home.home(), home.machine_zone())
    browser_access.let_in(request, session.opened())
    return redirect("today")


@require_POST
def end_sample(request: HttpRequest) -> HttpResponse:
    """Throw the sample away, in one tap."""
    if is_sample() and browser_access.is_open_to(request):
        discard_sample(home.home())
    return redirect("setup")


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_POST
def strength(request: HttpRequest) -> HttpResponse:
    """How good what is being typed is; posted, kept nowhere."""
    if not known_browsers.name_of(home.home(), request):
        return HttpResponse(status=403)
    found = strength_of(request.POST.get("new", ""))
    return render(request, "pad/first/strength.html", {"strength": found})


def new_passphrase(request: HttpRequest) -> str:
    """What a form gives as a new passphrase, typed twice."""
    passphrase: str = request.POST.get("new", "")
    passphrases.check(passphrase)
    if passphrase != request.POST.get("again", ""):
        raise BadInput("vault.not-the-same", "The two passphrases are not the same.")
    return passphrase


def _restore(request: HttpRequest) -> str:
    """Restore what the form names; gives the passphrase that opens the pad then."""
    recovery = request.POST.get("recovery", "").strip()
    passphrase = new_passphrase(request) if recovery else request.POST.get("passphrase", "")
    how = by_recovery_key(recovery, passphrase) if recovery else by_passphrase(passphrase)
    now, sent = datetime.now(UTC), request.FILES.get("file")
    if sent is not None:
        with tempfile.TemporaryDirectory(prefix="pad-") as folder:
            file = Path(folder) / "backup.zip"
            with file.open("wb") as out:
                for piece in sent.chunks():
                    out.write(piece)
            do_restore_first(now, file, home.home(), how)
        return passphrase
    written = request.POST.get("path", "").strip()
    if written.startswith(("http://", "https://")):
        user, password = request.POST.get("user", ""), request.POST.get("server_password", "")
        do_restore_newest_first(now, WebDav(written, user, password), home.home(), how)
        return passphrase
    path = Path(written).expanduser()
    if not path.is_absolute():
        raise BadInput("restore.path", "Choose a file, or write the whole path of one.")
    if path.is_dir():
        do_restore_newest_first(now, BackupFolder(path), home.home(), how)
    else:
        do_restore_first(now, path, home.home(), how)
    return passphrase


def _inside(request: HttpRequest, name: str) -> HttpResponse:
    request.session.pop(_TYPED, None)
    browser_access.let_in(request, session.opened())
    scheduler.begin_ticks()
    answer = redirect(name)
    known_browsers.remember(home.home(), request, answer)
    return answer
