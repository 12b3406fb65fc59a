"""Ask every operation of a document made-up things, and judge each answer by the document.

The same few examples in every run; ``SCHEMATHESIS_EXAMPLES`` asks for more of each operation.
"""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks

ORIGIN = "http://localhost"
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
FEW = 10  # operations with little but an id, for which nothing wrong is made up in so few examples
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


def examples(usual):
    """Return how many examples to ask each operation for."""
    return int(os.environ.get("SCHEMATHESIS_EXAMPLES", usual))


def judge(client, operation, mode, *, most, named=None, headers=None, wrong=(),
          statuses=None, root=""):  # fmt: skip
    """Ask one operation, and refuse every answer that its document does not tell of.

    Returns whether anything could be made up for it.

    ``named`` are values that parameters of the path have instead of made-up ones; ``wrong`` are
    more checks; ``statuses`` is a set that takes those of the answers; ``root`` begins the paths.
    """

    @settings(
        max_examples=most, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def each(case):
        case.path_parameters = {
            name: (named or {}).get(name, value)
            for name, value in (case.path_parameters or {}).items()
        }
        answer = _asked(client, case, headers or {}, root)
        if statuses is not None:
            statuses.add(answer.status_code)
        case.validate_response(answer, checks=[*CHECKS, *wrong])

    try:
        each()
    except Unsatisfiable:  # everything that was made up was right, as with few parameters
        return False
    return True


def _asked(client, case, headers, root):
    """Send a case as programs do and return what came back."""
    sent = case.as_transport_kwargs(base_url=ORIGIN + root)
    body = {"json": sent["json"]} if "json" in sent else {"data": sent.get("data")}
    return client.open(
        sent["url"].removeprefix(ORIGIN),
        method=case.method,
        query_string=sent.get("params"),
        headers={**(sent.get("headers") or {}), "Accept-Encoding": "identity", **headers},
        **body,
    )
