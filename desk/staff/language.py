"""The language of a page: what the user set, else the cookie that the language switch left, else Persian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

COOKIE = "mizban_language"
STAFF_LANGUAGES = ("fa", "en")


class StaffLanguageMiddleware:
    """Sets the language for the request. The browser's own list is not asked: an office's screens are Persian first."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        chosen = request.COOKIES.get(COOKIE, "")
        language = chosen if chosen in STAFF_LANGUAGES else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        return self.get_response(request)
