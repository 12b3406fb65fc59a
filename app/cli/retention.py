"""``flask retention``: forget what is past its time, and look what would be."""

import click
from flask.cli import AppGroup

from app import clock
from app.queries.retention import due
from app.services import retention
from config import Settings
from models.retention_rule import retention_rules


def commands(_settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("retention", help="What is known of people, and how long it is kept.")

    @group.command("run")
    @click.option("--dry-run", is_flag=True, help="Only say what is past its time.")
    def run(*, dry_run: bool) -> None:
        """Delete or empty what is past its time, table by table; the schedule does so daily."""
        lines = due(clock.now()) if dry_run else retention.run()
        rules = {(one.thing, one.number): one for one in retention_rules()}
        for line in lines:
            rule = rules[line.thing, line.number]
            oldest = f", oldest {line.oldest:%Y-%m-%d}" if line.oldest else ""
            click.echo(
                f"{rule.name}: {line.count} past {line.span.days} days after it was"
                f" {line.span.after}, {rule.deed}{oldest}"
            )
        total = sum(line.count for line in lines)
        click.echo(f"{total} rows {'would be' if dry_run else 'were'} forgotten")

    return group
