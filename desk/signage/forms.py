"""What staff may enter, with bounds on every number (S4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.directory.models import Site
from desk.fleet.models import Kiosk
from desk.signage.models import PanelRule, Playlist, Schedule, ScreenGroup
from sync.protocol.base import LANGS, Lang

DAYS = [
    ("sat", _("Saturday")),
    ("sun", _("Sunday")),
    ("mon", _("Monday")),
    ("tue", _("Tuesday")),
    ("wed", _("Wednesday")),
    ("thu", _("Thursday")),
    ("fri", _("Friday")),
]
ROLES = [("", _("Kiosks and boards")), ("kiosk", _("Kiosks only")), ("board", _("Boards only"))]
_LONGEST = timedelta(days=3660)


class TimedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Dates, weekdays, hours, and which screens."""

    days = forms.MultipleChoiceField(
        label=_("Weekdays"), choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    role = forms.ChoiceField(label=_("Screens"), choices=ROLES, required=False)

    class Meta:
        fields = ("starts", "ends", "days", "from_time", "until_time", "role", "groups", "kiosks")
        widgets = {
            "starts": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "from_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "until_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "groups": forms.CheckboxSelectMultiple,
            "kiosks": forms.CheckboxSelectMultiple,
        }
        labels = {"groups": _("Groups of screens"), "kiosks": _("Single screens")}

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = ScreenGroup.objects.filter(site=site)  # type: ignore[attr-defined]
        self.fields["kiosks"].queryset = Kiosk.objects.filter(site=site, retired_at=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Both hours or none; an end that is not before its beginning."""
        found = super().clean() or {}
        if (found.get("from_time") is None) != (found.get("until_time") is None):
            self.add_error("until_time", _("Give both hours, or none for the whole day."))
        starts, ends = found.get("starts"), found.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("This lies before the beginning."))
        if starts and ends and ends - starts > _LONGEST:
            self.add_error("ends", _("At most ten years."))
        return found


class ScheduleForm(TimedForm):
    """A playlist at its times."""

    priority = forms.IntegerField(label=_("Precedence"), min_value=0, max_value=100, initial=0)

    class Meta(TimedForm.Meta):
        model = Schedule
        fields = ("playlist", "priority", *TimedForm.Meta.fields)  # type: ignore[assignment]
        labels = {**TimedForm.Meta.labels, "playlist": _("Playlist")}

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, site=site, **kwargs)
        self.fields["playlist"].queryset = Playlist.objects.filter(site=site)  # type: ignore[attr-defined]


class PanelForm(TimedForm):
    """The light of panels."""

    level = forms.IntegerField(label=_("Light, percent; 0 is off"), min_value=0, max_value=100)

    class Meta(TimedForm.Meta):
        model = PanelRule
        fields = ("level", *TimedForm.Meta.fields)  # type: ignore[assignment]


class NoticeForm(forms.Form):
    """A text notice from the template: a headline and a sentence in each language."""

    seconds = forms.IntegerField(label=_("Seconds on the screen"), min_value=3, max_value=3600, initial=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for lang in LANGS:
            self.fields[f"title_{lang}"] = forms.CharField(max_length=160, required=lang == "fa")
            self.fields[f"text_{lang}"] = forms.CharField(max_length=600, required=False, widget=forms.Textarea)

    def texts(self, name: str) -> dict[str, str] | None:
        """Return what was entered under `title` or `text`, by language; None for nothing."""
        found = {lang: self.cleaned_data.get(f"{name}_{lang}", "").strip() for lang in LANGS}
        return {lang: text for lang, text in found.items() if text} or None


class UrgentForm(forms.Form):
    """An urgent notice: how grave, how long, and the words."""

    full = forms.BooleanField(required=False)
    drill = forms.BooleanField(required=False)
    minutes = forms.IntegerField(min_value=1, max_value=24 * 60, initial=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for lang in LANGS:
            self.fields[f"headline_{lang}"] = forms.CharField(max_length=160, required=lang == "fa")
            self.fields[f"instruction_{lang}"] = forms.CharField(max_length=600, required=False)

    def texts(self) -> dict[Lang, tuple[str, str]]:
        """Return headline and instruction by language."""
        return {
            lang: (self.cleaned_data[f"headline_{lang}"], self.cleaned_data[f"instruction_{lang}"])
            for lang in LANGS
            if self.cleaned_data[f"headline_{lang}"].strip()
        }
