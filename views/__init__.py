"""HTTP: one blueprint per feature.  Who, load, form, one use case, redirect.

Every module of this package that has a ``blueprint`` is registered; the list of features is
checked by tests/architecture/test_mirror.py.
"""

import pkgutil
from importlib import import_module
from typing import Any

from flask import Flask


def register(app: Flask, settings: Any) -> None:
    """Give the app every page; the order of the hooks matters and is this one."""
    for hook in ("language", "headers", "security", "access", "page", "map_page", "tile", "errors"):
        module = import_module(f"views.{hook}")
        if hook in {"headers", "security", "page", "map_page", "tile"}:
            module.init_app(app, settings)
        else:
            module.init_app(app)
    for name in sorted(info.name for info in pkgutil.walk_packages(__path__, "views.")):
        blueprint = getattr(import_module(name), "blueprint", None)
        if blueprint is not None:
            app.register_blueprint(blueprint)
