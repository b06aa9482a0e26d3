"""Staff in the admin: people, their roles at sites and units; every change stands in the audit log (T2)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.audit.log import record
from desk.directory.labels import relation_label
from desk.staff.accounts import opens_admin
from desk.staff.models import Assignment, User
from desk.staff.second_factor import switch_off


class AssignmentInline(admin.TabularInline):  # type: ignore[type-arg]
    """Roles; without a site at every one, with a unit at that unit alone."""

    model = Assignment
    extra = 0
    verbose_name = gettext_lazy("Role")
    verbose_name_plural = gettext_lazy("Roles")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Name the site and the unit."""
        if db_field.is_relation:
            kwargs["label"] = relation_label(db_field)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(User)
class StaffAdmin(UserAdmin):  # type: ignore[type-arg]
    """A member of staff. Nobody changes their own roles here, and nobody but a superuser a superuser."""

    list_display = ("username", "display_name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "display_name")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = ((None, {"fields": ("username", "password", "display_name", "language", "is_active")}),)
    add_fieldsets = (
        (None, {"fields": ("username", "display_name", "language", "usable_password", "password1", "password2")}),
    )
    inlines = (AssignmentInline,)
    actions = ("second_factor_off",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return the users that may be seen: superusers by superusers alone."""
        rows = super().get_queryset(request)
        return rows if getattr(request.user, "is_superuser", False) else rows.filter(is_superuser=False)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse a manager their own roles: another has to give them."""
        own = obj is not None and obj.pk == request.user.pk and not getattr(request.user, "is_superuser", False)
        return not own and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what somebody did keeps their name. Who has left is set inactive."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the roles, open or close the admin by them, and leave a row in the audit log."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        roles = sorted(set(user.assignments.values_list("role", flat=True)))
        user.is_staff = user.is_superuser or opens_admin(roles)
        user.save(update_fields=["is_staff"])
        record(_actor(request), "staff.changed" if change else "staff.added", f"user:{user.pk}", request, roles=roles)

    @admin.action(description=gettext_lazy("Switch the second factor off (phone lost)"))
    def second_factor_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Take the second factor from the chosen users."""
        for user in queryset:
            switch_off(user)
            record(_actor(request), "second_factor.off", f"user:{user.pk}", request)
        messages.success(request, _("The second factor is off."))


def _actor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


# Rights come from roles alone, and nobody reads the secrets of a second factor: these tables have no page.
for hidden in (Group, TOTPDevice, StaticDevice):
    if admin.site.is_registered(hidden):
        admin.site.unregister(hidden)
