"""The licence of a whole whose parts have different ones."""

import pytest

from app.serializers.open_feature import licence_in
from app.services.open_render import MAKERS
from models.licence import LICENCES, USUAL, OpenLicence, covering
from models.open_collection import COLLECTIONS

CC0, BY, SA = OpenLicence


@pytest.mark.parametrize(
    ("parts", "whole"),
    [([], BY), ([CC0], CC0), ([CC0, BY], BY), ([SA, CC0, BY], SA), ([BY, BY], BY)],
)
def test_a_whole_goes_by_the_strictest_of_its_parts(parts, whole):
    assert covering(parts) is whole


def test_each_licence_asks_for_no_less_than_the_one_before():
    asked = [(LICENCES[one].asks_naming, LICENCES[one].asks_alike) for one in OpenLicence]
    assert asked == sorted(asked)
    assert USUAL is BY


def test_words_of_people_are_never_taken_for_the_licence_of_a_feature():
    told = r'{"title_fi":"\"licence\":\"CC0-1.0\"","licence":"CC-BY-SA-4.0"}'
    assert licence_in(told) is SA
    assert licence_in("{}") is USUAL


def test_each_collection_has_somebody_who_makes_its_features():
    assert set(MAKERS) == set(COLLECTIONS)
