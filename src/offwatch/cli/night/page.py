"""A page as its reader meets it: the headline, the words, the links and the forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"input", "meta", "link", "br", "img", "hr"}
_SILENT = {"script", "style", "title", "head"}


@dataclass
class PageButton:
    label: str
    name: str = ""
    value: str = ""


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[PageButton] = field(default_factory=list)


@dataclass
class PageLink:
    address: str
    label: str


class Page(HTMLParser):
    """What a person could read and press on one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headline = ""
        self.forms: list[Form] = []
        self.links: list[PageLink] = []
        self._by_id: dict[str, Form] = {}
        self._words: list[str] = []
        self._open: list[str] = []
        self._form: Form | None = None
        self._button: tuple[Form, PageButton] | None = None
        self.feed(html)
        self.text = " ".join(" ".join(self._words).split())

    def button(self, label: str) -> tuple[Form, PageButton] | None:
        """The form and button whose label starts with ``label``."""
        for form in self.forms:
            for button in form.buttons:
                if " ".join(button.label.split()).startswith(label):
                    return form, button
        return None

    def link(self, label: str) -> PageLink | None:
        found = (link for link in self.links if label in " ".join(link.label.split()))
        return next(found, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
            if "id" in given:
                self._by_id[given["id"]] = self._form
        elif tag in ("input", "select", "textarea"):
            self._take_field(given)
        elif tag == "button":
            form = self._by_id.get(given.get("form", "")) or self._form
            if form is not None and given.get("type", "submit") == "submit":
                button = PageButton("", given.get("name", ""), given.get("value", ""))
                form.buttons.append(button)
                self._button = (form, button)
        elif tag == "a" and "href" in given:
            self.links.append(PageLink(given["href"], ""))

    def _take_field(self, given: dict[str, str]) -> None:
        form = self._by_id.get(given.get("form", "")) or self._form
        name, kind = given.get("name", ""), given.get("type", "text")
        unchecked = kind in ("radio", "checkbox") and "checked" not in given
        if form is not None and name and not unchecked and kind != "submit":
            form.fields.append((name, given.get("value", "on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = None

    def handle_data(self, data: str) -> None:
        if _SILENT.intersection(self._open):
            return
        self._words.append(data)
        if "h1" in self._open:
            self.headline = " ".join(f"{self.headline} {data}".split())
        if self._button is not None:
            self._button[1].label += data
        if "a" in self._open and self.links:
            self.links[-1].label += data
