"""Kiosks are no people: their interface needs no session, no language, no form token, no pages' policy.

Those of the middlewares cost more than the answers themselves; with fifty boards that are woken by one call it is what
they wait for. The address of the desk is checked all the same, and `SecurityMiddleware` stands before this one.
"""

from __future__ import annotations

from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from sync.protocol.messages import API_PREFIX


class MachinesMiddleware:
    """Answers the kiosks' interface at once; everything else goes on to what stands behind."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        if iscoroutinefunction(self):
            return self._answer(request)
        return self.get_response(request)

    async def _answer(self, request: HttpRequest) -> Any:
        path = request.path_info
        if not path.startswith(f"{API_PREFIX}/") or path.endswith("/docs"):  # that one is a page for people
            return await self.get_response(request)
        try:
            match = resolve(path)
        except Resolver404:
            return await self.get_response(request)
        request.get_host()  # raises DisallowedHost
        request.resolver_match = match
        if iscoroutinefunction(match.func):
            return _measured(await match.func(request, *match.args, **match.kwargs))
        return _measured(await sync_to_async(match.func)(request, *match.args, **match.kwargs))


def _measured(response: Any) -> Any:
    """Say how long the answer is, as Django's `CommonMiddleware` would: a kiosk takes none that was cut short."""
    if not response.streaming and not response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    return response
