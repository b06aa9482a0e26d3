"""Django's permissions, answered from the table of roles: the admin follows the same rules as our own screens."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from desk.staff.rights import Right

_APP_RIGHTS: dict[str, Right] = {
    "directory": Right.EDIT_CONTENT,
    "fleet": Right.MANAGE_FLEET,
    "staff": Right.MANAGE_STAFF,
    "queueing": Right.SET_RULES,
    "casework": Right.SET_RULES,
    "alerts": Right.SET_RULES,
    "signage": Right.EDIT_CONTENT,
}


class RoleBackend(ModelBackend):
    """Passwords as Django keeps them; permissions from `ROLE_RIGHTS`."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Return whether a role of the user grants the app of `perm`."""
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        right = _APP_RIGHTS.get(perm.partition(".")[0])
        return user_obj.is_superuser or (right is not None and user_obj.has_right(right))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Return whether the user may open an app in the admin at all."""
        return self.has_perm(user_obj, f"{app_label}.view")
