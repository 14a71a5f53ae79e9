"""Every address of the desk; the access matrix in ``tests/desk`` has a line for each."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import path

from offwatch.desk.pages.views import asks, entrance, feed, mine, roster, team, wire
from offwatch.web import views as web

urlpatterns = [
    path("", mine.home, name="home"),
    path("mine", mine.mine, name="mine"),
    path("mine/duties/<str:duty_id>/pass", mine.duty_pass, name="duty_pass"),
    path("mine/calendar/renew", mine.calendar_renew, name="calendar_renew"),
    path("mine/calendar/revoke", mine.calendar_revoke, name="calendar_revoke"),
    path("mine/pairing-code", mine.pairing_code, name="pairing_code"),
    path("mine/devices/<int:pk>/revoke", mine.device_revoke, name="device_revoke"),
    path("notices/<int:pk>/acknowledge", mine.notice_acknowledge, name="notice_acknowledge"),
    path("roster", roster.roster, name="roster"),
    path("asks", asks.asks, name="asks"),
    path("asks/<int:pk>", asks.ask, name="ask"),
    path("asks/<int:pk>/progress", asks.ask_progress, name="ask_progress"),
    path("asks/<int:pk>/pass-on", asks.ask_pass_on, name="ask_pass_on"),
    path("asks/<int:pk>/apply", asks.ask_apply, name="ask_apply"),
    path("asks/<int:pk>/refuse", asks.ask_refuse, name="ask_refuse"),
    path("team", team.team, name="team"),
    path("team/drafts/<int:pk>/settle", team.draft_settle, name="draft_settle"),
    path("team/drafts/<int:pk>/publish", team.draft_publish, name="draft_publish"),
    path("team/drafts/<int:pk>/progress", team.draft_progress, name="draft_progress"),
    path("feed/<slug:token>.ics", feed.feed, name="feed"),
    path("wire", wire.wire, name="wire"),
    path("health", wire.health, name="health"),
    path("source", web.source, name="source"),
    path("login", entrance.log_in, name="account_login"),
    path("login/inactive", entrance.inactive, name="account_inactive"),
    path("logout", account.logout, name="account_logout"),
    path("password", account.password_change, name="account_change_password"),
]
handler404 = "offwatch.web.views.not_found"
handler500 = "offwatch.web.views.server_error"
