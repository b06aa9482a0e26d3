"""The pictures of the catalogue, for those who edit it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from desk.directory.models import Media
from desk.staff.guards import needs
from desk.staff.rights import Right


@require_GET
@needs(Right.EDIT_CONTENT)
def picture(request: HttpRequest, sha256: str) -> FileResponse:
    """One picture by its hash; films and sounds are not shown here."""
    media = get_object_or_404(Media, pk=sha256, kind__startswith="image/")
    path = Path(settings.MEDIA_ROOT) / media.sha256[:2] / media.sha256
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type=media.kind, headers={"Cache-Control": "private, max-age=600"})
