"""Read a page as a person and a browser would, and check the house rules of every page."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class Page:
    """One parsed page."""

    root: Element
    text: str
    status: int

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return every element of this tag whose attributes have these values."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.root.iter(XHTML + tag)
            if all(element.get(name) == value for name, value in wanted.items())
        ]

    def words(self, tag: str, **attributes: str) -> list[str]:
        """Return the words of each such element, blanks folded."""
        return [words_of(element) for element in self.all(tag, **attributes)]

    @property
    def title(self) -> str:
        return self.words("title")[0]

    @property
    def heading(self) -> str:
        return self.words("h1")[0]

    def blamed(self) -> set[str | None]:
        """Return the names of the fields that an error is shown at."""
        return {
            field.get("name")
            for tag in ("input", "textarea", "select")
            for field in self.all(tag, aria_invalid="true")
        }

    def value(self, id_: str) -> str:
        """Return what the field with this id holds."""
        found = next(one for one in self.root.iter() if one.get("id") == id_)
        return found.get("value") or "".join(found.itertext()).removeprefix("\n")

    def fields(self) -> dict[str, str]:
        """Return the names and values of hidden and text inputs, for sending a form back."""
        return {
            element.get("name", ""): element.get("value", "")
            for element in self.all("input")
            if element.get("name")
        }


def words_of(element: Element) -> str:
    """Return an element's text with blanks folded."""
    return " ".join("".join(element.itertext()).split())


def read_page(response: object) -> Page:
    """Parse strictly and assert what must be true of every page of ours."""
    body = response.get_data(as_text=True)
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=True)
    root = parser.parse(body)
    serious = [e for e in parser.errors if e[1] != "expected-doctype-but-got-start-tag"]
    assert not serious, serious[:3]
    found = Page(root, words_of(root), response.status_code)
    _house_rules(found, body)
    return found


def _house_rules(page: Page, body: str) -> None:
    html = next(page.root.iter(XHTML + "html"))
    assert html.get("lang") in {"fi", "sv", "en"}, "the page says its language"
    assert len(page.all("h1")) == 1, f"one h1, not {page.words('h1')}"
    ids = [element.get("id") for element in page.root.iter() if element.get("id")]
    twice = {one for one in ids if ids.count(one) > 1}
    assert not twice, f"ids are unique: {twice}"
    for element in page.root.iter():
        inline = [name for name in element.attrib if name.startswith("on") or name == "style"]
        assert not inline, f"{element.tag} has {inline}, which the policy forbids"
    for image in page.all("img"):
        assert image.get("alt") is not None, "every picture has an alternative"
    for script in page.all("script"):
        assert script.get("nonce") or script.get("type") == "application/json", "nonce on scripts"
    for form in page.all("form"):
        assert form.get("method", "get").lower() in {"get", "post"}
    labels = {label.get("for") for label in page.all("label")}
    for tag in ("input", "select", "textarea"):
        for field in page.all(tag):
            labelled = field.get("aria-label") or field.get("aria-labelledby")
            named = field.get("id") in labels or labelled
            silent = field.get("type") in {"hidden", "submit", "button"}
            hidden = silent or "hidden" in field.attrib
            inside = any(field in set(label.iter()) for label in page.all("label"))
            assert hidden or named or inside, f"{field.get('name')} has a label"
