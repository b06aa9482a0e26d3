"""What all pages of visitors share: four languages, no index, no store."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from desk.connectors import outbox
from sync.protocol.base import LANGS

NAMES = {"fa": "فارسی", "ar": "العربية", "en": "English", "ru": "Русский"}


def asked_language(request: HttpRequest, otherwise: str = "fa") -> str:
    """Return the language that the visitor chose on the page, else `otherwise`."""
    asked = request.POST.get("lang") or request.GET.get("lang", "")
    return asked if asked in LANGS else otherwise


def show(request: HttpRequest, template: str, language: str, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page in the visitor's language."""
    with translation.override(language):
        response = render(
            request,
            template,
            {
                **context,
                "language": language,
                "languages": [(lang, NAMES[lang]) for lang in LANGS],
                "own_requests": outbox.enabled(),
            },
            status=status,
        )
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex"
    if status == 429:
        response["Retry-After"] = "600"
    return response
