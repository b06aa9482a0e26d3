"""Content that is missing in the visitor's language stands there in the next best one, and is said in that."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.devices.sound.outputs import Output
from kiosk.devices.sound.speaker import Speaker
from kiosk.devices.sound.voice import Clip
from kiosk.flow.speech import spoken
from kiosk.screens.voice import PageVoice
from language import Content, content, language_of
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue
from tests.flow.conftest import Visit

SERVICE = "enrolment-certificate"


def _without(catalogue: Catalogue, *missing: Lang) -> Catalogue:
    """The same content, but the service has no name in some languages."""
    services = []
    for service in catalogue.services:
        if service.id == SERVICE:
            name = {lang: text for lang, text in service.name.items() if lang not in missing}
            service = service.model_copy(update={"name": name})
        services.append(service)
    return catalogue.model_copy(update={"services": tuple(services)})


def _languages_said(visit: Visit, text: str) -> set[str]:
    lines = spoken(visit.journey.page)
    return {language_of(line, visit.journey.visit.language) for line in lines if text in line}


def test_a_name_that_is_missing_is_said_in_the_language_that_it_is_in(
    make_visit: Callable[..., Visit], catalogue: Catalogue
) -> None:
    whole = next(service.name for service in catalogue.services if service.id == SERVICE)
    for missing, stands_in in ((("ru",), "en"), (("ru", "en"), "fa")):
        visit = make_visit("ru")
        visit.journey.world.library.catalogue = _without(catalogue, *missing)  # type: ignore[misc]
        visit.go("guide", service=SERVICE)
        assert visit.journey.page.title == whole[stands_in]
        assert language_of(visit.journey.page.title, "ru") == stands_in
        assert _languages_said(visit, whole[stands_in]) == {stands_in}
        visit.go("services", department="education-deputy", purpose="guide")
        assert _languages_said(visit, whole[stands_in]) == {stands_in}


def test_what_is_there_is_plain_text(make_visit: Callable[..., Visit]) -> None:
    visit = make_visit("ru")
    visit.go("guide", service=SERVICE)
    assert {language_of(line, "ru") for line in spoken(visit.journey.page)} == {"ru"}
    assert type(content({"ru": "Справка"}, "ru")) is str


class Silence(Output):
    """An output that plays nothing."""

    def play(self, clip: Clip, interrupt: threading.Event) -> None:
        pass


def test_the_voice_changes_with_the_language() -> None:
    made: list[tuple[str, Lang]] = []

    def make(text: str, lang: Lang) -> Clip:
        made.append((text, lang))
        return Clip(8000, b"")

    speaker = Speaker(Silence(), make=make)
    try:
        PageVoice(speaker).say(("خدمت", Content("Certificate", "en"), Content("Справка", "ru")), "fa")
        assert speaker.wait_until_quiet(60)
    finally:
        speaker.close()
    assert made == [("خدمت", "fa"), ("Certificate", "en"), ("Справка", "ru")]
