"""What every page is given: formats, menus, own files by hash, installed files by manifest."""

import base64
import datetime as dt
import functools
import hashlib
import json
import uuid
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, g, has_request_context, render_template, request, url_for
from flask_babel import format_date, format_datetime, format_decimal, gettext
from flask_wtf.csrf import generate_csrf

from app import clock
from app.labels import label
from app.labels_pilot import check_label
from geodata.map_modules import MODULES
from models.testbed_kind import Theme
from models.wall_time import local_date
from views import language, navigation
from views.access import viewer
from views.canonical import canonical
from views.headers import csp_nonce
from views.text import shown

ONE_MINUTE = dt.timedelta(minutes=1)
THEMES = ("auto", "light", "dark")


def page(template: str, status: int = 200, /, **values: Any) -> tuple[str, int]:
    """Render a page; 422 is used when a form came back with errors."""
    return render_template(template, **values), status


def date(value: dt.date | dt.datetime | str | None, form: str = "medium") -> str:
    """Return a day as people of this language write it; an empty string for None."""
    if not value:
        return ""
    if isinstance(value, str):
        value = dt.date.fromisoformat(value)
    return str(format_date(value, form, rebase=isinstance(value, dt.datetime)))


def daterange(start: dt.date, end: dt.date) -> str:
    """Return "from–to" for two days, both inclusive."""
    return date(start) if start == end else f"{date(start)} – {date(end)}"


def moment(value: dt.datetime | str | None) -> str:
    """Return an instant as local day and time; a text is an instant in ISO form."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value) if value else None
    return str(format_datetime(value, "short")) if value else ""


def until(value: dt.datetime | str | None) -> str:
    """Return the last minute before an instant: what ends at midnight ends at 23.59 the day before.

    A text is an instant in ISO form, as mails are given it.
    """
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return moment(value - ONE_MINUTE if value and not value.second else value)


def number(value: float | Decimal | None) -> str:
    """Return a number with this language's separators."""
    return "" if value is None else str(format_decimal(value))  # type: ignore[arg-type]  # Babel writes decimals exactly


def euros(value: int | None) -> str:
    """Return whole euros, as in "15 000 €" or "€15,000"."""
    if value is None:
        return ""
    amount = format_decimal(value)
    return f"€{amount}" if language.current() == "en" else f"{amount}\N{NO-BREAK SPACE}€"


def theme_label(value: str) -> str:
    """Return what a theme is called, from its stored value."""
    return label(Theme(value))


def ago(value: dt.datetime) -> str:
    """Return how many days ago something was, in words."""
    days = (clock.today() - local_date(value, clock.FINLAND)).days
    if days <= 0:
        return str(gettext("today"))
    if days == 1:
        return str(gettext("yesterday"))
    return str(gettext("%(days)s days ago", days=days))


class Files:
    """Addresses of own and installed files, with hashes for caching and integrity."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: dict[str, dict[str, str]] = {}
        self.addresses: dict[tuple[str, str, str], str] = {}
        listed = folder / "vendor" / "manifest.json"
        if listed.exists():
            self.manifest = json.loads(listed.read_text())

    @functools.cache  # noqa: B019 - one instance for the life of the process
    def digest(self, path: str) -> bytes:
        return hashlib.sha384((self.folder / path).read_bytes()).digest()

    def own(self, path: str) -> str:
        """Return the address of a file under static/, changed whenever its content changes."""
        return self._address(path, self.digest(path).hex()[:12])

    def _address(self, path: str, version: str) -> str:
        """Return an address under static/, kept: a page asks for a hundred and fifty of them."""
        if not has_request_context():
            return url_for("static", filename=path, v=version)
        key = (request.script_root, path, version)
        if key not in self.addresses:
            self.addresses[key] = url_for("static", filename=path, v=version)
        return self.addresses[key]

    def asset(self, path: str) -> dict[str, str]:
        """Return ``{url, integrity}`` of an own file, for geodata's map parts."""
        return {
            "url": self.own(path),
            "integrity": "sha384-" + base64.b64encode(self.digest(path)).decode(),
        }

    def vendor(self, key: str) -> SimpleNamespace:
        """Return ``.url`` and ``.integrity`` of an installed file, by its key."""
        entry = self.manifest[key]
        url = self._address(f"vendor/{entry['path']}", entry["integrity"][7:19])
        return SimpleNamespace(url=url, integrity=entry["integrity"])

    def map_manifest(self) -> dict[str, dict[str, Any]]:
        """Return installed and own files under the keys that geodata/maps.py asks for."""
        known: dict[str, dict[str, Any]] = {
            key: {"url": self.vendor(key).url, "integrity": entry["integrity"]}
            for key, entry in self.manifest.items()
        }
        for key, path in MODULES.items():
            known[key] = self.asset(path) | {"module": True}
        known["koepaikka_drawing_css"] = self.asset("css/drawing.css")
        known["koepaikka_map_css"] = self.asset("css/map-parts.css")
        return known


def init_app(app: Flask, settings: Any) -> None:
    """Give the templates their filters and globals."""
    files = Files(Path(app.static_folder or "static"))
    base_url = str(settings.public_url).rstrip("/")
    app.extensions["files"] = files
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.finalize = shown
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date=date, daterange=daterange, datetime=moment, until=until, number=number, euros=euros,
        ago=ago, label=label, theme_label=theme_label, check_label=check_label,
    )  # fmt: skip
    app.jinja_env.globals.update(
        csp_nonce=csp_nonce, static_url=files.own, vendor=files.vendor, request_key=fresh_key,
        csrf_token=generate_csrf, label=label, today=clock.today, now=clock.now,
    )  # fmt: skip

    @app.context_processor
    def values() -> dict[str, Any]:
        theme = request.cookies.get("theme", "auto")
        return {
            "lang": language.current(),
            "theme": theme if theme in THEMES else "auto",
            "viewer": viewer(),
            "navigation": navigation.main_menu(),
            "account_links": navigation.account_menu(viewer()),
            "language_links": language.links(),
            "canonical": canonical(base_url),
            "base_url": base_url,
            "is_demo": settings.demo,
        }


def fresh_key() -> str:
    """Return the key of the form being shown: the one it was sent with, else a new one."""
    sent = request.form.get("request_key") if request.method == "POST" else None
    if sent and g.get("keep_request_key", False):
        return sent
    g.has_request_key = True
    return str(uuid.uuid4())
