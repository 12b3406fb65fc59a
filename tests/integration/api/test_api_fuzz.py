"""Whatever is asked of any operation, the answer is one that the document tells of.

A few examples of each operation, the same in every run; ``API_FUZZ_EXAMPLES`` asks for more.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode, checks

from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.indicator import indicator, survey
from tests.factories.pilot import ended, running
from tests.factories.testbed import testbed
from views.api.operation import OPERATIONS

EXAMPLES = int(os.environ.get("API_FUZZ_EXAMPLES", "4"))
ORIGIN = "http://localhost"
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def filled(session):
    """One of everything public, so that answers hold something."""
    testbed(), running(), challenge(), event()
    told = ended(testbed=testbed("oulu"), continues=True)
    indicator(told, "3", result=2)
    survey(told, 5, 4, 3, 5, 2)
    session.commit()


def _asked(client, case, headers):
    """Send a case as programs do and return what came back."""
    sent = case.as_transport_kwargs(base_url=ORIGIN)
    return client.open(
        sent["url"].removeprefix(ORIGIN),
        method=case.method,
        query_string=sent.get("params"),
        headers={**(sent.get("headers") or {}), "Accept-Encoding": "identity", **headers},
        json=sent.get("json"),
    )


def judge(client, operation, mode, headers=None, wrong=()):
    """Ask one operation for its examples, and refuse every answer the document does not tell of."""

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def each(case):
        case.validate_response(_asked(client, case, headers or {}), checks=[*CHECKS, *wrong])

    each()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_to_anybody_is_one_that_the_document_tells_of(filled, client, mode):
    document = client.get("/api/v1/openapi.json").get_json()
    schema = schemathesis.openapi.from_dict(document)
    wrong = [checks.negative_data_rejection] if mode is GenerationMode.NEGATIVE else []
    met = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        known = OPERATIONS[operation.definition.raw["operationId"]]
        met.add(known.id)
        judge(client, operation, mode, wrong=() if known.scopes else wrong)
    assert met == set(OPERATIONS)
