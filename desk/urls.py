"""Addresses of the desk."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from desk.console.entrance import admin_login
from desk.console.health import live, ready
from desk.console.metrics import metrics
from desk.fleet.packages import package
from desk.kiosk_api.api import api

urlpatterns = [
    path("api/kiosk/v1/", api.urls),
    path("", include("desk.visitor.urls")),
    path("favicon.ico", RedirectView.as_view(url=static("desk/icon.svg"))),
    path("health/live", live),
    path("health/ready", ready),
    path("metrics", metrics),
    path("packages/<str:name>", package),
    path("admin/login/", admin_login),
    path("admin/", admin.site.urls),
    path("", include("desk.signage.urls")),
    path("", include("desk.console.urls")),
]
