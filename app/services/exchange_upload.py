"""Take a file in: keep it in a folder of its own, let the child read it, begin an import."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.adapters.exchange_folder import UPLOAD, ExchangeFolders
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.queries.exchange import import_job
from app.services.exchange import begin, reread
from geodata.exchange import sandbox
from geodata.exchange.refusal import MOST_BYTES, RefusedError, check_name
from models.errors import FieldError
from models.exchange import ImportJob


def receive(
    actor: Actor, folders: ExchangeFolders, city_id: int, name: str, save: Callable[[Path], object]
) -> int:
    """Keep and read a file, begin its import and return the import's id.

    ``save`` writes the file to the path it is given.

    Raises:
        ForbiddenError: The actor brings no testbeds into this city.
        FieldError: At ``file``: why the file was not taken (codes of geodata.exchange).
    """
    authorise(actor, Action.TESTBED_IMPORT, of_city(city_id))
    folder = folders.make()
    try:
        ending = ending_of(name)
        save(folder / UPLOAD)
        _check_size(folder / UPLOAD)
        facts = read(folder, ending)
        return begin(
            actor, city_id=city_id, file_name=name, ending=ending, folder=folder.name, facts=facts
        )
    except BaseException:
        folders.remove(folder.name)
        raise


def _check_size(path: Path) -> None:
    if path.stat().st_size > MOST_BYTES:
        raise FieldError("file_too_large", field="file", most_mb=MOST_BYTES >> 20)


def read_layer(
    actor: Actor, folders: ExchangeFolders, job_id: int, version: int, layer: str
) -> ImportJob:
    """Read another layer or sheet of an import's file.

    Raises:
        FieldError: At ``layer``: why it could not be read; ``file_gone``.
    """
    job = import_job(actor, job_id)
    folder = folders.of(job.folder)
    if not (folder / UPLOAD).exists():
        raise FieldError("file_gone", field="layer")
    facts = read(folder, job.ending, layer)
    reread(actor, job_id, version, facts)
    return import_job(actor, job_id)


def ending_of(name: str) -> str:
    """Return the ending of a file's name in small letters.

    Raises:
        FieldError: ``file_name_odd``, ``file_type_unknown``.
    """
    try:
        check_name(name)
    except RefusedError as refused:
        raise FieldError(refused.code, field="file", **refused.facts) from None
    ending = name.rpartition(".")[2].lower()
    if ending not in sandbox.ENDINGS:
        raise FieldError("file_type_unknown", field="file", named=ending[:20])
    return ending


def read(folder: Path, ending: str, layer: str = "") -> dict[str, Any]:
    """Let the child read the upload of a folder; returns its facts.

    Raises:
        FieldError: At ``file``: why it was refused.
    """
    try:
        return sandbox.read(folder, UPLOAD, ending, layer)
    except RefusedError as refused:
        raise FieldError(refused.code, field="file", **refused.facts) from None
