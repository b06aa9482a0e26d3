"""The address from which a request came."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the client's IP address; X-Forwarded-For is believed only as far as there are trusted proxies."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    hops = settings.CONFIG.trusted_proxies
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return forwarded[-min(hops, len(forwarded))][:45] if hops and forwarded else direct
