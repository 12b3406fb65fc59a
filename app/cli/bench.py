"""``flask bench``: run the measurements of the folder bench/."""

import inspect
import os
from importlib import import_module
from typing import Any

import click

from config import Settings

NAMES = (
    "front_page", "booking", "calendar", "free_window", "exchange", "pages", "follow",
    "registration", "open", "open_held", "open_growth", "dump", "growth", "process",
    "hot", "capacity",
)  # fmt: skip
ALL_GOALS = "goals"  # runs others of them


def commands(_settings: Settings) -> click.Command:
    """Return the command."""

    @click.command("bench")
    @click.argument("names", nargs=-1, type=click.Choice((*NAMES, ALL_GOALS)))
    @click.option("--size", "sizes", type=int, multiple=True, help="How many things; repeatable.")
    @click.option("--seconds", type=float, help="How long each request is asked.")
    @click.option("--minutes", type=float, help="Of goals: when to stop, whatever is left.")
    @click.option("--largest", type=int, help="Of goals: the most testbeds, for what is flat.")
    @click.option("--quick", "pace", flag_value="quick", help="Of goals: all, in a shorter time.")
    @click.option("--tiny", "pace", flag_value="tiny", help="Of goals: see whether they work.")
    @click.option("--json", "as_json", is_flag=True, default=None, help="Of goals: as JSON.")
    def bench(names: tuple[str, ...], **bounds: Any) -> None:
        """Measure and print on both engines; without names everything.

        ``goals`` runs the others as far as the minutes reach, and prints every goal of speed with
        what was measured: met, not met, or not run here.
        """
        given = {name: value for name, value in bounds.items() if value not in (None, ())}
        kinds = ["sqlite"] + (["postgresql"] if os.environ.get("TEST_POSTGRES_URL") else [])
        for name in names or NAMES:
            module = import_module(f"bench.{name}")
            known = inspect.signature(module.run).parameters
            if missing := given.keys() - known:
                raise click.UsageError(f"{name} takes no {', '.join(sorted(missing))}")
            for asked in kinds if "kind" in known else [None]:
                module.run(*filter(None, [asked]), **given)

    return bench
