"""``flask outbox``: send the mail and webhooks that wait, and do what happens by itself."""

import datetime as dt
import logging
import signal
import threading

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.adapters.exchange_folder import ExchangeFolders
from app.adapters.file_store import store_of
from app.adapters.mail_file import FileSender
from app.adapters.mail_smtp import SmtpSender
from app.cli.open_data import nightly
from app.cli.webhook import courier_of
from app.database import db
from app.jobs import outbox, webhook
from app.jobs.letter import Letters, name_of
from app.jobs.schedule import Job, Round
from app.jobs.webhook import Lane
from app.services.feedback_extra import sweep_unsent
from app.services.testbed_media import sweep
from config import Settings
from models.outbox import OutboxMessage, OutboxStatus

logger = logging.getLogger(__name__)

PAUSE_S = 3.0
LAST_MESSAGE_S = 10.0  # what is under way to a webhook may end; if not, it is sent again


def post_of(app: Flask, settings: Settings) -> outbox.Post:
    """Return what the dispatcher of this installation works with: SMTP where it is set, else files.

    Raises:
        ClickException: The settings of mail cannot work; the text says what to set.
    """
    try:
        return outbox.Post(
            letters=Letters(app, settings.public_url, settings.mail_from),
            sender=SmtpSender(settings.smtp_url)
            if settings.smtp_url
            else FileSender(settings.instance / "mail"),
        )
    except ValueError as problem:
        raise click.ClickException(str(problem)) from None


def commands(settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("outbox", help="Mail that waits to be sent, and the schedule.")

    @group.command("run")
    @click.option("--loop", is_flag=True, help="Go on until told to stop.")
    @click.option("--once", is_flag=True, help="Send what is due and end (the default).")
    def run(*, loop: bool, once: bool) -> None:
        """Send what is due; with --loop, again and again, with the schedule."""
        if loop and once:
            raise click.UsageError("Choose --loop or --once.")
        app = click.get_current_context().obj.load_app()
        post, courier = post_of(app, settings), courier_of(settings)
        if loop:
            _forever(
                post,
                Round(
                    sweeping(settings), clearing(settings), forgetting(settings), nightly(settings)
                ),
                Lane(courier, app.app_context),
            )
        else:
            _once(post, courier)

    @group.command("status")
    def status() -> None:
        """Print how many messages wait, were sent, and are dead, and why the latest are."""
        counted = select(OutboxMessage.status, func.count()).group_by(OutboxMessage.status)
        for state, count in db.session.execute(counted.order_by(OutboxMessage.status)):
            click.echo(f"{state.value}: {count}")
        dead = select(OutboxMessage).where(OutboxMessage.status == OutboxStatus.DEAD)
        for one in db.session.scalars(dead.order_by(OutboxMessage.id.desc()).limit(20)):
            click.echo(f"  {one.id} {one.template}: {one.last_error}")

    @group.command("retry")
    def retry() -> None:
        """Try dead messages again, once what killed them has been mended."""
        click.echo(f"{outbox.revive()} will be tried again")

    return group


def sweeping(settings: Settings) -> Job:
    """Return the job that forgets stored files which no record names, or nobody sent."""
    store = store_of(settings.instance)
    return Job("stored files", dt.timedelta(hours=12), lambda: sweep(store) + sweep_unsent(store))


def clearing(settings: Settings) -> Job:
    """Return the job that forgets files of imports which nobody has touched for two weeks."""
    return Job(
        "uploads of imports", dt.timedelta(hours=6), ExchangeFolders(settings.instance).forget_old
    )


def forgetting(settings: Settings) -> Job:
    """Return the job that forgets letters in files with their messages, for development.

    An erased person's messages go at once, the letters with them at the next round.
    """
    sender = FileSender(settings.instance / "mail")

    def work() -> int:
        keys = db.session.scalars(select(OutboxMessage.dedup_key))
        return sender.forget_but({name_of(key) for key in keys})

    return Job("mail in files", dt.timedelta(hours=1), work)


def _once(post: outbox.Post, courier: webhook.Courier) -> None:
    click.echo(f"{outbox.run_once(post)} sent")
    if told := webhook.run_once(courier):
        click.echo(f"{told} webhooks told")


def _forever(post: outbox.Post, work: Round, lane: Lane) -> None:
    """Send and keep the schedule until SIGTERM or SIGINT; nothing that fails ends it.

    Webhooks have threads of their own: whoever is slow to take one holds up no mail.
    """
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_given: ended.set())
    lane.start(ended, PAUSE_S)
    while not ended.is_set():
        try:
            outbox.run_once(post, ended.is_set)
            work.run_due()
        except SQLAlchemyError as problem:
            logger.warning("the database does not answer: %s", type(problem).__name__)
        except Exception:
            logger.exception("a round of the outbox failed")
        finally:
            db.session.remove()
        ended.wait(PAUSE_S)
    lane.join(LAST_MESSAGE_S)
