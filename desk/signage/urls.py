"""Addresses of signage; the web board's are open to everybody."""

from django.urls import path

from desk.signage import board
from desk.signage.views import library, plan, playlists, proof, urgent

urlpatterns = [
    path("board/<slug:slug>", board.page, name="board"),
    path("board/<slug:slug>/state", board.state, name="board-state"),
    path("signage/", library.library, name="signage"),
    path("signage/upload", library.upload, name="signage-upload"),
    path("signage/asset/<int:pk>/small", library.thumbnail, name="signage-thumbnail"),
    path("signage/asset/<int:pk>/whole", library.picture, name="signage-picture"),
    path("signage/asset/<int:pk>/retire", library.retire, name="signage-retire"),
    path("signage/playlists/", playlists.playlists, name="signage-playlists"),
    path("signage/playlists/<int:pk>/", playlists.one, name="signage-playlist"),
    path("signage/playlists/<int:pk>/<slug:action>", playlists.change, name="signage-playlist-change"),
    path("signage/schedules/", plan.schedules, name="signage-schedules"),
    path("signage/schedules/group", plan.group, name="signage-group"),
    path("signage/schedules/<slug:kind>/<int:pk>/remove", plan.remove, name="signage-remove"),
    path("signage/week/", plan.week, name="signage-week"),
    path("signage/preview/", plan.preview, name="signage-preview"),
    path("signage/publish", plan.publish, name="signage-publish"),
    path("signage/versions/", plan.versions, name="signage-versions"),
    path("signage/versions/<int:number>/back", plan.take_back, name="signage-back"),
    path("signage/urgent/", urgent.page, name="signage-urgent"),
    path("signage/urgent/send", urgent.send, name="signage-urgent-send"),
    path("signage/urgent/cap", urgent.receive, name="signage-urgent-cap"),
    path("signage/urgent/<int:pk>/cancel", urgent.cancel, name="signage-urgent-cancel"),
    path("signage/urgent/<int:pk>/file", urgent.signed, name="signage-urgent-file"),
    path("signage/proof/", proof.report, name="signage-proof"),
    path("signage/proof.csv", proof.export, name="signage-proof-csv"),
]
