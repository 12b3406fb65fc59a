"""``flask bench``: run the measurements of the folder bench/."""

import os
from importlib import import_module

import click

from config import Settings


def commands(_settings: Settings) -> click.Command:
    """Return the command."""

    @click.command("bench")
    @click.argument("names", nargs=-1)
    def bench(names: tuple[str, ...]) -> None:
        """Measure and print; NAMES pick measurements (front_page, booking, calendar, exchange)."""
        kinds = ["sqlite"] + (["postgresql"] if os.environ.get("TEST_POSTGRES_URL") else [])
        for name in names or ("front_page", "booking", "calendar", "exchange"):
            module = import_module(f"bench.{name}")
            for kind in kinds:
                module.run(kind)

    return bench
