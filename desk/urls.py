"""Addresses of the desk."""

from django.contrib import admin
from django.urls import include, path, re_path

from desk.console.entrance import admin_login
from desk.console.health import live, ready
from desk.kiosk_api.api import api
from desk.visitor.views import page

urlpatterns = [
    path("api/kiosk/v1/", api.urls),
    # The address on a ticket is in capitals, so that its QR needs fewer modules.
    re_path(r"^[tT]/(?P<code>[^/]{1,40})/?$", page, name="visitor"),
    path("health/live", live),
    path("health/ready", ready),
    path("admin/login/", admin_login),
    path("admin/", admin.site.urls),
    path("", include("desk.signage.urls")),
    path("", include("desk.console.urls")),
]
