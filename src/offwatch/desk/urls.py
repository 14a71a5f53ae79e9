"""Every address of the desk; the access matrix in ``tests/desk`` has a line for each."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from offwatch.desk.pages.managing import accounts, founding, missions, people, rules
from offwatch.desk.pages.views import (
    cover,
    entrance,
    feed,
    mine,
    requests,
    roster,
    roster_edit,
    roster_files,
    team,
    wire,
    wishes,
)
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
    path("roster/day", cover.roster_day, name="roster_day"),
    path("roster/open", cover.open_seats, name="open_seats"),
    path("roster/open/take", cover.seat_take, name="seat_take"),
    path("roster/open/allow", cover.seats_allow, name="seats_allow"),
    path("roster/work", cover.work, name="work"),
    path("roster/edit", roster_edit.edit, name="roster_edit"),
    path("roster/edit/progress", roster_edit.progress, name="roster_progress"),
    path("roster/change", roster_edit.change, name="roster_change"),
    path("roster/next", roster.period_begin, name="period_begin"),
    path("roster/versions/<int:pk>/undo", roster.version_undo, name="version_undo"),
    path("roster/files", roster_files.files, name="roster_files"),
    path("roster/files/look", roster_files.look, name="roster_look"),
    path("roster/files/<int:pk>.<slug:kind>", roster_files.file, name="roster_file"),
    path("roster/missions", missions.missions, name="missions"),
    path("roster/missions/change", missions.mission_change, name="mission_change"),
    path("roster/rules", rules.rules, name="rules"),
    path("roster/rules/change", rules.rules_change, name="rules_change"),
    path("requests", requests.waiting_requests, name="requests"),
    path("requests/<int:pk>", requests.show_request, name="request"),
    path("requests/<int:pk>/progress", requests.request_progress, name="request_progress"),
    path("requests/<int:pk>/pass-on", requests.request_pass_on, name="request_pass_on"),
    path("requests/<int:pk>/apply", requests.request_apply, name="request_apply"),
    path("requests/<int:pk>/refuse", requests.request_refuse, name="request_refuse"),
    path("asks", RedirectView.as_view(pattern_name="requests"), name="requests_before"),
    path("asks/<int:pk>", RedirectView.as_view(pattern_name="request"), name="request_before"),
    path("team", team.team, name="team"),
    path("team/drafts/<int:pk>/arrange", team.draft_arrange, name="draft_arrange"),
    path("team/drafts/<int:pk>/publish", team.draft_publish, name="draft_publish"),
    path("team/drafts/<int:pk>/catch-up", team.draft_catch_up, name="draft_catch_up"),
    path("team/drafts/<int:pk>/drop", team.draft_drop, name="draft_drop"),
    path("team/drafts/<int:pk>/progress", team.draft_progress, name="draft_progress"),
    path("team/remove", accounts.team_remove, name="team_remove"),
    path("team/sample", founding.team_sample, name="team_sample"),
    path("setup/<slug:token>", founding.setup, name="setup"),
    path("people", people.people, name="people"),
    path("people/add", people.person_add, name="person_add"),
    path("people/invite", accounts.people_invite, name="people_invite"),
    path("people/record", people.record, name="record"),
    path("people/<int:pk>", people.person, name="person"),
    path("people/<int:pk>/change", people.person_change, name="person_change"),
    path("people/<int:pk>/leave", people.person_leave, name="person_leave"),
    path("people/<int:pk>/roles", accounts.person_roles, name="person_roles"),
    path("people/<int:pk>/invite", accounts.person_invite, name="person_invite"),
    path("people/<int:pk>/password", accounts.person_password, name="person_password"),
    path("join/<slug:token>", accounts.join, name="join"),
    path("feed/<slug:token>.ics", feed.feed, name="feed"),
    path("wishes", wishes.wishes, name="wishes"),
    path("wishes/change", wishes.wishes_change, name="wishes_change"),
    path("wire", wire.wire, name="wire"),
    path("health", wire.health, name="health"),
    path("language", set_language, name="language"),
    path("source", web.source, name="source"),
    path("login", entrance.log_in, name="account_login"),
    path("login/inactive", entrance.inactive, name="account_inactive"),
    path("logout", account.logout, name="account_logout"),
    path("password", account.password_change, name="account_change_password"),
]
handler404 = "offwatch.web.views.not_found"
handler500 = "offwatch.web.views.server_error"
