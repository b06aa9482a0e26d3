"""The paper of a ticket, printed by the counter's browser for a visitor who has none."""

from __future__ import annotations

from uuid import UUID

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from desk.directory.models import Organisation
from desk.queueing.models import Ticket
from desk.staff.guards import needs, require, staff
from desk.staff.rights import Right
from sync.protocol.codes import ticket_url


def qr_of(code: str) -> SafeString:
    """Return the QR of a tracking code's page as SVG."""
    address = ticket_url(settings.CONFIG.public_url, code)
    image = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=4)
    return mark_safe(image.to_string(encoding="unicode"))


@require_GET
@needs(Right.CALL_TICKETS)
def ticket_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Number, service and QR in the visitor's language; it is the same ticket, never a new one."""
    row = get_object_or_404(Ticket.objects.select_related("queue__site", "line__room", "service"), pk=pk)
    require(staff(request), Right.CALL_TICKETS, row.queue.site_id)
    with translation.override(row.language):
        context = {
            "row": row,
            "language": row.language,
            "qr": qr_of(row.code),
            "office": Organisation.objects.order_by("id").first(),
        }
        return render(request, "console/ticket_paper.html", context)
