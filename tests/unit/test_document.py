"""Files are known by their content, and those that act by themselves are refused."""

import pytest

from app.adapters.document import DocumentError, DocumentProblem, kind_of
from tests.factories.document import good, pdf, refused
from views.messages import MESSAGES

GOOD, REFUSED = good(), refused()


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_is_known_by_its_content(kind):
    assert kind_of(GOOD[kind]) == kind


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_good_file_is_refused_by_name(what):
    _name, content, code = REFUSED[what]
    with pytest.raises(DocumentError) as error:
        kind_of(content)
    assert error.value.problem == code
    assert MESSAGES[code](error.value.facts)


def test_every_problem_is_met_by_the_corpus():
    assert {code for _name, _content, code in REFUSED.values()} == set(DocumentProblem)


def test_a_picture_in_a_pdf_that_looks_like_a_script_by_chance_is_no_script():
    assert kind_of(pdf(b"5 0 obj<<>>stream\n\x89/JavaScript\x00\nendstream endobj\n")) == "pdf"
