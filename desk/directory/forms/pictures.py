"""A picture that staff upload where the catalogue keeps a hash: a logo, the picture of a notice."""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from desk.directory.models import Media

MOST_BYTES = 10 * 1024**2
_MOST_PIXELS = 40_000_000
_KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


class PictureWidget(forms.Widget):
    """What is there now, a box to take it away, and the way to a file."""

    template_name = "directory/picture_widget.html"
    needs_multipart_form = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return `(what was there, the upload or None, whether to take it away)`."""
        return data.get(f"{name}-now", ""), files.get(name), f"{name}-none" in data

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return whether the page did not hold the field."""
        return name not in files and f"{name}-now" not in data


class PictureField(forms.Field):
    """The hash of a picture; an upload is checked, written anew without its hidden data, and kept."""

    widget = PictureWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the hash, or an empty text. Raises `ValidationError`."""
        now, upload, none = value
        if upload is not None:
            return keep_picture(upload)
        known = now if not none and Media.objects.filter(pk=now).exists() else ""
        if self.required and not known:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return known

    def prepare_value(self, value: Any) -> Any:
        """Return the hash, also of a form that was sent."""
        return value[0] if isinstance(value, tuple) else value

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show what is stored while a form is mended."""
        return initial

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether there is an upload, or the picture is to go."""
        _now, upload, none = data
        return upload is not None or (none and bool(initial))


def keep_picture(upload: UploadedFile[bytes]) -> str:
    """Keep a PNG, JPEG or WebP in the media folder; return its SHA-256. Raises `ValidationError`."""
    if (upload.size or 0) > MOST_BYTES:
        raise forms.ValidationError(_("The picture is larger than 10 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(upload.read()), formats=tuple(_KINDS))
            kind = str(picture.format)
            if picture.width * picture.height > _MOST_PIXELS:
                raise forms.ValidationError(_("The picture has too many pixels."))
            clean = picture.convert("RGBA" if kind != "JPEG" else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise forms.ValidationError(_("This is no picture that can be shown. Use PNG, JPEG or WebP.")) from error
    target = io.BytesIO()
    clean.save(target, kind, **({"quality": 90} if kind == "JPEG" else {}))
    return _store(target.getvalue(), _KINDS[kind])


def _store(content: bytes, kind: str) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    target = Path(settings.MEDIA_ROOT) / sha256[:2] / sha256
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.replace(target)
    Media.objects.update_or_create(pk=sha256, defaults={"size": len(content), "kind": kind})
    return sha256
