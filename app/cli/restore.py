"""``flask restore FILE``: make this installation what it was when the backup was made."""

import tempfile
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.adapters import backup_file
from app.adapters.backup_file import BackupError, Manifest
from app.adapters.database_copy import CopyError, copy_in, holds_anything
from app.database import db
from config import Settings


def commands(settings: Settings) -> click.Command:
    """Return the command."""

    @click.command("restore")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
    @click.option("--yes", is_flag=True, help="Replace what the database holds now.")
    @with_appcontext
    def restore(file: Path, *, yes: bool) -> None:
        """Put the backup in FILE back, over an empty database; stop the services first."""
        instance = settings.instance.resolve()
        try:
            with tempfile.TemporaryDirectory(dir=instance, prefix=".restore-") as folder:
                manifest, copy = backup_file.read(file, Path(folder))
                _check(manifest, replace=yes)
                copy_in(db.engine, copy)
                files = backup_file.unpack_files(file, instance)
        except (BackupError, CopyError, OSError) as problem:
            raise click.ClickException(str(problem)) from None
        finally:
            db.engine.dispose()
        (instance / "migrated").unlink(missing_ok=True)  # so that `make run` migrates it
        click.echo(f"Restored: {manifest.engine} at {manifest.revision}, {files} files.")
        click.echo("Now run `flask --app wsgi db upgrade` and start the services.")

    return restore


def _check(manifest: Manifest, *, replace: bool) -> None:
    """Refuse what cannot be restored here, and what would be lost without having been asked."""
    here = db.engine.dialect.name
    if manifest.engine != here:
        message = f"The backup is of {manifest.engine}, but DATABASE_URL names {here}."
        raise click.ClickException(message)
    if not replace and holds_anything(db.engine):
        message = "The database is not empty. With --yes everything in it is replaced."
        raise click.ClickException(message)
