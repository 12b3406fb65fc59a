"""``flask seed``: fill an empty installation with the demonstration, or with a load of rows."""

from typing import Any

import click
from flask.cli import AppGroup
from flask_security import hash_password

from app.cli.users import DEMO_PASSWORD
from app.policies.actor import SYSTEM
from app.services.demo import seed_demo


def commands(_settings: Any) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("seed", help="Fill the database.")

    @group.command("demo")
    def demo() -> None:
        """Write the demonstration into an empty database."""
        made = seed_demo(SYSTEM, hash_password(DEMO_PASSWORD))
        if not made:
            click.echo("The database already holds cities; nothing was written.")
            return
        click.echo(", ".join(f"{count} {name}" for name, count in made.items()))

    return group
