"""``flask bench``: run the measurements of the folder bench/."""

import inspect
import os
from importlib import import_module

import click

from config import Settings

NAMES = (
    "front_page", "booking", "calendar", "free_window", "exchange", "pages", "follow",
    "registration", "open", "dump", "capacity",
)  # fmt: skip


def commands(_settings: Settings) -> click.Command:
    """Return the command."""

    @click.command("bench")
    @click.argument("names", nargs=-1, type=click.Choice(NAMES))
    @click.option("--size", "sizes", type=int, multiple=True, help="How many things; repeatable.")
    @click.option("--seconds", type=float, help="How long each request is asked.")
    def bench(names: tuple[str, ...], sizes: tuple[int, ...], seconds: float | None) -> None:
        """Measure and print on both engines; without names everything."""
        bounds = {"sizes": sizes or None, "seconds": seconds}
        given = {name: value for name, value in bounds.items() if value is not None}
        kinds = ["sqlite"] + (["postgresql"] if os.environ.get("TEST_POSTGRES_URL") else [])
        for name in names or NAMES:
            module = import_module(f"bench.{name}")
            if missing := given.keys() - inspect.signature(module.run).parameters:
                raise click.UsageError(f"{name} takes no {', '.join(sorted(missing))}")
            for kind in kinds:
                module.run(kind, **given)

    return bench
