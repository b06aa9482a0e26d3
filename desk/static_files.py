"""Static files from the desk's own process, on both sides of async: WhiteNoise finds and describes them."""

from __future__ import annotations

from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise, able to stand before async views: a sync-only middleware would hold a thread for each long poll."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        if iscoroutinefunction(self):
            return self._answer(request)
        found = self.files.get(request.path_info)
        return self.serve(found, request) if found is not None else self.get_response(request)

    async def _answer(self, request: HttpRequest) -> Any:
        found = self.files.get(request.path_info)
        return self.serve(found, request) if found is not None else await self.get_response(request)

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """Return the whole file: they are small, and a streamed one would need an async iterator under ASGI."""
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file as file:
                body = file.read()
        response = HttpResponse(body, status=int(found.status))
        del response["content-type"]
        for key, value in found.headers:
            response[key] = value
        return response
