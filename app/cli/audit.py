"""``flask audit``: seal the audit trail, and verify that nothing in it was changed."""

import click
from flask.cli import AppGroup

from app.services import audit_seal
from config import Settings


def commands(_settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("audit", help="The trail of what was done, and the chain of seals over it.")

    @group.command("seal")
    def seal() -> None:
        """Seal the lines that wait; the schedule does so every minute."""
        click.echo(f"{audit_seal.seal_all()} lines sealed")

    @group.command("verify")
    @click.option(
        "--noted", multiple=True, metavar="DIGEST", help="A seal noted elsewhere; it must be there."
    )
    def verify(noted: tuple[str, ...]) -> None:
        """Go along the whole chain; ends with 1 and the first broken line when it does not hold."""
        found = audit_seal.check(*noted)
        click.echo(f"{found.seals} seals hold, over {found.lines} lines")
        if found.broken is not None:
            click.echo(f"broken: {found.broken}")
            raise click.exceptions.Exit(1)
        click.echo(f"{found.unsealed} lines wait for their seal")
        if found.head is not None:
            click.echo(f"newest seal {found.head.id}: {found.head.digest}")

    return group
