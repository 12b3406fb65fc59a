"""Words are stemmed the same however many threads search at once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from app.queries.search import forms

BEGINNINGS = ("koulu", "kokeilu", "asema", "liikenne", "bibliotek", "trafik", "station", "test")
ENDINGS = ("", "n", "ssa", "ista", "jen", "illemme", "et", "arna", "erna", "ing", "ed", "ational")


@pytest.fixture
def hurried():
    """Let threads take turns all the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_threads_do_not_mix_up_each_others_words(hurried):
    words = [beginning + ending for beginning, ending in product(BEGINNINGS, ENDINGS)]
    forms.cache_clear()
    alone = {word: forms(word) for word in words}
    with ThreadPoolExecutor(8) as pool:
        for _turn in range(3):
            forms.cache_clear()
            assert dict(zip(words, pool.map(forms, words), strict=True)) == alone
