"""``flask users``: the accounts of the demonstration, and the first administrator."""

import click
from flask.cli import AppGroup

from app.policies.actor import SYSTEM
from app.queries.account import user_by_email
from app.services.administrator import make_administrator
from config import Settings
from models.errors import NotFoundError

DEMO_PASSWORD = "kokeillaan-yhdessa"  # noqa: S105 - printed on purpose, for demo accounts only
DEMO_ACCOUNTS = (
    ("admin@koepaikka.example", "programme administrator"),
    ("coordinator.helsinki@koepaikka.example", "decides and publishes for a city (all six)"),
    ("editor.helsinki@koepaikka.example", "registers testbeds for a city (all six)"),
    ("host.helsinki@koepaikka.example", "answers for a few testbeds (all six)"),
    ("company@koepaikka.example", "a company that applies and runs pilots"),
    ("company2@koepaikka.example", "another company"),
    ("resident@koepaikka.example", "a resident"),
    ("juror1@koepaikka.example", "a juror (1 to 3)"),
)


def commands(_settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("users", help="Accounts.")

    @group.command("demo")
    def demo() -> None:
        """Print the demo accounts, when there are any."""
        if user_by_email(DEMO_ACCOUNTS[0][0]) is None:
            return
        click.echo(f"Demo accounts, password {DEMO_PASSWORD}:")
        for address, role in DEMO_ACCOUNTS:
            click.echo(f"  {address:<42} {role}")

    @group.command("admin")
    @click.argument("address")
    def admin(address: str) -> None:
        """Make the account of ADDRESS an administrator of the programme."""
        try:
            make_administrator(SYSTEM, address)
        except NotFoundError:
            raise click.ClickException(f"Nobody has an account with {address}.") from None
        click.echo(f"{address} is an administrator now.")

    return group
