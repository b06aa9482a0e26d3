"""Coming in and going out, and where to go first."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from desk.audit.log import record
from desk.staff import second_factor
from desk.staff.guards import needs, staff
from desk.staff.language import COOKIE, STAFF_LANGUAGES
from desk.staff.models import User
from desk.staff.rights import Right


class Login(LoginView):
    """The login page; a login is logged."""

    template_name = "console/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Log in; a user with a second factor is asked for the code before anything opens."""
        user = form.get_user()
        if second_factor.has_one(user) or second_factor.must_have_one(user):
            second_factor.await_code(self.request, user, user.backend, self.get_success_url())
            return redirect("second-factor")
        response = super().form_valid(form)
        return logged_in(self.request, user, response)


def logged_in(request: HttpRequest, user: User, response: HttpResponse) -> HttpResponse:
    """Remember a login in the log, and take the user's own language; return the response."""
    record(user, "login", f"user:{user.pk}", request)
    if user.language:
        response.set_cookie(COOKIE, user.language, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


class Logout(LogoutView):
    """Ends the session; by POST alone."""

    http_method_names = ["post", "options"]


@needs(Right.EDIT_CONTENT)
def admin_login(request: HttpRequest) -> HttpResponse:
    """The admin sends here whom it does not let in: strangers log in on the desk's own page, others get 403."""
    return redirect("admin:index")


@needs(*Right)
def home(request: HttpRequest) -> HttpResponse:
    """Go to the first screen that the user's rights open."""
    rights = staff(request).rights()
    for right, name in (
        (Right.CALL_TICKETS, "counters"),
        (Right.SEE_REQUESTS, "requests"),
        (Right.PUBLISH, "publishing"),
        (Right.SEE_FLEET, "fleet"),
        (Right.SEE_AUDIT, "audit"),
    ):
        if right in rights:
            return redirect(name)
    return redirect("counters")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the screens and go back."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if chosen in STAFF_LANGUAGES:
        response.set_cookie(COOKIE, chosen, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response
