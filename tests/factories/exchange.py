"""Imports for tests, step by step as the pages take them, and the worker's part done at once."""

from pathlib import Path

from app.adapters.exchange_folder import ExchangeFolders
from app.jobs.exchange import work
from app.policies.actor import Actor
from app.queries.exchange import import_job
from app.queries.exchange_layout import guess, guess_system
from app.services import exchange
from app.services.exchange_upload import receive
from geodata.crs import WGS84
from geodata.exchange.sandbox import FileFacts
from models.exchange import ImportJob
from tests.factories.city import city


class Importer:
    """Brings files into a city for an actor."""

    def __init__(self, folder: Path, actor: Actor, slug: str = "helsinki") -> None:
        self.folders = ExchangeFolders(folder)
        self.actor = actor
        self.city_id = city(slug).id

    def begun(self, content: bytes, name: str = "a.geojson") -> ImportJob:
        """Return an import whose file was read."""
        job_id = receive(
            self.actor, self.folders, self.city_id, name, lambda path: path.write_bytes(content)
        )
        return import_job(self.actor, job_id)

    def checked(
        self, content: bytes, name: str = "a.geojson", *, publish: bool = False, **mapping: str
    ) -> ImportJob:
        """Return an import whose rows were checked."""
        job = self.begun(content, name)
        facts = FileFacts.of(job.facts)
        chosen = (
            mapping
            or job.mapping
            or guess([one.name for one in facts.columns], has_shapes=bool(facts.shapes))
        )
        epsg = job.epsg or guess_system(facts.columns, chosen, 3879) or WGS84
        choice = exchange.Choice(chosen, epsg, publish=publish)
        run = exchange.order_check(self.actor, job.id, job.version, choice)
        work(self.folders, job.id, run)
        return import_job(self.actor, job.id)

    def written(self, content: bytes, name: str = "a.geojson", **options: bool) -> ImportJob:
        """Return an import that was written, or stopped while writing."""
        job = self.checked(content, name, **options)
        assert not job.counts.get("wrong"), [row.problems for row in rows_of(job)]
        run = exchange.order_write(self.actor, job.id, job.version)
        work(self.folders, job.id, run)
        return import_job(self.actor, job.id)


def rows_of(job: ImportJob) -> list:
    """Return the rows of an import, in the order of the file."""
    from app.database import db  # noqa: PLC0415 - the test's session, as it is when asked
    from models.exchange import ImportRow  # noqa: PLC0415 - as above

    return db.session.query(ImportRow).filter_by(job_id=job.id).order_by(ImportRow.number).all()
