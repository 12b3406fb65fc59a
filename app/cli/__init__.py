"""Commands of the ``flask`` program.  Every module here with ``commands`` is registered."""

import pkgutil
from importlib import import_module

import click
from flask import Flask

from config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Give the app its commands; each module's ``commands(settings)`` returns a click group."""
    for info in pkgutil.iter_modules(__path__, "app.cli."):
        make = getattr(import_module(info.name), "commands", None)
        if make is not None:
            _add(app.cli, make(settings))


def _add(cli: click.Group, made: click.Command) -> None:
    """Add a command; a group whose name is known already brings its commands into that one."""
    known = cli.commands.get(made.name or "")
    if isinstance(known, click.Group) and isinstance(made, click.Group):
        for command in made.commands.values():
            known.add_command(command)
    else:
        cli.add_command(made)
