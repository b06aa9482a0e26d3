"""Users and what they are at which site."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.staff.rights import ROLE_RIGHTS, Right, Role


class User(AbstractUser):
    """A member of staff. `language` is that of the screens; empty follows the office's."""

    display_name = models.CharField(_("Name"), max_length=120, blank=True)
    language = models.CharField(_("Language"), max_length=2, blank=True, choices=[("fa", "فارسی"), ("en", "English")])

    def __str__(self) -> str:
        return self.display_name or self.username

    def rights(self, site_id: int | None = None) -> frozenset[Right]:
        """Return the rights at a site, or at any site where `site_id` is None; a superuser has all."""
        if not self.is_active:
            return frozenset()
        if self.is_superuser:
            return frozenset(Right)
        posts = self._posts()
        return frozenset().union(
            *(ROLE_RIGHTS[role] for role, site in posts if site is None or site_id is None or site == site_id)
        )

    def has_right(self, right: Right, site_id: int | None = None) -> bool:
        """Return whether this user has `right` at the site (anywhere where `site_id` is None)."""
        return right in self.rights(site_id)

    def _posts(self) -> list[tuple[str, int | None]]:
        cached: list[tuple[str, int | None]] | None = self.__dict__.get("_posts_cache")
        if cached is None:
            cached = list(self.assignments.values_list("role", "site_id"))
            self.__dict__["_posts_cache"] = cached
        return cached


class Assignment(models.Model):
    """A role at a site, or at every site where `site` is empty; a unit head's is bound to a department."""

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments")
    role = models.CharField(_("Role"), max_length=20, choices=Role.choices)
    site = models.ForeignKey("directory.Site", models.CASCADE, null=True, blank=True, related_name="+")
    department = models.ForeignKey("directory.Department", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "site", "department"], name="assignment_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
