"""``flask outbox``: send the mail that waits, and do what happens by itself."""

import signal
import threading
from urllib.parse import urlsplit

import click
from flask import Flask
from flask.cli import AppGroup
from jinja2 import StrictUndefined
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.adapters.mail import sender
from app.database import db
from app.jobs import outbox
from app.jobs.schedule import Round
from config import Settings
from models.outbox import OutboxMessage

PAUSE_S = 3.0


def post_of(app: Flask, settings: Settings) -> outbox.Post:
    """Return what the dispatcher of this installation works with."""
    return outbox.Post(
        sender=sender(settings.smtp_url, settings.instance),
        environment=app.jinja_env.overlay(undefined=StrictUndefined, autoescape=False),
        mail_from=settings.mail_from,
        public_url=settings.public_url,
        domain=urlsplit(settings.public_url).hostname or "koepaikka.example",
    )


def commands(settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("outbox", help="Mail that waits to be sent.")

    @group.command("run")
    @click.option("--loop", is_flag=True, help="Go on until told to stop.")
    @click.option("--once", is_flag=True, help="Send what is due and end (the default).")
    def run(*, loop: bool, once: bool) -> None:
        """Send what is due; with --loop, again and again, with the schedule."""
        app = click.get_current_context().obj.load_app()
        post = post_of(app, settings)
        if loop and not once:
            _forever(post)
        else:
            click.echo(f"{outbox.run_once(post)} sent")

    @group.command("status")
    def status() -> None:
        """Print how many messages wait, were sent, and are dead."""
        rows = db.session.execute(
            select(OutboxMessage.status, func.count()).group_by(OutboxMessage.status)
        )
        for state, count in rows:
            click.echo(f"{state.value}: {count}")

    return group


def _forever(post: outbox.Post) -> None:
    """Send and keep the schedule until SIGTERM or SIGINT; a lost database is waited for."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_given: ended.set())
    work = Round()
    while not ended.is_set():
        try:
            work.run_due()
            outbox.run_once(post)
        except SQLAlchemyError as problem:
            click.echo(f"The database does not answer: {type(problem).__name__}", err=True)
        finally:
            db.session.remove()
        ended.wait(PAUSE_S)
