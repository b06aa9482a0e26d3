"""The door of every staff view: logged in, and with the right that the view names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from desk.staff.models import User
from desk.staff.rights import Right

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def needs(*rights: Right) -> Callable[[View], View]:
    """Let a view be seen by those who have any of `rights`; others get 403, strangers the login page.

    The rights stand on the view as `rights`, where the test of the table of rights reads them.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(staff(request).has_right(right) for right in rights):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        inside = cast(Any, login_required(guarded))
        inside.rights = rights
        return cast(View, inside)

    return wrap


def staff(request: HttpRequest) -> User:
    """Return the user of a request that passed `needs`."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def require(user: User, right: Right, site_id: int | None) -> None:
    """Raise `PermissionDenied` where the user lacks the right at this site."""
    if not user.has_right(right, site_id):
        raise PermissionDenied
