"""``flask backup FILE``: database and files of this installation in one file."""

import tempfile
from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.adapters import backup_file
from app.adapters.database_copy import CopyError, copy_out
from app.database import db
from app.queries.health import readiness
from config import Settings


def commands(settings: Settings) -> click.Command:
    """Return the command."""

    @click.command("backup")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    @with_appcontext
    def backup(file: Path) -> None:
        """Write everything of this installation into FILE, while it runs.

        The session key (SECRET_KEY or instance/secret_key) is not in it; keep that elsewhere.
        """
        if file.exists():
            raise click.ClickException(f"{file} is there already. Choose another name.")
        revision = readiness().get("revision")
        if revision is None:
            raise click.ClickException("There is no database yet. Nothing was written.")
        manifest = backup_file.Manifest(
            engine=db.engine.dialect.name, revision=str(revision), made_at=clock.now().isoformat()
        )
        try:
            with tempfile.TemporaryDirectory(
                dir=file.resolve().parent, prefix=".backup-"
            ) as folder:
                copy = Path(folder) / backup_file.DATABASE
                copy_out(db.engine, copy)
                files = backup_file.write(file, manifest, copy, settings.instance.resolve())
        except (CopyError, OSError) as problem:
            raise click.ClickException(str(problem)) from None
        click.echo(f"{file}: {manifest.engine} at {revision}, {files} files")

    return backup
