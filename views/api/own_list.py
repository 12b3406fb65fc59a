"""Lists of what is one's own: pages by key, which stay right while rows come and go."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Response, jsonify, request

from views.api.own import no_arguments
from views.api.own_problem import FaultsError

Row = TypeVar("Row", bound=Any)

LIMIT, MOST = 50, 200
LARGEST = 2**31 - 1


def listed(
    rows_after: Callable[[int, int], Sequence[Row]], as_json: Callable[[Row], dict[str, Any]]
) -> Response:
    """Answer one page of rows by id; ``after`` and ``limit`` in the address say which.

    ``rows_after`` is given the id after which the page begins and how many rows to look for, one
    more than is shown, so that it is known whether there is a next page.
    """
    no_arguments("after", "limit")
    after, limit = _number("after", 0, LARGEST, 0), _number("limit", 1, MOST, LIMIT)
    found = rows_after(after, limit + 1)
    shown = found[:limit]
    links = [{"rel": "self", "href": request.full_path.rstrip("?")}]
    answer: dict[str, Any] = {"items": [as_json(one) for one in shown], "links": links}
    if len(found) > limit:
        following = f"{request.path}?after={shown[-1].id}&limit={limit}"
        links.append({"rel": "next", "href": following})
    return jsonify(answer)


def _number(name: str, least: int, most: int, otherwise: int) -> int:
    given = request.args.get(name)
    if given is None:
        return otherwise
    fits = given.isascii() and given.isdecimal() and len(given) <= len(str(LARGEST))
    if not fits or not least <= int(given) <= most:
        raise FaultsError("argument_range", faults=[], name=name, least=least, most=most)
    return int(given)
