"""The parts of a map page, taken out of a rendered tree of branca elements.

folium builds whole HTML documents; our pages need four parts of one: style sheets, scripts, markup
and one inline script.  `MapParts.from_figure` takes a tree apart and refuses whatever a strict
content security policy without a content delivery network could not serve, so that a mistake is an
exception in a test and never a broken or leaking map in a browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from branca.element import CssLink, Element, Figure, JavascriptLink
from markupsafe import Markup

AssetEntry = Mapping[str, object]
"""One entry of the asset manifest: ``path`` (below the vendor folder) or ``url``, ``integrity``.

With ``module`` it is an ES module, which other modules import by the entry's key.
"""

AssetManifest = Mapping[str, AssetEntry]

_SAME_ORIGIN = re.compile(r"/(?![/\\])[^\s\\]*")
_RELATIVE = re.compile(r"[A-Za-z0-9_@][\w@./+-]*")
_INTEGRITY = re.compile(r"sha(?:256|384|512)-[A-Za-z0-9+/=]+")
_ADDRESS_ATTRIBUTES = frozenset({"action", "data", "formaction", "href", "poster", "src", "srcset"})
_REFUSED_TAGS = frozenset({"base", "embed", "iframe", "link", "meta", "object", "script", "style"})


class UnknownAssetError(LookupError):
    """A map asks for a file that is not in the asset manifest, most likely one from a CDN."""


class RemoteAddressError(ValueError):
    """A map names an address that does not lie on our own origin."""


class UnsafeMarkupError(ValueError):
    """A map brings markup that the content security policy would block or that could run."""


def same_origin(address: str) -> str:
    """Return ``address`` if it is a path on our own origin, such as ``/tiles/{z}/{x}/{y}.png``.

    Raises:
        RemoteAddressError: for anything with a host or a scheme, and for relative paths.

    """
    if not _SAME_ORIGIN.fullmatch(address):
        raise RemoteAddressError(address)
    return address


@dataclass(frozen=True, slots=True)
class Asset:
    """A style sheet or script of our own origin, with its fingerprint where one is known."""

    key: str
    path: str | None
    url: str | None
    integrity: str | None
    module: bool = False

    @classmethod
    def from_manifest(cls, key: str, manifest: AssetManifest) -> Asset:
        """Look ``key`` up in the manifest.

        An entry holds either ``path`` (a file below the vendor folder; the page makes the address)
        or ``url`` (ready to use), and mostly ``integrity``.

        Raises:
            UnknownAssetError: when the manifest has no such entry.
            RemoteAddressError: when the entry points away from our origin.

        """
        entry = manifest.get(key)
        if entry is None:
            raise UnknownAssetError(key)
        path, url, integrity = entry.get("path"), entry.get("url"), entry.get("integrity")
        if isinstance(url, str):
            same_origin(url)
        elif not isinstance(path, str):
            raise UnknownAssetError(key)
        elif not _RELATIVE.fullmatch(path) or ".." in path:
            raise RemoteAddressError(path)
        if isinstance(integrity, str) and not _INTEGRITY.fullmatch(integrity):
            raise UnsafeMarkupError(key)
        return cls(
            key=key,
            path=path if isinstance(path, str) else None,
            url=url if isinstance(url, str) else None,
            integrity=integrity if isinstance(integrity, str) else None,
            module=entry.get("module") is True,
        )

    def address(self, url: Callable[[str], str]) -> str:
        """Return the address for the page; ``url`` makes it from a path in the vendor folder."""
        return same_origin(self.url if self.url is not None else url(self.path or ""))

    @property
    def integrity_attribute(self) -> Markup:
        """Return `` integrity="…"`` or nothing."""
        if self.integrity is None:
            return Markup()
        return Markup(' integrity="{}"').format(self.integrity)


class _MarkupCheck(HTMLParser):
    """Reads markup as a browser would and raises at the first thing our policy does not allow.

    A parser instead of a pattern, because the name of a place may well be ``onload=`` or hold an
    address, and inside an attribute's value that is just text.
    """

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _REFUSED_TAGS:
            raise UnsafeMarkupError(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                raise UnsafeMarkupError(name)
            if name in _ADDRESS_ATTRIBUTES and not (value or "").startswith("#"):
                same_origin(value or "")


@dataclass(frozen=True, slots=True)
class MapParts:
    """What a page puts in its head, its body and its end to show one map."""

    css: tuple[Asset, ...]
    js: tuple[Asset, ...]
    html: Markup
    script: Markup

    @classmethod
    def from_figure(cls, figure: Figure, manifest: AssetManifest) -> MapParts:
        """Render the tree below ``figure`` once and take it apart.

        Files are looked up in ``manifest`` by their key, never by the address that the element
        carries.

        Raises:
            UnknownAssetError: an element asks for a file that the manifest does not have.
            RemoteAddressError: a manifest entry or an attribute points away from our origin.
            UnsafeMarkupError: inline handlers, inline styles or script tags in the markup.

        """
        for child in list(figure._children.values()):  # noqa: SLF001 - branca has no public way
            child.render()
        css: list[Asset] = []
        js: list[Asset] = []
        for key, element in _children(figure.header):
            if isinstance(element, JavascriptLink):
                js.append(Asset.from_manifest(key, manifest))
            elif isinstance(element, CssLink):
                css.append(Asset.from_manifest(key, manifest))
            elif key != "meta_http" and element.render().strip():
                raise UnsafeMarkupError(f"{key} writes to the page's head")
        html = "".join(element.render() for _, element in _children(figure.html))
        check = _MarkupCheck()
        check.feed(html)
        check.close()
        script = "\n".join(element.render().strip() for _, element in _children(figure.script))
        if "</script" in script.lower() or "<!--" in script:
            raise UnsafeMarkupError("the script would end its own tag")
        return cls(tuple(css), tuple(js), Markup(html.strip()), Markup(script))  # noqa: S704 - checked above

    def head(self, nonce: str, url: Callable[[str], str]) -> Markup:
        """Return the style sheet links and, before any module, the map of the modules' names.

        ``url`` makes addresses from paths in the vendor folder.
        """
        tag = Markup('<link rel="stylesheet" href="{}"{} nonce="{}">')
        tags = [
            tag.format(asset.address(url), asset.integrity_attribute, nonce) for asset in self.css
        ]
        names = {asset.key: asset.address(url) for asset in self.js if asset.module}
        if names:
            text = json.dumps({"imports": names}, separators=(",", ":")).replace("<", "\\u003c")
            named = Markup('<script type="importmap" nonce="{}">{}</script>')
            tags.append(named.format(nonce, Markup(text)))  # noqa: S704 - paths of our own origin
        return Markup("\n").join(tags)

    def scripts(self, nonce: str, url: Callable[[str], str]) -> Markup:
        """Return the script tags, in the order in which they must run, for the end of the body.

        None of them holds up the page's first painting: what is no module is deferred, and the
        inline script is a module, which waits for those before it and has a scope of its own, so
        that two maps can share a page.
        """
        tag = Markup('<script{} src="{}"{} nonce="{}"></script>')
        module, later = Markup(' type="module"'), Markup(" defer")
        tags = [
            tag.format(
                module if asset.module else later,
                asset.address(url),
                asset.integrity_attribute,
                nonce,
            )
            for asset in self.js
        ]
        return Markup("\n").join([*tags, self.inline(nonce)])

    def inline(self, nonce: str) -> Markup:
        """Return the script of this map alone, for a page where another brings the same files."""
        tag = Markup('<script type="module" nonce="{}">\n{}\n</script>')
        return tag.format(nonce, self.script)


def _children(element: Element) -> list[tuple[str, Element]]:
    return list(element._children.items())  # noqa: SLF001 - branca has no public way
