"""Three values of one field: what both can live with, language by language in texts."""

import pytest

from app.services.testbed_merge import MISSING, one_of

A, B, C = "a", "b", "c"


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "wanted"),
    [
        (A, A, B, B),
        (A, B, A, B),
        (A, B, B, B),
        (A, A, A, A),
        (A, B, C, MISSING),
        (MISSING, A, A, A),
        (MISSING, A, B, MISSING),
        ([1], [1, 2], [1], [1, 2]),
        ([1], [1, 2], [3], MISSING),
        (["a", "b"], ["b"], ["b", "a", "c"], ["b", "c"]),
        (["a", "b"], ["c", "a"], ["b", "a"], ["c", "a"]),
        (MISSING, ["a"], ["b"], MISSING),
        (False, True, False, True),
        ({"fi": A, "sv": A}, {"fi": B, "sv": A}, {"fi": A, "sv": C}, {"fi": B, "sv": C, "en": ""}),
        ({"fi": A}, {"fi": B}, {"fi": C}, MISSING),
        ({"fi": ""}, {"fi": "", "en": B}, {"fi": C, "en": ""}, {"fi": C, "sv": "", "en": B}),
    ],
)
def test_what_both_can_live_with(base, theirs, mine, wanted):
    assert one_of(base, theirs, mine) == wanted
