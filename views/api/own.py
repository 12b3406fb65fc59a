"""What programs do with a token: how each of these requests is read and answered.

Every writing request is one use case, and of a request with an Idempotency-Key the answer is kept
with the work, so that a repeat is answered, not done again (app/services/receipt.py).
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, g, jsonify, request
from werkzeug.exceptions import UnsupportedMediaType

from app.extensions import csrf
from app.policies.actor import Bounds
from app.services import receipt
from models.errors import DomainError, VersionNeededError, VersionOldError
from views.access import viewer
from views.api import bearer
from views.api.own_problem import FaultsError, refused
from views.api.schema import Schema
from views.api.schema_check import faults
from views.feed_words import prepare

PREFIX = "/api/v1/own"
SHORTEST_KEY, LONGEST_KEY = 8, 80
MOST_FAULTS = 50
ANY = "*"
JSON_KINDS = frozenset({"application/json", "application/merge-patch+json"})


@dataclass(frozen=True, slots=True)
class Made:
    """What a writing request is answered: a body, the status, and the version that it now has."""

    body: Any
    status: int = 200
    version: int | None = None
    location: str = ""


def own_blueprint(name: str) -> Blueprint:
    """Return a blueprint of requests with tokens: no session, no cookie, no form token."""
    made = Blueprint(name, f"views.api.{name}", url_prefix=PREFIX)
    csrf.exempt(made)
    made.record(prepare)
    made.register_error_handler(DomainError, refused)
    made.after_request(_closed)
    return made


def _closed(response: Response) -> Response:
    """Keep answers out of shared caches, and say in which language their words are."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers["Content-Language"] = g.get("lang", "fi")
    response.vary.update(("Authorization", "Accept-Language"))
    return bearer.limits(response)


def no_arguments(*known: str) -> None:
    """Refuse arguments of an address that mean nothing here.

    Raises:
        FaultsError: There are some.
    """
    if unknown := sorted(set(request.args) - set(known)):
        raise FaultsError("no_such_argument", faults=[], names=", ".join(unknown)[:200])


def body(schema: Schema) -> dict[str, Any]:
    """Return the JSON that the request brought, as the schema promises it.

    Raises:
        DomainError: ``no_json``; FaultsError: some fields are not as they should be.
    """
    if request.mimetype not in JSON_KINDS and (request.content_length or request.get_data()):
        raise UnsupportedMediaType
    no_arguments()
    said = _read() if request.get_data() else {}
    if not isinstance(said, dict):
        raise FaultsError("no_json", faults=[])
    if found := list(faults(said, schema))[:MOST_FAULTS]:
        raise FaultsError(faults=found)
    return said


def _read() -> Any:
    """Return the body as parsed; what no database could keep, as half a letter, is no JSON."""
    try:
        said = json.loads(request.get_data(), parse_constant=_no_number)
        json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise FaultsError("no_json", faults=[]) from None
    return said


def _no_number(word: str) -> None:
    raise ValueError(word)


def seen() -> int | str | None:
    """Return the version that the request says it changes, ``ANY``, or None when it says none.

    Raises:
        VersionOldError: It names something that was never a version of ours.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        return None
    if given == ANY:
        return ANY
    number = given.removeprefix("W/").strip('"').removeprefix("v")
    if not number.isdecimal() or len(number) > 9:  # noqa: PLR2004 - digits of a version
        raise VersionOldError
    return int(number)


def matched(version: int) -> int:
    """Return the version to change: that of the row, which the request has to have seen.

    Raises:
        VersionNeededError: The request does not say which it has seen.
        VersionOldError: It has seen another one.
    """
    wanted = seen()
    if wanted is None:
        raise VersionNeededError
    if wanted not in (ANY, version):
        raise VersionOldError
    return version


def shown(answer: Any, version: int | None = None) -> Response:
    """Answer a reading request; with a version, "not modified" to whoever has seen it already."""
    response = jsonify(answer)
    if version is not None:
        response.set_etag(f"v{version}")
        response.make_conditional(request)
    return response


def change(work: Callable[[], Made]) -> Response:
    """Do what a writing request asks and answer it; a repeat gets the first answer.

    Raises:
        DomainError: As the work raises; ``key_needed``, ``key_used``.
    """
    _check_key()

    def once() -> receipt.Answer:
        made = work()
        return {
            "body": made.body, "status": made.status, "version": made.version,
            "location": made.location,
        }  # fmt: skip

    asked = receipt.Asked(bounds().token_id, _fingerprint(), once)
    return _answer(receipt.answered(viewer(), asked))


def _answer(found: receipt.Answer) -> Response:
    response = jsonify(found["body"])
    response.status_code = found["status"]
    if found["version"] is not None:
        response.set_etag(f"v{found['version']}")
    if found["location"]:
        response.headers["Location"] = found["location"]
    return response


def _check_key() -> None:
    """Refuse a POST without a key, and a key that could be mistaken for another."""
    key = request.headers.get("Idempotency-Key")
    if key is None and request.method != "POST":
        return
    if key is None or not (SHORTEST_KEY <= len(key) <= LONGEST_KEY and key.isprintable()):
        raise FaultsError("key_needed", faults=[])


def _fingerprint() -> str:
    """Return a hash of what is asked: the method, the address, and what the body says."""
    said = _read() if request.get_data() else None
    plain = json.dumps([request.method, request.full_path, said], sort_keys=True)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def bounds() -> Bounds:
    """Return what the request's token narrows its person to."""
    found = viewer().bounds
    if found is None:  # no route here lets anybody else in
        abort(401)
    return found


def city_id() -> int:
    """Return the city that the token acts for; tokens of others are refused."""
    found = bounds().city_id
    return _unfit() if found is None else found


def applicant() -> int | None:
    """Return the organisation that the token acts for, None for a person; not a city."""
    if bounds().city_id is not None:
        _unfit()
    return bounds().organisation_id


def _unfit() -> NoReturn:
    error = DomainError("unfit_bearer")
    error.status = 403
    abort(refused(error))
