"""A file that was checked and waits for somebody's word."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from desk.directory.models.places import Site


class ImportDraft(models.Model):
    """The catalogue that a file would make; `base_sha256` is that of the directory against which it was checked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    name = models.CharField(max_length=200)
    body = models.BinaryField()
    base_sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name
