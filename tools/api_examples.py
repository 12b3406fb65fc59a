"""Take the answers that the documentation of the interface shows from a running demonstration.

``python -m tools.api_examples http://127.0.0.1:8000`` asks each operation of the OpenAPI document
for its own example and writes ``views/api/examples.json``; long shapes are cut short.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from typing import Any

from tools.places import ROOT

_TARGET = ROOT / "views" / "api" / "examples.json"
_MOST_ITEMS, _MOST_LETTERS = 4, 400
_BASE = "{base}"


def main(base: str) -> None:
    """Write the example of every operation that has one."""
    document = _asked(f"{base}/api/v1/openapi.json")
    found: dict[str, Any] = {}
    for methods in document["paths"].values():
        for one in methods.values():
            address = one.get("x-example")
            if address and one["operationId"] != "getOpenApi":
                found[one["operationId"]] = _short(_asked(base + address))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    _TARGET.write_text(text.replace(base, _BASE) + "\n", "utf-8")
    print(f"{len(found)} examples in {_TARGET.relative_to(ROOT)}")


def _asked(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - a server of ours
        return json.load(answer)


def _short(value: Any) -> Any:
    """Return an answer with long lists and texts cut short."""
    if isinstance(value, dict):
        return {name: _short(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_short(one) for one in value[:_MOST_ITEMS]]
    if isinstance(value, str) and len(value) > _MOST_LETTERS:
        return value[:_MOST_LETTERS] + "…"
    return value


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
