"""``flask search``: write the words by which testbeds and pilots are found anew."""

import click

from app.services import search
from config import Settings


def commands(_settings: Settings) -> click.Group:
    """Return the group for the ``flask`` program."""

    @click.group("search")
    def group() -> None:
        """The words by which testbeds and pilots are found."""

    @group.command("rebuild")
    def rebuild() -> None:
        """Write the words of everything anew; what is right already stays."""
        click.echo(f"{search.rebuild()} things looked at.")

    return group
