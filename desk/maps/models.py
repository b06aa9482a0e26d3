"""One map for a site, whole: it is drawn with a ruler, not edited field by field."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class SiteMap(models.Model):
    """The document of `sync.protocol.venue.Venue`, as it was imported last."""

    site = models.OneToOneField("directory.Site", models.CASCADE, related_name="map", verbose_name=_("Site"))
    document = models.JSONField(_("Map"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Map")
        verbose_name_plural = _("Maps")

    def __str__(self) -> str:
        return str(self.site)
