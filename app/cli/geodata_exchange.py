"""``flask geodata import|export|work``: many testbeds from a file and into a file."""

import shutil
from pathlib import Path

import click
from flask.cli import AppGroup

from app.adapters.exchange_folder import ExchangeFolders
from app.jobs.exchange import OPERATOR, work
from app.policies.actor import Actor
from app.queries.city import city_by_slug
from app.queries.exchange import RowFilter, import_job, import_rows
from app.queries.exchange_export import everything_of, for_staff
from app.queries.exchange_layout import guess, guess_system
from app.serializers.exchange import (
    COLUMNS,
    csv_lines,
    geojson_lines,
    table_columns,
    table_lines,
)
from app.serializers.exchange_book import save
from app.services import exchange
from app.services.exchange_upload import read_layer, receive
from config import Settings
from geodata.exchange import sandbox
from geodata.exchange.sandbox import FileFacts
from models.errors import DomainError, FieldError
from models.exchange import ImportJob, ImportStatus, RowOutcome

KINDS = ("geojson", "gpkg", "csv", "xlsx")


def commands(settings: Settings) -> AppGroup:
    """Return the group of commands; app/cli joins groups of the same name."""
    group = AppGroup("geodata", help="Geographic data: boundaries, import and export.")
    folders = ExchangeFolders(settings.instance)

    @group.command("import")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--city", required=True, help="The city's name in addresses: helsinki.")
    @click.option("--layer", default="", help="The layer or sheet; the first unless named.")
    @click.option("--crs", type=int, help="EPSG code, where the file does not say.")
    @click.option("--publish", is_flag=True, help="Publish what is complete.")
    @click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
    def import_file(
        file: Path, city: str, layer: str, crs: int | None, *, publish: bool, dry_run: bool
    ) -> None:
        """Bring the testbeds of FILE into a city: all of them or none."""
        job_id = _begun(folders, file, city)
        try:
            if layer:
                read_layer(OPERATOR, folders, job_id, 1, layer)
            job = _checked(folders, job_id, crs, publish=publish)
            if not dry_run and not job.counts.get(RowOutcome.WRONG):
                _written(folders, job)
        except DomainError as problem:
            raise click.ClickException(f"{problem.code} {problem.facts}") from None

    @group.command("export")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    @click.option("--city", default="", help="One city only.")
    def export_file(file: Path, city: str) -> None:
        """Write testbeds into FILE; its ending says how: geojson, gpkg, csv or xlsx."""
        kind = file.suffix.removeprefix(".").lower()
        if kind not in KINDS:
            raise click.ClickException(f"Name a file that ends in one of: {', '.join(KINDS)}.")
        export(OPERATOR, folders, file, kind, city)

    @group.command("work", hidden=True)
    @click.argument("job_id", type=int)
    @click.argument("run")
    def work_on(job_id: int, run: str) -> None:
        """Do what was ordered for an import; started by the web process."""
        click.echo(work(folders, job_id, run))

    return group


def _begun(folders: ExchangeFolders, file: Path, city: str) -> int:
    home = city_by_slug(city)
    if home is None:
        raise click.ClickException(f"There is no city called {city}.")
    try:
        return receive(
            OPERATOR, folders, home.id, file.name, lambda path: shutil.copyfile(file, path)
        )
    except FieldError as problem:
        raise click.ClickException(f"refused: {problem.code} {problem.facts}") from None


def _checked(folders: ExchangeFolders, job_id: int, crs: int | None, *, publish: bool) -> ImportJob:
    job = import_job(OPERATOR, job_id)
    columns = [one["name"] for one in job.facts["columns"]]
    mapping = job.mapping or guess(columns, has_shapes=bool(job.facts["shapes"]))
    facts = FileFacts.of(job.facts)
    epsg = crs or job.epsg or guess_system(facts.columns, mapping, job.city.gk_epsg)
    choice = exchange.Choice(mapping, epsg, publish=publish)
    run = exchange.order_check(OPERATOR, job_id, job.version, choice)
    work(folders, job_id, run)
    job = import_job(OPERATOR, job_id)
    if job.status is not ImportStatus.CHECKED:
        raise click.ClickException(f"stopped: {job.problem}")
    click.echo(", ".join(f"{job.counts.get(one, 0)} {one}" for one in RowOutcome))
    for row in import_rows(OPERATOR, job, RowFilter(RowOutcome.WRONG)).rows:
        for problem in row.problems:
            where = f"row {row.number}, {problem['column'] or problem['field']}"
            click.echo(f"  {where}: {problem['code']} {problem['facts'] or ''}")
    return job


def _written(folders: ExchangeFolders, job: ImportJob) -> None:
    counts = job.counts
    if not counts.get(RowOutcome.NEW, 0) + counts.get(RowOutcome.CHANGED, 0):
        click.echo("Nothing to write.")
        return
    run = exchange.order_write(OPERATOR, job.id, job.version)
    state = work(folders, job.id, run)
    if state != ImportStatus.DONE.value:
        raise click.ClickException(f"stopped: {import_job(OPERATOR, job.id).problem}")
    click.echo("Written.")


def export(actor: Actor, folders: ExchangeFolders, file: Path, kind: str, city: str) -> None:
    """Write what is the actor's, of one city or of all, into a file of this kind."""
    rows = for_staff(actor, everything_of(actor, city))
    if kind == "xlsx":
        save(file, rows, COLUMNS)
    elif kind == "gpkg":
        folder = folders.make()
        with (folder / "rows.ndjson").open("w", encoding="utf-8") as lines:
            lines.writelines(table_lines(rows, COLUMNS))
        shutil.move(sandbox.write_gpkg(folder, table_columns(COLUMNS)), file)
        folders.remove(folder.name)
    else:
        make = {"csv": csv_lines, "geojson": geojson_lines}[kind]
        with file.open("w", encoding="utf-8", newline="") as out:
            out.writelines(make(rows, COLUMNS))
