"""Documents made from the code say what the code says."""

import pytest

from app.cli.docs import DOCUMENTS
from config import ROOT


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_document_is_fresh(name):
    assert (ROOT / "docs" / name).read_text("utf-8") == DOCUMENTS[name]()
