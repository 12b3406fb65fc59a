"""How a map's data is sent."""

from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue


def answered(features: dict[str, Any]) -> ResponseReturnValue:
    """Send a FeatureCollection; a browser that has it still asks, and is told that it is the same.

    What is published, or has ended, is on the map or off it at once.
    """
    response = jsonify(features)
    response.mimetype = "application/geo+json"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)
