"""``flask move --to ADDRESS``: this installation's rows into an empty database of either engine."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from app.adapters.database_copy import holds_anything
from app.adapters.database_move import MoveError, move
from app.database import db, ensure_folder, prepare_engine
from app.extensions import migrate
from app.queries.health import code_head, readiness
from config import ROOT, Settings, with_driver
from models.base import Base
from models.booking import Tally


def commands(settings: Settings) -> click.Command:
    """Return the command."""

    @click.command("move")
    @click.option("--to", "address", required=True, help="As in DATABASE_URL; empty or new.")
    @with_appcontext
    def move_to(address: str) -> None:
        """Copy this installation into the empty database at ADDRESS and compare every row.

        Stop the services first. The old database stays as it is, and so do the files.
        """
        url = with_driver(address)
        _check_old(url)
        ensure_folder(url)
        old_engine = db.engine
        try:
            with _database(url) as new_engine:
                _move(old_engine, new_engine)
        except (MoveError, SQLAlchemyError) as problem:
            said = str(problem).splitlines()[0]
            raise click.ClickException(f"{said} Nothing was moved.") from None
        (settings.instance / "migrated").unlink(missing_ok=True)  # so that `make run` looks again
        click.echo("Every row was compared. Now set DATABASE_URL to the new address and start.")

    return move_to


def _check_old(url: str) -> None:
    report = readiness()
    if report.get("revision") != code_head():
        raise click.ClickException("Run `flask --app wsgi db upgrade` on this database first.")
    if missing := report["guards_missing"]:
        message = f"Guards are missing here: {', '.join(missing)}. See docs/operations.md."
        raise click.ClickException(message)
    if make_url(url).set(password=None) == db.engine.url.set(password=None):
        raise click.ClickException("That is the database that this installation has now.")


def _move(old_engine: Engine, new_engine: Engine) -> None:
    # What SQLite's triggers count by is no row of anybody: the new database's migrations wrote it.
    tables = [one for one in Base.metadata.sorted_tables if one.name != Tally.__tablename__]
    if holds_anything(new_engine):
        raise MoveError("The new database is not empty.")
    upgrade()
    count = move(old_engine, new_engine, tables, _tell)
    click.echo(f"{count} rows of {len(tables)} tables")


def _tell(table: str, count: int) -> None:
    if count:
        click.echo(f"  {table}: {count}")


@contextmanager
def _database(url: str) -> Iterator[Engine]:
    """Reach another database as the application does, migrations included."""
    other = Flask("move", root_path=str(ROOT))
    other.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(other)
    migrate.init_app(other, db, directory=str(ROOT / "migrations"))
    with other.app_context():
        engine = db.engine
        prepare_engine(engine)
        try:
            yield engine
        finally:
            engine.dispose()
