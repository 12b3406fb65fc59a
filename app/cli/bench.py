"""``flask bench``: run the measurements of the folder bench/."""

import os
from importlib import import_module

import click

from config import Settings

NAMES = (
    "front_page", "booking", "calendar", "free_window", "exchange", "pages", "follow",
    "registration", "dump",
)  # fmt: skip


def commands(_settings: Settings) -> click.Command:
    """Return the command."""

    @click.command("bench")
    @click.argument("names", nargs=-1, type=click.Choice(NAMES))
    @click.option("--size", type=click.IntRange(1), help="How many features, for dump.")
    def bench(names: tuple[str, ...], size: int | None) -> None:
        """Measure and print on both engines; without names everything."""
        kinds = ["sqlite"] + (["postgresql"] if os.environ.get("TEST_POSTGRES_URL") else [])
        for name in names or NAMES:
            module = import_module(f"bench.{name}")
            for kind in kinds:
                module.run(kind, **({"size": size} if size and hasattr(module, "SIZE") else {}))

    return bench
