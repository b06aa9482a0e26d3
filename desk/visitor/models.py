"""One-time codes by which a visitor proves a mobile number (C19). Neither number nor code is stored."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class MobileCode(models.Model):
    """One code that was sent. `mobile_key` is the keyed hash of the number, `code_hash` of number and code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mobile_key = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["mobile_key", "-made_at"], name="mobile_code_newest")]

    def __str__(self) -> str:
        return f"until {self.expires_at:%H:%M:%S}"
