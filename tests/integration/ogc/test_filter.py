"""A filter finds on each engine what judging every feature by itself finds."""

import itertools
import json

import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings

from app.database import db
from app.forms.ogc_cql2_json import read_json
from app.forms.ogc_cql2_text import read_text
from app.queries.ogc import Asked, read_page
from geodata.ogc_crs import default_crs
from models.ogc import OgcError
from models.open_collection import COLLECTIONS
from tests.factories.open_feature import open_feature
from tests.integration.ogc.brute import holds
from tests.integration.ogc.trees import (
    DAYS,
    KINDS,
    PLACES,
    THEMES,
    TITLES,
    op,
    prop,
    trees,
    written,
)

PILOTS = COLLECTIONS["pilots"]


@pytest.fixture
def features(session):
    """Sixty features that differ in everything that filters ask for."""
    titles, kinds = itertools.cycle([*TITLES, None]), itertools.cycle(KINDS)
    starts, ends = itertools.cycle([*DAYS, None]), itertools.cycle([*DAYS[1:], None, None])
    themes = itertools.cycle(
        [None, *(list(some) for n in range(4) for some in itertools.combinations(THEMES, n))]
    )
    shapes = itertools.cycle([None, *PLACES, {"type": "Point", "coordinates": [9, 9]}])
    for key in range(1, 61):
        place = next(shapes)
        open_feature(
            "pilots",
            key,
            None if place is None else shapely.geometry.shape(place),
            title_fi=next(titles),
            kind=next(kinds),
            starts_on=next(starts),
            ends_on=next(ends),
            themes=next(themes),
            testers=None if key % 7 == 0 else key % 11,
            personal_data=[True, False, None][key % 3],
        )
    db.session.flush()
    return [json.loads(one) for one in read_page(PILOTS, Asked(100)).features]


def found(tree):
    page = read_page(PILOTS, Asked(100, where=tree))
    return [json.loads(one)["id"] for one in page.features]


@settings(
    max_examples=250,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(tree=op("not", op("like", prop("title_fi"), "%[a]*?")))
@example(tree=op("or", op("=", prop("kind"), "park"), op("not", op("isNull", prop("kind")))))
@given(tree=trees)
def test_a_filter_finds_what_judging_each_feature_finds(features, tree):
    right = [one["id"] for one in features if holds(tree, one)]

    assert found(read_json(json.dumps(tree), default_crs())) == right
    assert found(read_text(written(tree), default_crs())) == right


def test_and_binds_more_than_or(features):
    text = "kind = 'park' OR kind = 'street' AND testers > 99"

    assert found(read_text(text, default_crs())) == [
        one["id"] for one in features if one["properties"]["kind"] == "park"
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kind = ", "ogc_filter_syntax"),
        ("kind = 'park' AND", "ogc_filter_syntax"),
        ("kind = 'park", "ogc_filter_syntax"),
        ("kind = park", "ogc_filter_property"),
        ("kind = 1", "ogc_filter_type"),
        ("testers = '1'", "ogc_filter_type"),
        ("themes = 'energy'", "ogc_filter_type"),
        ("geometry = 'energy'", "ogc_filter_property"),
        ("nothing = 1", "ogc_filter_property"),
        ("kind", "ogc_filter_type"),
        ("'park'", "ogc_filter_type"),
        ("personal_data < TRUE", "ogc_filter_type"),
        ("drop_table(kind)", "ogc_filter_function"),
        ("kind = 'park' AND pg_sleep(1) = 1", "ogc_filter_function"),
        ("kind = 'park' AND (SELECT 1) = 1", "ogc_filter_syntax"),
        ("kind = 'park'; DROP TABLE pilot", "ogc_filter_syntax"),
        ("kind = 'park' UNION SELECT 1", "ogc_filter_syntax"),
        ("S_INTERSECTS(geometry)", "ogc_filter_arguments"),
        ("S_INTERSECTS(kind, POINT(1 1))", "ogc_filter_type"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "ogc_filter_geometry"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1)))", "ogc_filter_geometry"),
        ("starts_on > DATE('2026-02-30')", "ogc_filter_time"),
        ("T_AFTER(kind, DATE('2026-02-03'))", "ogc_filter_type"),
        ("T_DURING(starts_on, INTERVAL('2027-01-01', '2026-01-01'))", "ogc_filter_time"),
        ("kind IN ()", "ogc_filter_arguments"),
        ("(" * 60 + "testers = 1" + ")" * 60, "ogc_filter_deep"),
        (" OR ".join(["testers = 1"] * 300), "ogc_filter_large"),
        ("kind = '" + "x" * 9000 + "'", "ogc_filter_large"),
        ("kind = 'a\0b'", "ogc_filter_syntax"),
        ("testers = 1e999", "ogc_filter_syntax"),
    ],
)
def test_a_filter_that_cannot_be_followed_is_refused(session, text, code):
    with pytest.raises(OgcError) as refused:
        found(read_text(text, default_crs()))

    assert (refused.value.code, refused.value.field) == (code, "filter")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000, '{"op": "=", "args": [{"property": "kind"}]}', '{"op": "=", "args": 1}',
        '{"op": "=", "args": [null, 1]}', '{"op": "=", "args": [NaN, 1]}', '"kind"', "{}", "[1]",
        '{"op": "s_within", "args": [{"property": "geometry"}, {"type": "Point"}]}',
        '{"op": "=", "args": [{"property": "kind"}, "\\ud800"]}',
        '{"op": "not", "args": [' * 60 + "true" + "]}" * 60,
        '{"op": "s_within", "args": [{"property": "g"}, {"type": "Point", "coordinates": ["x"]}]}',
    ],
)  # fmt: skip
def test_json_that_is_no_filter_is_refused(session, text):
    with pytest.raises(OgcError):
        found(read_json(text, default_crs()))


def test_numbers_too_large_for_a_database_are_compared_all_the_same(features):
    assert found(read_text(f"testers < {10**30}", default_crs())) == [
        one["id"] for one in features if one["properties"]["testers"] is not None
    ]
