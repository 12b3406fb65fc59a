"""``flask open-data``: write the features of open data anew."""

import click

from app.services import open_feature
from config import Settings


def commands(_settings: Settings) -> click.Group:
    """Return the group for the ``flask`` program."""

    @click.group("open-data")
    def group() -> None:
        """Features, downloads and dumps of what everybody may see."""

    @group.command("rebuild")
    def rebuild() -> None:
        """Write every feature anew from what it tells of; what is right already stays."""
        click.echo(f"{open_feature.rebuild()} things looked at.")

    return group
