"""The sign for the site: one accessible page in the city's languages, with a code that reads."""

import io
import json

import numpy as np
import pypdf
import pytest
import segno
import typst
from flask import g
from PIL import Image

from app.adapters import pdf
from app.adapters.qr_code import drawn
from models.base import Translated
from models.sign import PaperSize
from tests.factories import pilot as pilots
from tests.factories.hostile import CODE
from tests.page import read_page
from views import sign_paper

QUIET = 4  # modules, as the standard asks
BLACK = 20  # of 255; the ink of the words is lighter
MM = {"a4": (210, 297), "a3": (297, 420)}
BANDS = {"fi": "Täällä kokeillaan", "sv": "Här pågår ett försök", "en": "An experiment is going on"}
WORD = "Kaupunkiympäristönseurantajärjestelmähankekokonaisuus"


def running(**values):
    given = {
        "sensors": [{"type": "radar", "count": 3}, {"type": "camera_blurred"}],
        "contact_email": "kysy@valo.example", "contact_name": "Kaisa Kysyttävä",
        **values,
    }  # fmt: skip
    return pilots.running(**given)


def fetched(client, made, query=""):
    answer = client.get(f"/fi/pilots/{made.slug}/sign.pdf{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    return reader, words


def pixels(app, made, address="https://koepaikka.example", size=PaperSize.A4):
    """Return the drawn page, 3 dots a millimetre: True where it is black."""
    with app.test_request_context("/fi/"):
        g.public_url = address
        data = {**sign_paper._data(made, size, ("fi", "sv", "en")), "lang": "fi"}
    png = typst.compile(
        pdf.TEMPLATES / "sign.typ", root=pdf.TEMPLATES, format="png", ppi=25.4 * 3,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(pdf._settable(json.loads(json.dumps(data))))},
    )  # fmt: skip
    return np.asarray(Image.open(io.BytesIO(png)).convert("L")) < BLACK


def corner(dark, modules):
    """Return left, top and width of a module: nothing else on the page is black."""
    rows, columns = np.nonzero(dark)
    return columns.min(), rows.min(), (columns.max() - columns.min() + 1) / modules


@pytest.mark.parametrize("size", ["a4", "a3"])
def test_it_is_one_tagged_page_that_says_everything_in_three_languages(client, session, size):
    made = running()
    reader, words = fetched(client, made, f"?size={size}")
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == MM[size]
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fi-FI"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    for told in (
        *BANDS.values(), "Kaisa Kysyttävä", "kysy@valo.example", "Esimerkki Oy",
        "Liike (tutka)", "Rörelse (radar)", "Movement (radar)", "Kamera, kuva sumennetaan heti",
        "Henkilötietoja ei kerätä", "Inga personuppgifter samlas in",
        "No personal data is collected", made.code,
    ):  # fmt: skip
        assert told in words, told
    titles = [words.index(made.title.get(lang)) for lang in ("fi", "sv", "en")]
    assert titles == sorted(titles)


def test_each_language_is_said_in_its_own_voice(client, session):
    reader, _words = fetched(client, running())
    voices = set()

    def walk(node):
        one = node.get_object()
        if isinstance(one, list):
            for child in one:
                walk(child)
        elif isinstance(one, dict):
            if "/Lang" in one:
                voices.add(str(one["/Lang"])[:2])
            if "/K" in one:
                walk(one["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    assert {"sv", "en"} <= voices


def test_the_code_on_the_drawn_page_leads_to_the_short_address(app, session):
    """Module for module it is the code of the address, with its quiet zone white around it."""
    made = running()
    address = f"https://koepaikka.example/p/{made.code}"
    wanted = [list(row) for row in segno.make_qr(address, error="q").matrix]
    dark = pixels(app, made)
    left, top, width = corner(dark, len(wanted))
    assert width > 2.5

    def at(row, column):
        return bool(dark[int(top + (row + 0.5) * width), int(left + (column + 0.5) * width)])

    read = [[int(at(r, c)) for c in range(len(wanted))] for r in range(len(wanted))]
    assert read == wanted
    edge = [*range(-QUIET, 0), *range(len(wanted), len(wanted) + QUIET)]
    around = [at(r, c) for r in edge for c in range(-QUIET, len(wanted) + QUIET)]
    around += [at(r, c) for r in range(len(wanted)) for c in edge]
    assert not any(around)
    assert segno.make_qr(address, error="q").error in {"Q", "H"}


def test_the_runs_are_the_modules_of_the_code():
    code = drawn("https://koepaikka.example/p/0123ABCD")
    plain = segno.make_qr("https://koepaikka.example/p/0123ABCD", error="q").matrix
    found = {(c + i - QUIET, r - QUIET) for c, r, n in code.runs for i in range(n)}
    assert found == {(c, r) for r, row in enumerate(plain) for c, dark in enumerate(row) if dark}
    assert code.side == len(plain) + 2 * QUIET


@pytest.mark.parametrize("size", ["a4", "a3"])
def test_long_words_and_texts_still_fit_on_one_page(client, session, size):
    words = Translated(*(f"{WORD} {lang} " * 9 for lang in ("fi", "sv", "en")))
    made = running(
        title=Translated(*(WORD * 3,) * 3), plain=words, runner_name=f"{WORD} Oy",
        contact_name=WORD * 2, contact_email=f"{'osoite' * 9}@{'esimerkki' * 6}.example",
        personal_data=True, controller=f"{WORD} {WORD}",
        sensors=[{"type": kind} for kind in ("camera_blurred", "radar", "microphone", "position")],
    )  # fmt: skip
    reader, told = fetched(client, made, f"?size={size}")
    assert len(reader.pages) == 1
    assert told.count("…") >= 3
    assert made.code in told


@pytest.mark.parametrize("measured", ["", "Lyhyesti", f"{WORD} ja jotakin muuta"])
@pytest.mark.parametrize("count", range(6))
def test_any_number_of_facts_finds_its_place(client, session, count, measured):
    kinds = ["radar", "camera_blurred", "microphone", "position", "counter", "temperature"]
    made = running(
        sensors=[{"type": kind} for kind in kinds[:count]], measured=Translated(measured),
        personal_data=True, controller="Helsingin kaupunki, kaupunkiympäristön toimiala",
    )  # fmt: skip
    reader, words = fetched(client, made)
    assert len(reader.pages) == 1
    assert words.count("kaupunkiympäristön") == 3


def test_what_people_wrote_is_never_markup(client, session):
    made = running(title=Translated(f"$x$ #eval {CODE}", "Titel", "Title"))
    _reader, words = fetched(client, made)
    assert f"$x$#eval{CODE}".replace(" ", "") in words.replace(" ", "")


def test_only_the_languages_that_were_asked_for(client, session):
    _reader, words = fetched(client, running(), "?languages=fi,sv")
    assert BANDS["sv"] in words
    assert BANDS["en"] not in words


def test_the_same_pilot_gives_the_same_bytes(client, session):
    made = running()
    first = client.get(f"/fi/pilots/{made.slug}/sign.pdf")
    again = client.get(f"/sv/pilots/{made.slug}/sign.pdf")
    assert first.data == again.data
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/fi/pilots/{made.slug}/sign.pdf", headers=tag).status_code == 304


@pytest.mark.parametrize("query", ["?size=a5", "?languages=de", "?languages=fi,fi,xx", "?size="])
def test_what_no_sign_has_is_not_found(client, session, query):
    assert client.get(f"/fi/pilots/{running().slug}/sign.pdf{query}").status_code == 404


@pytest.mark.parametrize(
    ("lang", "words"),
    [("fi", "Kaupunki tarvitsee kylttiin myös nämä kielet: Ruotsi."), ("en", "too: Swedish.")],
)
def test_the_address_alone_leaves_out_no_language_that_the_city_needs(client, session, lang, words):
    made = running()
    answer = client.get(f"/{lang}/pilots/{made.slug}/sign.pdf?languages=fi,en")
    assert answer.status_code == 422
    assert words in read_page(answer).text
    plain = client.get(
        f"/{lang}/pilots/{made.slug}/sign.pdf?languages=en", headers={"Accept": "application/json"}
    )
    assert (plain.status_code, plain.json["code"]) == (422, "sign_languages")


def test_what_has_ended_needs_no_sign(client, session):
    for made in (pilots.ended(), pilots.stopped(), pilots.cancelled()):
        assert client.get(f"/fi/pilots/{made.slug}/sign.pdf").status_code == 404
