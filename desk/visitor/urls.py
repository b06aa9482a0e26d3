"""Addresses of the visitors' pages."""

from django.urls import path, re_path

from desk.visitor import own
from desk.visitor.views import page, poll

urlpatterns = [
    # The address on a ticket is in capitals, so that its QR needs fewer modules.
    re_path(r"^[tT]/(?P<code>[^/]{1,40})/?$", page, name="visitor"),
    re_path(r"^[tT]/(?P<code>[^/]{1,40})/poll/?$", poll, name="visitor-poll"),
    path("my/", own.ask, name="own-requests"),
    path("my/code", own.prove, name="own-prove"),
    path("my/list", own.listing, name="own-list"),
    path("my/leave", own.leave, name="own-leave"),
]
