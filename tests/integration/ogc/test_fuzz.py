"""Whatever is asked below /ogc, the answer is one that its description tells of."""

import pytest
import schemathesis
from schemathesis import GenerationMode, checks

from tests.factories.event import event
from tests.factories.pilot import running
from tests.factories.testbed import testbed
from tests.integration.api.fuzz import MODES, examples, judge


@pytest.mark.parametrize("mode", MODES)
def test_every_answer_to_gis_programs_is_one_that_the_document_tells_of(session, client, mode):
    place = testbed()
    running(), event()
    document = client.get("/ogc/api", query_string={"f": "openapi31"}).get_json()
    schema = schemathesis.openapi.from_dict(document)
    is_wrong = mode is GenerationMode.NEGATIVE
    statuses = set()
    for found in schema.get_all_operations():
        judge(
            client, found.ok(), mode, most=examples(3), statuses=statuses, root="/ogc",
            named={} if is_wrong else {"featureId": place.id},
            wrong=[checks.negative_data_rejection] if is_wrong else [],
        )  # fmt: skip
    assert is_wrong or 200 in statuses
