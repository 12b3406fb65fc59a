"""Whatever anybody asks of any operation, the answer is one that the document tells of."""

import pytest
import schemathesis
from schemathesis import GenerationMode, checks

from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.indicator import indicator, survey
from tests.factories.pilot import ended, running
from tests.factories.testbed import testbed
from tests.integration.api.fuzz import FEW, MODES, examples, judge
from views.api.example import example_of
from views.api.operation import OPERATIONS


@pytest.fixture
def filled(session):
    """One of everything public, so that answers hold something."""
    testbed(), running(), challenge(), event()
    told = ended(testbed=testbed("oulu"), continues=True)
    indicator(told, "3", result=2)
    survey(told, 5, 4, 3, 5, 2)
    session.commit()


@pytest.mark.parametrize("mode", MODES)
def test_every_answer_to_anybody_is_one_that_the_document_tells_of(filled, client, mode):
    document = client.get("/api/v1/openapi.json").get_json()
    schema = schemathesis.openapi.from_dict(document)
    is_wrong = mode is GenerationMode.NEGATIVE
    met, statuses = set(), set()
    for found in schema.get_all_operations():
        operation = found.ok()
        known = OPERATIONS[operation.definition.raw["operationId"]]
        was_asked = judge(
            client, operation, mode, most=examples(4), statuses=statuses,
            named=None if is_wrong else example_of(known),
            wrong=[checks.negative_data_rejection] if is_wrong and not known.scopes else [],
        )  # fmt: skip
        met |= {known.id} if was_asked else set()
    assert len(set(OPERATIONS) - met) <= (FEW if is_wrong else 0)
    assert 401 in statuses
    assert is_wrong or 200 in statuses
