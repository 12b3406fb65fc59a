"""``flask geodata``: commands about places on the map."""

from flask.cli import AppGroup

from app.cli.boundary import boundaries
from config import Settings


def commands(_settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("geodata", help="Boundaries and files of places.")
    group.add_command(boundaries)
    return group
