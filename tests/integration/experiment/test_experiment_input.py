"""Whatever an address says, the residents' pages answer with a page or a friendly refusal."""

import pytest

from tests.factories import pilot as pilots

HOSTILE = {
    "nul": "\0a\0",
    "control": "\x01\x1f\x7f",
    "right to left": "\u202eabc\u2066",
    "arabic": "مرحبا",
    "markup": "</script>${7*7}<img src=x onerror=alert(1)>{{7*7}}",
    "sql": "' OR 1=1 --",
    "sql double": '" OR ""="',
    "fts": '"*^()-:NEAR(a b) AND OR NOT title:x {x y}: +',
    "tsquery": "a & b | !c <-> d:* 'x' \\",
    "underscore": "_ __ a_b _x",
    "digits": "² ½ ٣ 1e999 0x41",
    "long": "kokeilu " * 1280,
    "one long word": "ö" * 10_240,
    "combining": "e\u0301" * 200,
    "emoji": "🦆👨‍👩‍👧",
    "percent": "%_%\\%",
    "blank": "   ",
    "lone surrogate bytes": "%ED%A0%80",
}
PARAMETERS = (
    "q",
    "city",
    "theme",
    "kind",
    "state",
    "personal_data",
    "near",
    "sort",
    "page",
    "bbox",
    "zoom",
)
PATHS = (
    "/fi/", "/fi/map/experiments.json", "/fi/map/experiment-shapes.json", "/fi/results",
    "/fi/open-data/experiments.geojson", "/fi/open-data/experiments.csv",
)  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_hostile_values_of_every_parameter_are_answered(client, value):
    pilots.running(**pilots.area())
    for path in PATHS:
        for asked in ({"q": value}, dict.fromkeys(PARAMETERS, value[:500])):
            answer = client.get(path, query_string=asked)
            assert answer.status_code == 200, (path, asked)
            typed = len(answer.request.query_string)
            assert len(answer.data) < 80_000 + 8 * typed, (
                "what was typed is not repeated forty times"
            )


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_the_page_keeps_its_shape_around_hostile_words(client, value):
    pilots.running()
    page = client.page(
        "/fi/", query_string={"q": value, "city": ["helsinki", value], value[:50]: "1"}
    )
    assert not [one for one in page.all("img") if one.get("onerror")]
    assert "49" not in page.words("h1")[0]


NUMBERS = (
    "9e99",
    "-1",
    "0",
    "1.5",
    "nan",
    "inf",
    "-inf",
    "1e400",
    "99999999999999999999",
    "x",
    "",
    "٣",
)


@pytest.mark.parametrize("value", NUMBERS)
def test_odd_numbers_are_answered(client, value):
    made = pilots.running(**pilots.area())
    assert client.page(f"/fi/?page={value}").status == 200
    assert client.page("/fi/results", query_string={"page": value}).status == 200
    for query in (
        {"zoom": value},
        {"bbox": ",".join([value] * 4)},
        {"bbox": f"{value},60,{value},61", "zoom": 12},
        {"bbox": f"24,{value},25,{value}", "zoom": 12},
        {"bbox": f"24,60,25,61,{value}", "near": f"{value},{value}"},
    ):
        for path in ("/fi/map/experiments.json", "/fi/map/experiment-shapes.json"):
            answer = client.get(path, query_string=query)
            assert answer.status_code == 200, (path, query)
            assert b"NaN" not in answer.data
            assert b"Infinity" not in answer.data
    assert made.id


@pytest.mark.parametrize("near", ["91,24", "60.17,181", "60.17", "60.17,24.94,1", "a,b", "٦٠,٢٤"])
def test_a_place_that_is_none_sorts_as_if_it_had_not_been_given(client, near):
    pilots.running()
    assert client.page("/fi/", query_string={"near": near}).status == 200


WORDS_OF_URL_FOR = (
    "_scheme",
    "_external",
    "_anchor",
    "_method",
    "endpoint",
    "slug",
    "lang",
    "self",
)


@pytest.mark.parametrize("name", WORDS_OF_URL_FOR)
def test_names_that_the_framework_uses_itself_are_only_names(client, name):
    made = pilots.running(themes=["energy"])
    for path in ("/fi/", f"/fi/pilots/{made.slug}", "/fi/results"):
        page = client.page(path, query_string={name: "javascript", "theme": "energy"})
        addresses = [a.get("href") or "" for a in page.all("a")]
        assert not [one for one in addresses if one.startswith("javascript")]
        assert not [one for one in addresses if one.startswith("http") and "localhost" in one]


def test_an_inside_out_window_shows_nothing_rather_than_failing(client):
    pilots.running()
    data = client.get("/fi/map/experiments.json?bbox=25,61,24,60&zoom=12").json
    assert data["features"] == []
