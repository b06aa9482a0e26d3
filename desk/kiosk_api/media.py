"""Files by hash, whole or a part of them."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse

from desk.directory.models import Media
from desk.kiosk_api.faults import Refusal

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
_CHUNK = 4 * 1024 * 1024
"""A part is answered with at most so many bytes; the kiosk asks for the next."""


def media_path(sha256: str) -> Path:
    """Return where a file of that hash lies."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def media_response(request: HttpRequest, sha256: str) -> HttpResponse | FileResponse:
    """Answer a file or the part of it that `Range` names. Raises `Refusal` 404 and 416."""
    known = Media.objects.filter(pk=sha256).first()
    if known is None or not media_path(sha256).is_file():
        raise Refusal(404, "unknown_media", "no such file", "sha256")
    size = known.size
    span = _span(request.headers.get("Range", ""), size)
    with media_path(sha256).open("rb") as file:
        if span is None and size > _CHUNK:
            response: HttpResponse | FileResponse = FileResponse(media_path(sha256).open("rb"), content_type=known.kind)
        else:
            first, last = span or (0, size - 1)
            file.seek(first)
            body = file.read(min(last - first + 1, _CHUNK) if span else size)
            response = HttpResponse(body, content_type=known.kind, status=206 if span else 200)
            if span:
                response["Content-Range"] = f"bytes {first}-{first + len(body) - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{sha256}"'
    return response


def _span(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte asked for (RFC 9110, one range); None for the whole file."""
    match = _RANGE.match(header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    first = int(match[1]) if match[1] else max(0, size - int(match[2]))
    last = min(int(match[2]), size - 1) if match[1] and match[2] else size - 1
    if first > last or first >= size:
        raise Refusal(416, "bad_range", f"the file has {size} bytes", "Range")
    return first, last
