"""``flask geodata boundaries``: load the official boundaries of the six cities."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.adapters.boundary_source import SERVICE, SourceError, fetch_boundaries
from app.policies.actor import SYSTEM
from app.queries.city import cities
from app.services.city_boundary import load_boundaries
from geodata.boundary_file import Boundary, BoundaryFileError, Municipality, read_boundaries
from geodata.municipalities import MUNICIPALITY_CODES
from models.errors import FieldError

CHANGES = {"new": "new", "changed": "changed", "unchanged": "as before"}


@click.command("boundaries")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--from-wfs", is_flag=True, help="Ask Statistics Finland's open service instead.")
@click.option("--url", default=SERVICE, help="Another address for --from-wfs.", metavar="ADDRESS")
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@with_appcontext
def boundaries(file: Path | None, url: str, *, from_wfs: bool, dry_run: bool) -> None:
    """Load the municipal polygons of the cities from FILE.

    FILE is GeoJSON, GeoPackage or Shapefile (plain or zipped), in any coordinate system.  Cities
    are found by their municipality code or else by name; polygons of others are left out.
    """
    if (file is None) is not from_wfs:
        raise click.UsageError("Name a FILE, or use --from-wfs.")
    wanted = _wanted()
    if not wanted:
        raise click.ClickException("There are no cities yet. Run `flask seed cities` first.")
    found = _fetched(url, wanted) if file is None else _read(file, file.name, wanted)
    try:
        rows = load_boundaries(SYSTEM, found, dry_run=dry_run)
    except FieldError as problem:
        city = problem.facts["city"]["en"]
        raise click.ClickException(
            f"The polygon named {city} does not hold the middle of {city}. Nothing was written."
        ) from None
    _tell(rows, [one.slug for one in wanted if one.slug not in found])
    if dry_run:
        click.echo("Nothing was written.")


def _wanted() -> list[Municipality]:
    return [
        Municipality(one.slug, MUNICIPALITY_CODES[one.slug], tuple(one.name.as_dict().values()))
        for one in cities()
        if one.slug in MUNICIPALITY_CODES
    ]


def _fetched(url: str, wanted: Sequence[Municipality]) -> dict[str, Boundary]:
    with tempfile.TemporaryDirectory(prefix="boundaries-") as folder:
        target = Path(folder) / "boundaries.geojson"
        try:
            fetch_boundaries(url, target)
        except SourceError as problem:
            raise click.ClickException(f"No boundaries: {problem}. Nothing was written.") from None
        return _read(target, "The answer of the service", wanted)


def _read(path: Path, name: str, wanted: Sequence[Municipality]) -> dict[str, Boundary]:
    try:
        return read_boundaries(path, wanted)
    except BoundaryFileError as problem:
        raise click.ClickException(f"{name}: {problem}. Nothing was written.") from None


def _tell(rows: Sequence[dict[str, Any]], missing: Sequence[str]) -> None:
    click.echo(f"{'city':<12}{'points':>10}{'km²':>12}{'before':>12}  change")
    for row in rows:
        was = "" if row["was_km2"] is None else f"{row['was_km2']:,.2f}"
        mended = ", rings mended" if row["mended"] else ""
        click.echo(
            f"{row['name']:<12}{row['vertices']:>10,}{row['area_km2']:>12,.2f}{was:>12}"
            f"  {CHANGES[row['change']]}{mended}"
        )
    if missing:
        click.echo(f"Not in the file: {', '.join(missing)}")
    for row in rows:
        for testbed_id, name in row["outside"]:
            click.echo(f"Outside {row['name']} now: testbed {testbed_id}, {name}")
