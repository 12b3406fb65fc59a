"""Documents on paper: what people write stays words, and the file tells what it is."""

import datetime as dt
import io
from typing import Any

import pypdf
import pytest

from app.adapters import pdf

AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
HOSTILE = '#eval("1+1") $x^2$ *bold* _em_ @ref <label> = Head #include("/etc/passwd") \\ // `raw`'


def letter(words: str, **values: Any) -> dict[str, Any]:
    return {
        "title": "Kokeilusopimus",
        "city": "Helsingin kaupunki",
        "date": "2.3.2026",
        "footer": "Koepaikka",
        "page_word": "Sivu",
        "facts": [["Kenelle", words]],
        "sections": [{"heading": words[:40] or "-", "paragraphs": [words], "points": [words]}],
        **values,
    }


def read(content: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def test_words_of_people_are_never_markup() -> None:
    _reader, words = read(pdf.render("letter", letter(HOSTILE), "en"))

    flat = " ".join(words.split())
    assert "".join(HOSTILE.split()) in "".join(flat.split())


@pytest.mark.parametrize(
    "words",
    [
        "\U0001f600 hello \U0001f469\u200d\U0001f469\u200d\U0001f467",
        "שלום עולם",
        "مرحبا بالعالم",
        "漢字かな",
        "a\x00b\x07c",
        "W" * 3000,
        "\u202eabc",
        "é e\u0301 ✓ →",
        "\ue000\uffff",
        "".join(map(chr, range(0x4E00, 0x4E60))),
    ],
)
def test_any_writing_can_be_set(words: str) -> None:
    reader, text = read(pdf.render("letter", letter(words), "fi"))

    assert "Kokeilusopimus" in text
    assert len(reader.pages) >= 1


def test_a_character_without_a_letterform_is_named() -> None:
    _reader, words = read(pdf.render("letter", letter("key \U000f0000 end"), "en"))

    assert "[U+F0000]" in words


def test_long_words_stay_on_the_paper() -> None:
    reader, _words = read(pdf.render("letter", letter("W" * 400), "en"))
    seen: list[float] = []

    def visit(text: str, _cm: Any, tm: list[float], _font: Any, size: float) -> None:
        if set(text.strip()) == {"W"}:
            seen.append(tm[4] + len(text.strip()) * size)

    reader.pages[0].extract_text(visitor_text=visit)

    assert seen
    assert max(seen) < float(reader.pages[0].mediabox.width) + 30


@pytest.mark.parametrize(("language", "page"), [("fi", "Sivu"), ("sv", "Sida"), ("en", "Page")])
def test_the_file_says_its_language_name_and_that_it_is_tagged(language: str, page: str) -> None:
    many = [{"heading": f"H{n}", "paragraphs": ["word " * 120]} for n in range(9)]

    reader, words = read(
        pdf.render("letter", letter("x", page_word=page, sections=many), language, at=AT)
    )

    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == f"{language}-FI"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Kokeilusopimus"
    pages = len(reader.pages)
    assert pages > 1
    assert all(f"{page} {n} ({pages})" in words for n in range(1, pages + 1))


def test_the_same_words_at_the_same_time_make_the_same_file() -> None:
    assert pdf.render("letter", letter("x"), "fi", at=AT) == pdf.render(
        "letter", letter("x"), "fi", at=AT
    )


def test_a_document_without_end_is_refused() -> None:
    with pytest.raises(pdf.PdfError):
        pdf.render("letter", letter("x " * pdf.MOST_CHARACTERS), "fi")


def test_a_missing_value_is_a_mistake_of_the_template() -> None:
    with pytest.raises(pdf.PdfError):
        pdf.render("letter", {"title": "x"}, "fi")
