from django.urls import path
from django.views.i18n import set_language

from offwatch.pad.pages import views
from offwatch.web.views import source

handler404 = "offwatch.web.views.not_found"
handler500 = "offwatch.web.views.server_error"

urlpatterns = [
    path("", views.today, name="today"),
    path("log/<str:kind>", views.log, name="log"),
    path("undo/<int:step>", views.undo, name="undo"),
    path("diary", views.diary, name="diary"),
    path("diary/month/<str:month>", views.diary, name="month"),
    path("diary/day/<str:day>", views.diary_day, name="day"),
    path("diary/entry/<int:entry>", views.entry, name="entry"),
    path("diary/entry/<int:entry>/delete", views.delete_entry, name="delete-entry"),
    path("diary/kept", views.conditions, name="conditions"),
    path("diary/waiting", views.waiting_form, name="waiting"),
    path("diary/life", views.life, name="life"),
    path("diary/regimens", views.regimens, name="regimens"),
    path("diary/temperatures", views.temperatures, name="temperatures"),
    path("diary/summary", views.summary, name="summary"),
    path("diary/history", views.history, name="history"),
    path("diary/files", views.files, name="files"),
    path("diary/files/look", views.file, name="file"),
    path("diary/files/out/<str:name>", views.export, name="export"),
    path("outlook", views.outlook, name="outlook"),
    path("outlook/how-good", views.how_good, name="how-good"),
    path("outlook/what-if", views.what_if, name="what-if"),
    path("duties", views.duties, name="duties"),
    path("duties/<str:duty_id>", views.duty, name="duty"),
    path("duties/<str:duty_id>/pass", views.hand_pass, name="hand-pass"),
    path("duties/<str:duty_id>/keep", views.keep, name="keep"),
    path("calendars", views.calendars, name="calendars"),
    path("calendars/<int:pk>", views.calendar, name="calendar"),
    path("calendars/<int:pk>/change", views.change_calendar, name="change-calendar"),
    path("mask", views.mask, name="mask"),
    path("known", views.known, name="known"),
    path("mask/clock", views.set_clock, name="set-clock"),
    path("outbox", views.outbox, name="outbox"),
    path("settings", views.settings, name="settings"),
    path("settings/backups", views.backups, name="backups"),
    path("settings/pair", views.pair, name="pair"),
    path("settings/pair/again", views.pair_again, name="pair-again"),
    path("settings/norm", views.agree, name="agree"),
    path("settings/notices", views.dismiss, name="dismiss"),
    path("unlock", views.unlock, name="unlock"),
    path("open/<str:token>", views.open_once, name="open"),
    path("enter/<str:ticket>", views.enter, name="enter"),
    path("lock", views.lock, name="lock"),
    path("language", set_language, name="language"),
    path("source", source, name="source"),
]
