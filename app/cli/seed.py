"""``flask seed``: fill an empty installation with the demonstration, or with a load of rows."""

import click
from flask.cli import AppGroup
from flask_security import hash_password

from app.cli.users import DEMO_PASSWORD
from app.policies.actor import SYSTEM
from app.services.demo import seed_cities, seed_demo
from app.services.demo_load import seed_load
from config import Settings


def commands(_settings: Settings) -> AppGroup:
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

    @group.command("cities")
    def cities() -> None:
        """Write the six cities alone into an empty database."""
        made = seed_cities(SYSTEM)
        click.echo("6 cities" if made else "The database already holds cities.")

    @group.command("load")
    @click.option("--testbeds", default=10_000, show_default=True)
    @click.option("--pilots", default=2_000, show_default=True)
    def load(testbeds: int, pilots: int) -> None:
        """Add many made-up testbeds and pilots, for measuring; seed the demonstration first."""
        made = seed_load(SYSTEM, testbeds, pilots)
        click.echo(", ".join(f"{count} {name}" for name, count in made.items()) or "No cities.")

    return group
