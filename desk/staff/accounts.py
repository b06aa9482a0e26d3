"""Making users."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from desk.directory.models import Department, Site
from desk.staff.models import Assignment, User
from desk.staff.rights import Role


class AccountError(ValueError):
    """A user that cannot be made; the text says why."""


def opens_admin(roles: Sequence[str]) -> bool:
    """Return whether one of the roles works in the admin."""
    return bool({Role.EDITOR, Role.MANAGER} & set(roles))


def save_user(
    username: str,
    password: str,
    *,
    name: str = "",
    roles: Sequence[str] = (),
    site: Site | None = None,
    department: Department | None = None,
    superuser: bool = False,
) -> User:
    """Make the user, or set password and roles of one that exists. Raises `AccountError`."""
    unknown = [role for role in roles if role not in Role.values]
    if unknown:
        raise AccountError(f"there is no role '{unknown[0]}'; roles: {', '.join(Role.values)}")
    user = User.objects.filter(username=username).first() or User(username=username)
    try:
        User.username_validator(username)
        validate_password(password, user)
    except ValidationError as error:
        raise AccountError(" ".join(error.messages)) from error
    with transaction.atomic():
        user.display_name = name or user.display_name or username
        user.is_superuser, user.is_staff = superuser, superuser or opens_admin(roles)
        user.set_password(password)
        user.save()
        Assignment.objects.filter(user=user, site=site).exclude(role__in=roles).delete()
        for role in roles:
            Assignment.objects.get_or_create(user=user, role=role, site=site, department=department)
    return user
