"""``flask open-data``: write the features of open data anew, and put them aside as dumps."""

import datetime as dt

import click

from app import clock
from app.adapters.download_folder import DownloadFolder
from app.adapters.file_store import store_of
from app.jobs import dump
from app.jobs.schedule import Job
from app.services import open_feature
from config import Settings

QUIET = dt.timedelta(minutes=4)


def commands(settings: Settings) -> click.Group:
    """Return the group for the ``flask`` program."""

    @click.group("open-data")
    def group() -> None:
        """Features, downloads and dumps of what everybody may see."""

    @group.command("dump")
    def make() -> None:
        """Put all open data aside as the dump of today, in place of an earlier one."""
        click.echo(dump.make(dumping(settings)))

    @group.command("rebuild")
    def rebuild() -> None:
        """Write every feature anew from what it tells of; what is right already stays."""
        click.echo(f"{open_feature.rebuild()} things looked at.")

    return group


def dumping(settings: Settings) -> dump.Dumping:
    """Return what dumps of this installation are made with."""
    base_url = settings.public_url.rstrip("/")
    return dump.Dumping(DownloadFolder(settings.instance), store_of(settings.instance), base_url)


def nightly(settings: Settings) -> Job:
    """Return the job that puts open data aside once a night.

    It lets a service that has just been started answer its first readers in peace.
    """
    begun = clock.now()

    def work() -> str:
        if clock.now() - begun < QUIET:
            return "just started"
        return dump.nightly(dumping(settings))

    return Job("open data of the night", dt.timedelta(minutes=5), work)
