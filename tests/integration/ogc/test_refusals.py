"""What cannot be followed is refused with 400 and says which parameter and what would be right."""

import pytest

from tests.integration.ogc.asking import get

PAGE = "/collections/pilots/items"
CRS = "http://www.opengis.net/def/crs/EPSG/0/"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"), ("limit", "-1"), ("limit", "1.5"), ("limit", "x"), ("limit", ""),
        ("limit", "٣"), ("after", "x"), ("after", "-1"), ("after", "9" * 30), ("after", ""),
        ("bbox", "1,2,3"), ("bbox", "1,2,3,4,5"), ("bbox", "a,b,c,d"), ("bbox", "1,2,3,nan"),
        ("bbox", "1,2,3,inf"), ("bbox", "0,91,1,92"), ("bbox", "0,2,1,1"), ("bbox", "-181,0,1,1"),
        ("bbox", ""), ("bbox-crs", "EPSG:1"), ("crs", f"{CRS}2393"), ("filter-crs", "x"),
        ("datetime", "yesterday"), ("datetime", "2026-13-01"), ("datetime", ".."),
        ("datetime", "../.."), ("datetime", ""), ("datetime", "2026-06-02/2026-06-01"),
        ("datetime", "2026-06-01/2026-06-02/2026-06-03"), ("datetime", "9999-12-31T23:59:59-12:00"),
        ("filter", "kind ="), ("filter-lang", "sql"), ("sortby", "nothing"), ("sortby", "themes"),
        ("sortby", "kind,kind"), ("sortby", "kind,city,slug,status,testers"), ("sortby", ","),
        ("properties", "nothing"), ("f", "xml"), ("lang", "de"), ("testers", "many"),
        ("testers", "9" * 30), ("personal_data", "maybe"), ("starts_on", "soon"),
        ("changed", "soon"), ("kind", "castle"), ("nothing", "1"), ("page", "1"),
        ("city", "a\0b"), ("title_fi", "x" * 20_000), ("filter", "kind = 'a\0b'"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_by_its_name(client, name, value):
    response = get(client, PAGE, **{name.replace("-", "__"): value})
    problem = response.get_json(force=True)

    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert problem["parameter"] == name
    assert len(problem["detail"]) > 10


@pytest.mark.parametrize(
    "after", ["W10", "eyJhIjoxfQ", "WzEsMl0", "Wzk5LDFd", "%%%", "WyJ4Iiw5OTk5OTk5OTk5OV0"]
)
def test_an_after_that_no_next_link_said_is_refused(client, after):
    response = get(client, PAGE, sortby="title_fi", after=after)

    assert response.status_code == 400
    assert response.get_json(force=True)["parameter"] == "after"


def test_a_misspelt_parameter_is_told_its_right_name(client):
    detail = get(client, PAGE, limt="1", lang="en").get_json(force=True)["detail"]

    assert detail == "There is no parameter limt here. Did you mean limit?"


def test_a_parameter_given_twice_is_refused(client):
    response = client.get(f"/ogc{PAGE}?kind=park&kind=street")

    assert response.status_code == 400
    assert response.get_json(force=True)["parameter"] == "kind"


@pytest.mark.parametrize(
    "path",
    ["/", "/conformance", "/api", "/collections", "/collections/pilots",
     "/collections/pilots/queryables", "/collections/pilots/schema"],
)  # fmt: skip
def test_what_takes_no_parameters_refuses_them(client, path):
    response = get(client, path, bbox="1,2,3,4")

    assert (response.status_code, response.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/collections/nothing", "/collections/nothing/items", f"{PAGE}/1", f"{PAGE}/x",
     f"{PAGE}/99999999999999999999", "/collections/nothing/queryables", f"{PAGE}/-1"],
)  # fmt: skip
def test_what_is_not_there_is_said_so_as_a_problem(client, path):
    response = get(client, path)

    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_a_refusal_is_in_the_reader_s_language(client):
    words = {
        lang: get(client, PAGE, limit="0", lang=lang).get_json(force=True)["detail"]
        for lang in ("fi", "sv", "en")
    }

    assert len(set(words.values())) == 3


def test_other_methods_are_refused_and_options_tells_of_these(client):
    assert client.post(f"/ogc{PAGE}").status_code == 405
    options = client.options(f"/ogc{PAGE}")
    assert options.status_code == 200
    assert options.headers["Access-Control-Allow-Methods"]
