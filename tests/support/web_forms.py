"""What a browser would send of a page's form: every field with its value."""

from __future__ import annotations

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """Collects the fields of the form that has a field called `with_field`."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.area = ""
        self.select = ""
        self.many = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        name = found.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name and self.forms:
            kind = found.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in found:
                    self._add(name, found.get("value", "on"))
            elif kind not in ("submit", "file", "button"):
                self._add(name, found.get("value", ""))
        elif tag == "textarea" and self.forms:
            self.area = name
            self._add(name, "")
        elif tag == "select" and self.forms:
            self.select, self.many = name, "multiple" in found
        elif tag == "option" and self.select:
            self._option(found)

    def _option(self, found: dict[str, str]) -> None:
        form = self.forms[-1]
        if "selected" in found and not self.many:
            form[self.select] = [found.get("value", "")]
        elif "selected" in found:
            self._add(self.select, found.get("value", ""))
        elif not self.many:
            form.setdefault(self.select, [found.get("value", "")])

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            values = self.forms[-1][self.area]
            values[-1] = values[-1].removeprefix("\n")
            self.area = ""
        elif tag == "select":
            self.select = ""


def form_with(page: str, field: str) -> dict[str, list[str]]:
    """Return the values of the form that has `field`. Raises `LookupError`."""
    parser = _Fields()
    parser.feed(page)
    for form in parser.forms:
        if field in form:
            return form
    raise LookupError(f"no form with {field}")
