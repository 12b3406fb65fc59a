"""Commands of the ``flask`` program.  Every module here with ``commands`` is registered."""

import pkgutil
from importlib import import_module

from flask import Flask

from config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Give the app its commands; each module's ``commands(settings)`` returns a click group."""
    for info in pkgutil.iter_modules(__path__, "app.cli."):
        make = getattr(import_module(info.name), "commands", None)
        if make is not None:
            app.cli.add_command(make(settings))
