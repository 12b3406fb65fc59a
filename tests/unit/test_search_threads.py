"""Words are stemmed by many threads at once as by one alone."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.queries.search import forms

WORDS = [
    f"{beginning}{end}"
    for beginning in ("kokeilu", "testaus", "liikenne", "provplats", "innovation", "mobility")
    for end in ("paikassa", "paikkojen", "alustoilla", "ernas", "arnas", "ations", "ically", "")
]


@pytest.fixture
def hasty():
    """Lets threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_threads_do_not_get_the_stems_of_each_other(hasty):
    alone = {word: forms.__wrapped__(word) for word in WORDS}
    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(forms.__wrapped__, WORDS * 8))
    assert found == [alone[word] for word in WORDS * 8]
