"""What an office sets for its requests without code (G1, G2); requests themselves have screens of their own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from desk.casework import models
from desk.directory.admin import shown


class ScopeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A rule for some requests."""

    list_filter = ("active", "kind", "site")
    list_select_related: ClassVar[tuple[str, ...]] = ("site", "service")
    ordering = ("position", "id")

    class Media:
        css = {"all": ("desk/base-fonts.css", "desk/admin.css")}


@admin.register(models.Result)
class ResultAdmin(ScopeAdmin):
    """Uniform results; one that was given once is set out of use, not deleted."""

    list_display: tuple[Any, ...] = (shown, "kind", "service", "state", "longest_hours", "at_counter", "active")

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Refuse: requests of the past bear it."""
        return False


@admin.register(models.Referral)
class ReferralAdmin(ScopeAdmin):
    """Where new requests go by themselves."""

    list_display = ("__str__", "kind", "service", "form", "department", "person", "active", "position")
    list_select_related = ("site", "service", "form", "department", "person")


@admin.register(models.Hint)
class HintAdmin(ScopeAdmin):
    """What staff should know."""

    list_display: tuple[Any, ...] = (shown, "kind", "service", "active", "position")


@admin.register(models.Lapse)
class LapseAdmin(ScopeAdmin):
    """When requests lapse."""

    list_display = ("__str__", "kind", "service", "state", "days", "since", "active")
