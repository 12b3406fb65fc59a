"""The text of an entry is looked through for what tells the jury who wrote it."""

import pytest

from models.concept_blind import Trace, traces


def found(text, people=("Maija Virtanen",), organisations=("Lamppu & Valo Oy",)):
    return [(one.trace, one.words) for one in traces({"problem": text}, people, organisations)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Kirjoita maija.v@koepaikka.example.", [(Trace.EMAIL, "maija.v@koepaikka.example")]),
        ("Katso www.lamppu.example/idea nyt", [(Trace.WEB, "www.lamppu.example/idea")]),
        ("Minä, Maija Virtanen, ehdotan", [(Trace.PERSON, "Maija Virtanen")]),
        ("VIRTANEN ehdottaa", [(Trace.PERSON, "VIRTANEN")]),
        ("Me Lamppu & Valossa", [(Trace.ORGANISATION, "Lamppu & Valossa")]),
        ("Virtaneniläinen", []),
        ("Lamppu ja valo", []),
        ("Oy ab", []),
    ],
)
def test_what_tells_of_the_team_is_found(text, wanted):
    assert found(text) == wanted


def test_a_short_name_is_a_word_too_often():
    assert found("An idea", people=("Li An",), organisations=("AB Oy",)) == []


def test_each_thing_is_said_once_for_each_text():
    texts = {"problem": "Virtanen, virtanen", "solution": "Virtanen"}
    assert [one.field for one in traces(texts, ("Maija Virtanen",))] == ["problem", "solution"]
