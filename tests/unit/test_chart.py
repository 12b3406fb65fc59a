"""Charts are drawn once, kept by what they show, and hold nothing but a drawing."""

import pytest

from app.adapters import chart as adapter
from app.adapters.chart import Bar, Chart, clean, drawings
from app.adapters.file_store import FolderStore

BARS = (
    Bar("Ennen <b>", 12.5, "12,5 kWh", "start"),
    Bar("Tavoite", 8, "8 kWh", "target"),
    Bar("Tulos", 7.25, "7,25 kWh", "reached"),
)
ONE = Chart("Sähkö & valo", "Laski", BARS)
LINE = Chart("Viiva", "Laski", BARS, points=(("2026-05-01", 12.5), ("2026-06-01", 7.25)))


@pytest.fixture(autouse=True)
def waits_as_long_as_it_takes(monkeypatch):
    monkeypatch.setattr(adapter, "PATIENCE_S", 120)


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path)


def test_both_kinds_are_drawn_with_title_description_and_the_colours_of_the_page(store):
    for svg in drawings([ONE, LINE], store):
        assert svg.startswith("<svg ")
        assert 'role="img"' in svg
        assert "var(--ink)" in svg
        assert "<title>" in svg
        assert "<desc>Laski</desc>" in svg
        for forbidden in ("style=", "<script", "href", "font-family", "http", "<b>", "clip-path"):
            assert forbidden not in svg, forbidden
    assert "12,5 kWh" in drawings([ONE], store)[0]


def test_what_is_kept_is_not_drawn_again(store, monkeypatch):
    first = drawings([ONE], store)
    monkeypatch.setattr(adapter, "CHILD", "/nonexistent")
    assert drawings([ONE], store) == first


def test_another_number_is_another_chart():
    other = Chart("Sähkö & valo", "Laski", (*BARS[:2], Bar("Tulos", 7, "7 kWh", "result")))
    assert other.name != ONE.name
    assert Chart("Sähkö & valo", "Laski", BARS).name == ONE.name


def test_where_drawing_fails_the_page_has_its_table(store, monkeypatch, caplog):
    monkeypatch.setattr(adapter, "CHILD", "/nonexistent")
    assert drawings([ONE, LINE], store) == [None, None]
    assert "could not be drawn" in caplog.text


def test_who_does_not_wait_leaves_the_drawing_for_the_next_reader(store, monkeypatch):
    monkeypatch.setattr(adapter, "PATIENCE_S", 0)
    assert drawings([ONE], store) == [None]
    monkeypatch.setattr(adapter, "PATIENCE_S", 120)
    assert drawings([ONE], store)[0].startswith("<svg ")
    assert store.read(ONE.name) is not None


HOSTILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="x()"><script>x()</script>'
    '<a href="javascript:x()"><text>in a link</text></a><image href="http://e.example/x.png"/>'
    '<g style="background:url(x)"><path d="M0,0" fill="url(http://e.example)" onclick="x()"/>'
    '<text fill="red" onclick="x()">kept</text></g><foreignObject><p>x</p></foreignObject></svg>'
)


def test_nothing_but_a_drawing_gets_through():
    made = clean(HOSTILE, ONE)
    assert "kept" in made
    for forbidden in ("script", "onload", "onclick", "href", "style", "url(", "foreign", "image",
                      "link"):  # fmt: skip
        assert forbidden not in made, forbidden


@pytest.mark.parametrize("text", ["<p>x</p>", "<svg/>", "nothing"])
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises((ValueError, SyntaxError)):
        clean(text, ONE)
