"""Addresses of the staff's screens."""

from django.urls import path

from desk.console import audit, counter, entrance, entry, fleet, publishing, reports, requests, rules

urlpatterns = [
    path("", entrance.home, name="home"),
    path("login/", entrance.Login.as_view(), name="login"),
    path("logout/", entrance.Logout.as_view(), name="logout"),
    path("language/", entrance.set_language, name="language"),
    path("console/", counter.counters, name="counters"),
    path("console/<int:pk>/", counter.console, name="console"),
    path("console/<int:pk>/panel", counter.panel, name="console-panel"),
    path("console/<int:pk>/live", counter.live, name="console-live"),
    path("console/<int:pk>/<slug:action>", counter.act, name="console-act"),
    path("requests/", requests.worklist, name="requests"),
    path("requests/new/", entry.choose, name="entry"),
    path("requests/new/<int:form>/", entry.fill, name="entry-form"),
    path("requests/<uuid:pk>/receipt", entry.receipt, name="receipt"),
    path("requests/<uuid:pk>/refer", requests.refer, name="request-refer"),
    path("requests/<uuid:pk>/", requests.one, name="request"),
    path("requests/<uuid:pk>/open", requests.open_sealed, name="request-open"),
    path("requests/<uuid:pk>/state", requests.change, name="request-state"),
    path("fleet/", fleet.fleet, name="fleet"),
    path("fleet/code", fleet.new_code, name="kiosk-code"),
    path("fleet/help/<uuid:pk>", fleet.answer_help, name="answer-help"),
    path("fleet/alarm/<int:pk>", fleet.close_alarm, name="close-alarm"),
    path("fleet/<uuid:pk>/<slug:act>", fleet.manage, name="kiosk-manage"),
    path("rules/", rules.rules, name="rules"),
    path("reports/", reports.reports, name="reports"),
    path("publishing/", publishing.overview, name="publishing"),
    path("publishing/now", publishing.publish_now, name="publish"),
    path("publishing/<int:version>/restore", publishing.restore, name="restore"),
    path("audit/", audit.audit, name="audit"),
]
