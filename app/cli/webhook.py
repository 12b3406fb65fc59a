"""``flask webhooks``: send what waits for webhooks, and look how it stands."""

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from app.adapters.outward import Outward
from app.adapters.outward_address import Rules
from app.database import db
from app.jobs import webhook
from config import Settings
from models.webhook import Webhook, WebhookDelivery


def courier_of(settings: Settings) -> webhook.Courier:
    """Return who carries messages to webhooks for this installation."""
    rules = Rules(settings.webhook_ports, settings.testing or settings.webhook_loopback)
    user_agent = f"Koepaikka/0.1 (+{settings.public_url})"
    return webhook.Courier(Outward(rules, user_agent), settings.secret_key, settings.public_url)


def commands(settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("webhooks", help="What is told to other systems.")

    @group.command("run")
    def run() -> None:
        """Send what is due, once; ``flask outbox run --loop`` does so by itself."""
        click.echo(f"{webhook.run_once(courier_of(settings))} webhooks told")

    @group.command("status")
    def status() -> None:
        """Print how many webhooks and messages stand where."""
        for title, table in (("webhooks", Webhook), ("messages", WebhookDelivery)):
            counted = select(table.status, func.count()).group_by(table.status)
            for state, count in db.session.execute(counted.order_by(table.status)):
                click.echo(f"{title} {state.value}: {count}")

    return group
