"""The way through the first start: a journey with no idle clock, no bar and no content, that ends by saving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from kiosk.flow.deeds import DEEDS
from kiosk.flow.journey import Doer, Journey, World
from kiosk.flow.page import Choice, Deed, Destination, go
from kiosk.flow.ports import Answer
from kiosk.flow.wizard import pages
from kiosk.ipc import Scanned
from kiosk.text.messages import Messages
from language import check_language
from sync.protocol.base import LANGS, Lang
from sync.protocol.catalogue import Catalogue

START = go("setup-language", "root")


class SetupShelf:
    """Content of the time before there is any: a name for the header."""

    def __init__(self) -> None:
        self.catalogue: Catalogue | None = Catalogue.model_validate(
            {
                "organisation": {"id": "mizban", "name": {lang: Messages(lang).get("product.name") for lang in LANGS}},
                "site": {
                    "id": "setup",
                    "name": {lang: Messages(lang).get("setup.kiosk") for lang in LANGS},
                    "timezone": "Asia/Tehran",
                },
            }
        )


class SetupJourney(Journey):
    """`saved` is called once everything is on disk; `size_px` is the window's, for a panel that stands upright."""

    def __init__(self, world: World, saved: Callable[[], None], size_px: Callable[[], tuple[int, int]]) -> None:
        self._saved, self._size_px = saved, size_px
        deeds: Mapping[str, Doer] = {**DEEDS, **self._own_deeds()}
        super().__init__(replace(world, library=SetupShelf()), deeds)
        self.trail = [START]
        self.refresh()

    def _bar(self) -> tuple[Choice, ...]:
        return ()

    def tick(self) -> None:
        """Nobody is waited for: a technician may go and fetch a ladder."""
        self.clock.touched()

    def end(self) -> None:
        """There is nothing before the first page."""

    def start(self) -> None:
        """Ask how the machine is and which printers there are."""
        self._look(self, Deed("setup-look"))
        self._printers(self, Deed("setup-printers"))

    def _own_deeds(self) -> dict[str, Doer]:
        return {
            "setup-language": self._language,
            "setup-choose": self._choose,
            "setup-look": self._look,
            "setup-printers": self._printers,
            "setup-wifi": self._wifi,
            "setup-join": self._join,
            "setup-test": self._test,
            "setup-save": self._save,
        }

    def _language(self, _journey: Journey, deed: Deed) -> Destination | None:
        self.language(cast(Lang, check_language(deed.arg("lang"))))
        return None

    def _choose(self, _journey: Journey, deed: Deed) -> Destination | None:
        name = deed.arg("name")
        if name == "wifi" and self.visit.text(name) != deed.arg("value"):
            for former in ("setup-wifi", "wifi_password"):
                self.visit.extra.pop(former, None)
                self.visit.typed.pop(former, None)
            self.visit.failures.pop("setup.wifi", None)
        self.visit.typed[name] = deed.arg("value")
        return None

    def _keep(self, name: str, field: str = "") -> Callable[[Answer], None]:
        def answered(reply: Answer) -> None:
            if reply.result is not None:
                self.visit.extra[name] = reply.result[field] if field else reply.result

        return answered

    def _look(self, _journey: Journey, deed: Deed) -> Destination | None:
        self.ask("setup.look", {}, "setup.look", self._keep("setup-look"))
        return None

    def _printers(self, _journey: Journey, deed: Deed) -> Destination | None:
        host = self.visit.text("printer_host")
        self.ask("setup.printers", {"host": host}, "setup.printers", self._keep("setup-printers", "printers"))
        return None

    def _wifi(self, _journey: Journey, deed: Deed) -> Destination | None:
        name = self.visit.text("wifi")

        def answered(reply: Answer) -> None:
            if reply.result is not None:
                self.visit.extra["setup-wifi"] = name
                self.visit.typed.pop("wifi_password", None)
                self._look(self, Deed("setup-look"))

        self.ask("setup.wifi", {"name": name, "password": self.visit.text("wifi_password")}, "setup.wifi", answered)
        return None

    def told(self, kind: str, data: dict[str, Any]) -> None:
        """A push of the daemon; an invitation that was held before the reader leads to the page of the code."""
        if kind != "scan":
            super().told(kind, data)
            return
        seen = Scanned.model_validate(data)
        if self.page.name not in ("setup-scan", "setup-desk", "setup-code"):
            return
        if not seen.invitation:
            self.visit.failures["setup-scan"] = "not_a_code"
            self.refresh()
            return
        self.visit.failures.pop("setup-scan", None)
        self.visit.typed.update(desk=seen.desk, code=seen.invitation)
        self.follow(go("setup-code", "replace" if self.page.name == "setup-code" else "push"))

    def _join(self, _journey: Journey, deed: Deed) -> Destination | None:
        asked = {"url": self.visit.text("desk"), "code": self.visit.text("code")}
        self.ask("setup.join", asked, "setup.join", self._keep("setup-joined"))
        return None

    def _test(self, _journey: Journey, deed: Deed) -> Destination | None:
        asked = {"printer": self._printer(), "language": self.visit.language}
        self.ask("setup.test", asked, "setup.test", self._keep("setup-tested", "state"))
        return None

    def _save(self, _journey: Journey, deed: Deed) -> Destination | None:
        def answered(reply: Answer) -> None:
            if reply.result is not None:
                self._saved()

        self.ask("setup.save", {"settings": self.settings()}, "setup.save", answered)
        return None

    def _printer(self) -> dict[str, object]:
        found = self.visit.extra.get("setup-printers", ())
        chosen = self.visit.text("printer")
        return (
            dict(found[int(chosen)]["settings"]) if chosen.isdigit() and int(chosen) < len(found) else {"kind": "none"}
        )

    def settings(self) -> dict[str, object]:
        """Return what was answered as the settings name it."""
        wide, high = pages.PANELS[self.visit.text("panel") or "24"]
        width, height = self._size_px()
        screen: dict[str, object] = {"width_mm": high if height > width else wide}
        if self.visit.text("bottom"):
            screen["bottom_mm"] = int(self.visit.text("bottom"))
        told: dict[str, object] = {"language": self.visit.language, "screen": screen, "printer": self._printer()}
        found = self.visit.extra.get("setup-look", {}).get("scanner", {})
        if found.get("kind", "none") != "none":
            told["scanner"] = {"kind": found["kind"], "device": found["device"]}
        if self.visit.text("sound") == "yes":
            told["sound"] = {"loudspeaker": "default"}
        return told
