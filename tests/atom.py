"""Read Atom feeds strictly, by what RFC 4287 demands (sections 3 and 4) and no library forgives."""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring

ATOM, XML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}"
INSTANT = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
    r"(Z|[+-]([01]\d|2[0-3]):[0-5]\d)"
)
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[\w~!$&'()*+,;=:@/?%.-]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ONCE = {"id", "title", "updated"}
AT_MOST_ONCE = {
    "generator",
    "icon",
    "logo",
    "rights",
    "subtitle",
    "published",
    "summary",
    "content",
}
TEXTS = {"title", "subtitle", "summary", "rights"}
FEED = {
    "author", "category", "contributor", "generator", "icon", "id", "link", "logo", "rights",
    "subtitle", "title", "updated", "entry",
}  # fmt: skip
ENTRY = {
    "author", "category", "content", "contributor", "id", "link", "published", "rights", "source",
    "summary", "title", "updated",
}  # fmt: skip


def read(body: bytes) -> ET.Element:
    """Return the root of a feed that keeps every rule."""
    assert body.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = fromstring(body.decode())
    assert root.tag == f"{ATOM}feed"
    _common(root, FEED)
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        _common(entry, ENTRY)
        assert root.find(f"{ATOM}author") is not None or entry.find(f"{ATOM}author") is not None
        _has_something_to_read(entry)
        published = _text(entry, "published")
        assert not published or published <= _text(entry, "updated")
    ids = [(_text(one, "id"), _text(one, "updated")) for one in entries]
    assert len(set(ids)) == len(ids), "two entries with the same id and instant (4.1.1)"
    assert any(link.get("rel") == "self" for link in root.findall(f"{ATOM}link")), "no self (4.1.1)"
    if entries:
        assert _text(root, "updated") >= max(_text(one, "updated") for one in entries)
    return root


def entries(body: bytes) -> dict[str, ET.Element]:
    """Return the entries of a feed by their ids."""
    return {_text(one, "id"): one for one in read(body).findall(f"{ATOM}entry")}


def text_of(entry: ET.Element, name: str) -> str:
    """Return the text of a child."""
    return _text(entry, name)


def _text(element: ET.Element, name: str) -> str:
    return (element.findtext(f"{ATOM}{name}") or "").strip()


def _common(element: ET.Element, allowed: set[str]) -> None:
    names = [child.tag.removeprefix(ATOM) for child in element if child.tag.startswith(ATOM)]
    assert set(names) <= allowed, set(names) - allowed
    for name in ONCE:
        assert names.count(name) == 1, f"{name} stands {names.count(name)} times"
    for name in AT_MOST_ONCE:
        assert names.count(name) <= 1, name
    _is_iri(_text(element, "id"))
    for name in ("updated", "published"):
        if name in names:
            assert INSTANT.fullmatch(_text(element, name)), _text(element, name)
    for child in element:
        _constructs(child)
    _alternates(element)
    assert _text(element, "title"), "an empty title says nothing"


def _constructs(child: ET.Element) -> None:
    name = child.tag.removeprefix(ATOM)
    if name in TEXTS:
        kind = child.get("type", "text")
        assert kind in {"text", "html"}, kind
        assert not list(child), "markup within text or html (3.1.1)"
    if name in {"author", "contributor"}:
        assert len(child.findall(f"{ATOM}name")) == 1
        assert _text(child, "name")
        assert "@" in (_text(child, "email") or "@")
    if name == "category":
        assert child.get("term"), "a category without a term (4.2.2)"
    if name == "link":
        _is_iri(child.get("href", ""))
        assert LANGUAGE.fullmatch(child.get("hreflang", "fi"))
    language = child.get(f"{XML}lang")
    assert language is None or LANGUAGE.fullmatch(language)


def _alternates(element: ET.Element) -> None:
    seen = [
        (link.get("type"), link.get("hreflang"))
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    assert len(seen) == len(set(seen)), "two alternates of the same type and language"


def _has_something_to_read(entry: ET.Element) -> None:
    links = [link.get("rel", "alternate") for link in entry.findall(f"{ATOM}link")]
    assert entry.find(f"{ATOM}content") is not None or "alternate" in links, "4.1.2"


def _is_iri(value: str) -> None:
    assert value, "an empty address"
    assert not re.search(r'[\s<>"{}|\\^`]', value), value
    parts = urlsplit(value)
    if parts.scheme == "tag":
        assert TAG.fullmatch(value), value
    else:
        assert parts.scheme in {"http", "https", "urn"}, value
        assert parts.netloc or parts.scheme == "urn", value
