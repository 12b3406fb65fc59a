"""``flask agreements``: what an operator does about agreements."""

import click
from flask.cli import AppGroup

from app.services.agreement_upgrade import draw_up_missing
from config import Settings


def commands(_settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("agreements", help="Agreements on booked days.")

    @group.command("draw-up")
    def draw_up() -> None:
        """Draw up what days booked before there were any lack, and ask both sides to sign."""
        click.echo(f"{draw_up_missing()} drawn up")

    return group
