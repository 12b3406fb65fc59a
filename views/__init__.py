"""HTTP: one blueprint per feature.  Who, load, form, one use case, redirect.

Every module of this package that has a ``blueprint`` is registered; the list of features is
checked by tests/architecture/test_mirror.py.
"""

import pkgutil
from importlib import import_module
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map


class Number(IntegerConverter):
    """A number in an address; one that no database could hold is an address of nothing."""

    def __init__(self, found_in: Map, **options: Any) -> None:
        super().__init__(found_in, **{"max": 2**31 - 1, **options})


HOOKS = (
    "language", "installation", "packed", "unchanged", "headers", "api.answer", "login",
    "identity_flow", "access", "replica", "page", "window_words", "map_page", "errors", "ogc_lane",
)  # fmt: skip


def register(app: Flask, settings: Any) -> None:
    """Give the app every page; the order of the hooks matters and is this one."""
    app.url_map.converters["int"] = Number
    for hook in HOOKS:
        module = import_module(f"views.{hook}")
        if hook in {
            "installation", "headers", "login", "identity_flow", "page", "map_page", "replica"
        }:  # fmt: skip
            module.init_app(app, settings)
        else:
            module.init_app(app)
    for name in sorted(info.name for info in pkgutil.walk_packages(__path__, "views.")):
        blueprint = getattr(import_module(name), "blueprint", None)
        if blueprint is not None:
            app.register_blueprint(blueprint)
