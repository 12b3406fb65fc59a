"""The dictionary explains every column of every file, in three languages."""

import csv
import io

import pytest

from models.base import LANGUAGES
from models.download import FORMATS, TABLES
from tests.factories.testbed import testbed

WHERE = ("lon", "lat", "wkt")


@pytest.fixture
def told(session, client):
    return {one["name"]: one for one in client.get("/data/dictionary.json").json["tables"]}


def test_every_column_of_every_file_is_explained(session, client, told):
    for name in TABLES:
        text = client.get(f"/data/{name}.csv").data.decode("utf-8-sig")
        heads = next(csv.reader(io.StringIO(text)))
        assert [one["name"] for one in told[name]["fields"]] == heads


def test_every_field_every_value_and_every_format_has_words_in_each_language(told):
    for table in told.values():
        assert table["title"].keys() == table["words"].keys() == set(LANGUAGES)
        for field in table["fields"]:
            for words in (
                field["title"],
                field["words"],
                *(one["title"] for one in field["values"]),
            ):
                assert all(words[lang].strip() for lang in LANGUAGES), (table["name"], field)
    for one in FORMATS.values():
        assert all(one.words.get(lang) for lang in LANGUAGES)


def test_words_are_more_than_the_name_of_the_column(told):
    for table in told.values():
        for field in table["fields"]:
            for lang in LANGUAGES:
                assert len(field["words"][lang]) >= 20, (table["name"], field["name"], lang)
                assert field["words"][lang] != field["title"][lang]
                assert field["words"][lang].endswith(".")


def test_the_words_of_languages_differ(told):
    for table in told.values():
        for field in table["fields"]:
            assert len(set(field["words"].values())) == 3, (table["name"], field["name"])


def test_the_table_says_the_same_as_the_json(client, told):
    text = client.get("/data/dictionary.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    fields = [(name, one) for name, table in told.items() for one in table["fields"]]
    assert [(row["table"], row["name"]) for row in rows] == [(n, one["name"]) for n, one in fields]
    for row, (_name, field) in zip(rows, fields, strict=True):
        assert row["title_sv"] == field["title"]["sv"]
        assert (
            row["values"].split("; ") == [one["value"] for one in field["values"]]
            or not field["values"]
        )
        assert row["values_fi"] == "; ".join(one["title"]["fi"] for one in field["values"])


def test_filters_are_named_where_they_work(client, told):
    testbed()
    for name, table in told.items():
        for field in table["fields"]:
            if field["filter"] and field["values"]:
                asked = f"{field['filter']}={field['values'][0]['value']}"
                assert client.get(f"/data/{name}.csv?{asked}").status_code == 200


@pytest.mark.parametrize("name", list(TABLES))
def test_the_metadata_beside_a_csv_describes_its_columns(session, client, name):
    testbed()
    answer = client.get(f"/data/{name}.csv-metadata.json")
    table = client.get(f"/data/{name}.csv")

    assert answer.mimetype == "application/csvm+json"
    assert f"</data/{name}.csv-metadata.json>" in "".join(table.headers.getlist("Link")).replace(
        "http://localhost", ""
    )
    said = answer.json
    heads = next(csv.reader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert said["@context"][0] == "http://www.w3.org/ns/csvw"
    assert said["url"] == f"{name}.csv"
    assert [one["name"] for one in said["tableSchema"]["columns"]] == heads
    assert said["tableSchema"]["primaryKey"] == "id"
    lists = [one["name"] for one in said["tableSchema"]["columns"] if "separator" in one]
    assert ("themes" in lists) is (name != "cities")


def test_unknown_tables_have_no_metadata(session, client):
    answer = client.get("/data/secrets.csv-metadata.json")

    assert (answer.status_code, answer.json["code"]) == (404, "unknown_table")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_explains_every_column(session, client, lang):
    for name, table in TABLES.items():
        page = client.page(f"/{lang}/open-data/dictionary?table={name}")
        assert {field.name for field in table.fields} <= set(page.words("code"))
    client.page(f"/{lang}/open-data/dictionary?table=secrets", 404)


@pytest.mark.parametrize(
    "address", ["dictionary.json", "dictionary.csv", "cities.csv-metadata.json"]
)
def test_who_has_it_already_is_told_so(session, client, address):
    first = client.get(f"/data/{address}")

    again = client.get(f"/data/{address}", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
