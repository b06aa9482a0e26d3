"""Thresholds in the admin."""

from __future__ import annotations

from django.contrib import admin

from desk.alerts.models import Threshold


@admin.register(Threshold)
class ThresholdAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A threshold and for what part of the office it holds."""

    list_display = ("measure", "limit", "queue", "department", "site", "active")
    list_filter = ("active", "measure", "site")
    list_select_related = ("queue", "department", "site")

    class Media:
        css = {"all": ("desk/base-fonts.css", "desk/admin.css")}
