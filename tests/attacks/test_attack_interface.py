"""schemathesis asks every operation of both documents, deeply, with and without tokens."""

import pytest

from tests.attacks.site import HTTPS, PEOPLE, broken
from tests.attacks.tool import schemathesis

DOCUMENTS = {"api": ("/api/v1/openapi.json", ""), "ogc": ("/ogc/api?f=openapi31", "/ogc")}
ASKED = [("api", who) for who in PEOPLE] + [("ogc", "visitor")]
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,negative_data_rejection"
)


def test_it_finds_the_flaws_of_the_broken_page(reports, control):
    with broken() as address:
        told = schemathesis(
            f"{address}/openapi.json", reports / "schemathesis-control", url=address, seconds=20,
            checks="not_a_server_error",
        )  # fmt: skip
    assert control("schemathesis", told, is_found=bool(told.findings)), told


@pytest.mark.parametrize(("what", "who"), ASKED)
def test_it_finds_nothing_that_stands(target, reports, report, what, who):
    document, root = DOCUMENTS[what]
    headers = target.bearer_of(who) if what == "api" else dict([HTTPS])
    with target.watched() as traffic:
        told = schemathesis(
            target.address + document, reports / f"schemathesis-{what}-{who}",
            url=target.address + root, headers=headers, checks=CHECKS,
        )  # fmt: skip
    assert report("schemathesis", f"{who}, {what}", told, traffic) == ([], [])
    assert told.is_whole, told.asked
