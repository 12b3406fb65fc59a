"""Commands of the ``flask`` program.  Every module here with ``commands`` is registered.

They are read when somebody asks for a command: a web process never does, and would keep a hundred
modules in memory that only they need.
"""

import pkgutil
from importlib import import_module
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Give the app its commands; each module's ``commands(settings)`` returns a click group."""
    app.cli = _Commands(settings, name=app.cli.name, commands=app.cli.commands)


class _Commands(AppGroup):
    """The commands of the extensions, and ours once the first is asked for."""

    def __init__(self, settings: Settings, **given: Any) -> None:
        super().__init__(**given)
        self._settings: Settings | None = settings

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one of the commands."""
        self._read()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all."""
        self._read()
        return super().list_commands(ctx)

    def _read(self) -> None:
        settings, self._settings = self._settings, None
        if settings is None:
            return
        self.add_command(import_module("flask_migrate.cli").db, name="db")
        for info in pkgutil.iter_modules(__path__, "app.cli."):
            make = getattr(import_module(info.name), "commands", None)
            if make is not None:
                _add(self, make(settings))


def _add(cli: click.Group, made: click.Command) -> None:
    """Add a command; a group whose name is known already brings its commands into that one."""
    known = cli.commands.get(made.name or "")
    if isinstance(known, click.Group) and isinstance(made, click.Group):
        for command in made.commands.values():
            known.add_command(command)
    else:
        cli.add_command(made)
