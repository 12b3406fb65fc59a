"""Answers of operations: JSON with its validator, the pages beside it in a header."""

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from flask import Response, abort, g

from views.api.answer import answer, etag, unchanged

JSON = "application/json"


def base_url() -> str:
    """Return the address of this installation, without a slash at its end."""
    return str(g.public_url)


def not_changed(validators: Sequence[object]) -> Response | None:
    """Return the answer that all is as it was, before anything is read; None when it is not."""
    return unchanged(etag(*validators), JSON)


def json_answer(
    body: Any, validators: Sequence[object] = (), *,
    before: str | None = None, following: str | None = None,
) -> Response:  # fmt: skip
    """Return a body as JSON; without validators its own text is what it follows from."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = answer(text, JSON, *validators)
    beside = (("prev", before), ("next", following))
    if links := [f'<{url}>; rel="{rel}"' for rel, url in beside if url is not None]:
        response.headers["Link"] = ", ".join(links)
    return response


def missing() -> NoReturn:
    """Answer that there is no such thing, or that it is not public."""
    abort(404)
