"""Thin views: read the request, call one function, show what came of it."""

from offwatch.pad.pages.views.ahead import duties, duty, how_good, outlook, today, what_if
from offwatch.pad.pages.views.calendars import calendar, calendars, change_calendar
from offwatch.pad.pages.views.diary import (
    conditions,
    delete_entry,
    diary,
    diary_day,
    entry,
    history,
    waiting_form,
)
from offwatch.pad.pages.views.door import enter, lock, open_once, recover, unlock
from offwatch.pad.pages.views.files import export, file, files
from offwatch.pad.pages.views.first import (
    begin_sample,
    end_sample,
    setup,
    setup_kept,
    setup_key,
    setup_restore,
    strength,
)
from offwatch.pad.pages.views.keeping import backups, erase, passphrase, preferences, zone
from offwatch.pad.pages.views.kept import outbox, settings
from offwatch.pad.pages.views.mask import mask
from offwatch.pad.pages.views.records.known import known
from offwatch.pad.pages.views.records.life import life
from offwatch.pad.pages.views.records.names import names, search
from offwatch.pad.pages.views.records.regimens import regimens
from offwatch.pad.pages.views.records.summary import summary
from offwatch.pad.pages.views.records.temperatures import temperatures
from offwatch.pad.pages.views.recovery import recovery_key
from offwatch.pad.pages.views.reminders import (
    change_channel,
    feed,
    feed_file,
    feed_page,
    reminders,
)
from offwatch.pad.pages.views.shell import manifest, shown, worker
from offwatch.pad.pages.views.wishes import (
    agree,
    dismiss,
    hand_pass,
    keep,
    log,
    pair,
    pair_again,
    set_clock,
    undo,
)

__all__ = [
    "agree",
    "backups",
    "begin_sample",
    "calendar",
    "calendars",
    "change_calendar",
    "change_channel",
    "conditions",
    "delete_entry",
    "diary",
    "diary_day",
    "dismiss",
    "duties",
    "duty",
    "end_sample",
    "enter",
    "entry",
    "erase",
    "export",
    "feed",
    "feed_file",
    "feed_page",
    "file",
    "files",
    "hand_pass",
    "history",
    "how_good",
    "keep",
    "known",
    "life",
    "lock",
    "log",
    "manifest",
    "mask",
    "names",
    "open_once",
    "outbox",
    "outlook",
    "pair",
    "pair_again",
    "passphrase",
    "preferences",
    "recover",
    "recovery_key",
    "regimens",
    "reminders",
    "search",
    "set_clock",
    "settings",
    "setup",
    "setup_kept",
    "setup_key",
    "setup_restore",
    "shown",
    "strength",
    "summary",
    "temperatures",
    "today",
    "undo",
    "unlock",
    "waiting_form",
    "what_if",
    "worker",
    "zone",
]
