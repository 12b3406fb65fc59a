"""The section with pictures, files and links, as its people use it without scripts."""

import io
import json

import pytest

from app.services.testbed_media import MOST, Part
from models.account import CityRole
from models.audit import AuditLine
from models.base import Translated
from models.testbed import Testbed, TestbedVersion
from models.testbed_media import Licence, TestbedPicture
from tests.factories.account import staff
from tests.factories.document import office, pdf
from tests.factories.form import filled
from tests.factories.hostile import CODE, LONG, NUL, TURNED
from tests.factories.media import names_in, with_file, with_link, with_picture
from tests.factories.picture import photo
from tests.factories.testbed import draft, testbed
from tests.page import read_page, words_of


@pytest.fixture
def editor(session, sign_in):
    made = staff(CityRole.EDITOR, "helsinki")
    sign_in(made)
    return made


def url(one, lang="en"):
    return f"/{lang}/desk/testbeds/{one.id}/edit/media"


def send(client, one, part, **changes):
    sent = filled(client.page(url(one)), f"/media/{part}")
    return client.post(f"{url(one)}/{part}", data={**sent, **changes})


def add_picture(client, one, content=None, name="IMG 1.jpg", **changes):
    upload = (io.BytesIO(photo() if content is None else content), name)
    given = {"picture_licence": "cc_by", "picture_credit": "Aino", **changes}
    return send(client, one, "pictures", picture_upload=upload, do="add", **given)


def add_file(client, one, content=None, **changes):
    upload = (io.BytesIO(pdf() if content is None else content), "Säännöt.pdf")
    return send(client, one, "files", file_upload=upload, do="add", **changes)


def order_of(session, one):
    return [row.credit for row in session.get(Testbed, one.id).pictures]


def test_a_picture_is_added_then_described(session, app, client, editor):
    one = draft("helsinki")
    answer = add_picture(client, one)
    assert (answer.status_code, answer.location) == (303, f"{url(one)}#pictures")
    page = client.page(url(one))
    assert "Testbeds" in page.words("a", aria_current="page")
    assert "Not described yet" in page.text
    gaps = {"".join(link.itertext()): link.get("href") for link in page.all("a")}
    assert gaps["Picture 1: What the picture shows in Swedish"] == (
        f"{url(one)}#pictures-0-alt_sv"
    )  # fmt: skip
    alt = {"pictures-0-alt_fi": "Lumi", "pictures-0-alt_sv": "Snö", "pictures-0-alt_en": "Snow"}
    assert send(client, one, "pictures", **alt).status_code == 303
    row = session.query(TestbedPicture).one()
    assert (row.alt, row.licence, row.credit) == (
        Translated("Lumi", "Snö", "Snow"), Licence.CC_BY, "Aino",
    )  # fmt: skip
    page = client.page(url(one))
    assert "Nothing is missing" in page.text
    assert next(image.get("alt") for image in page.all("img", width="800")) == "Snow"


def test_pictures_are_moved_and_taken_off_with_what_was_written(session, app, client, editor):
    one = draft("helsinki")
    for name in ("A", "B", "C"):
        with_picture(app, one, credit=name)
    ids = {row.credit: row.id for row in one.pictures}
    send(client, one, "pictures", do=f"up-{ids['C']}", **{"pictures-2-credit": "C2"})
    assert order_of(session, one) == ["A", "C2", "B"]
    send(client, one, "pictures", do=f"down-{ids['A']}")
    assert order_of(session, one) == ["C2", "A", "B"]
    send(client, one, "pictures", do=f"up-{ids['C']}")
    send(client, one, "pictures", do=f"down-{ids['B']}")
    assert order_of(session, one) == ["C2", "A", "B"]
    send(client, one, "pictures", do=f"remove-{ids['A']}")
    assert order_of(session, one) == ["C2", "B"]
    assert [row.position for row in session.get(Testbed, one.id).pictures] == [0, 1]


def test_the_enter_key_only_saves(session, app, client, editor):
    one = with_link(with_file(app, with_picture(app, draft("helsinki"))))
    for form in client.page(url(one)).all("form", method="post"):
        if "/edit/media/" in (form.get("action") or ""):
            first = next(e for e in form.iter() if e.tag.endswith("}button"))
            assert first.get("name") is None


def test_files_and_links_are_added_and_taken_off(session, app, client, editor):
    one = draft("helsinki")
    assert add_file(client, one, file_title_fi="Säännöt").status_code == 303
    data = {"link_url": "hri.fi/data", "link_title_fi": "Laskenta", "link_publisher": "HRI"}
    assert send(client, one, "links", do="add", **data).status_code == 303
    kept = session.get(Testbed, one.id)
    assert (kept.files[0].kind, kept.files[0].title.fi) == ("pdf", "Säännöt")
    assert (kept.links[0].url, kept.links[0].publisher) == ("https://hri.fi/data", "HRI")
    page = client.page(url(one))
    assert "File 1: Title in Swedish" in page.text
    assert "Open data 1: Title in Swedish" in page.text
    send(client, one, "files", **{"files-0-title_sv": "Regler"})
    send(client, one, "links", **{"links-0-title_sv": "Räkning", "links-0-url": "http://a.fi/b"})
    assert session.get(Testbed, one.id).files[0].title.sv == "Regler"
    assert session.get(Testbed, one.id).links[0].url == "http://a.fi/b"
    send(client, one, "files", do=f"remove-{kept.files[0].id}")
    send(client, one, "links", do=f"remove-{kept.links[0].id}")
    assert session.get(Testbed, one.id).files == session.get(Testbed, one.id).links == []


BAD = [
    ("pictures", {"do": "add", "picture_licence": "cc0"}, "picture_upload", "Choose a file first"),
    ("pictures", {"do": "add"}, "picture_licence", "Choose a licence."),
    ("pictures", {"picture_licence": "mine"}, "picture_licence", "Choose one of these"),
    ("pictures", {"pictures-0-licence": "mine"}, "pictures-0-licence", "Choose one of these"),
    ("pictures", {"pictures-0-alt_fi": "x" * 301}, "pictures-0-alt_fi", "Shorten this"),
    ("pictures", {"pictures-0-credit": "x" * 201}, "pictures-0-credit", "Shorten this"),
    ("files", {"do": "add", "file_title_fi": "A"}, "file_upload", "Choose a file first"),
    ("files", {"files-0-title_fi": "x" * 161}, "files-0-title_fi", "Shorten this"),
    ("links", {"do": "add"}, "link_url", "Write the address of the data"),
    ("links", {"link_url": "javascript:alert(1)"}, "link_url", "Check the web address"),
    ("links", {"link_url": "ftp://a.fi/x"}, "link_url", "Check the web address"),
    ("links", {"link_url": "https://a:b@c.fi"}, "link_url", "Check the web address"),
    ("links", {"link_url": "https://a.fi/x"}, "link_title_fi", "at least one language"),
    ("links", {"links-0-url": ""}, "links-0-url", "Write the address of the data"),
    ("links", {"links-0-url": "data:text/html,x"}, "links-0-url", "Check the web address"),
    ("links", {"link_url": "https://data.example/set", "link_title_fi": "A"}, "link_url",
     "This one is here already"),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_bad_answers_are_told_at_the_field_and_kept(session, app, client, editor, bad):
    part, sent, field, words = bad
    one = with_link(with_file(app, with_picture(app, draft("helsinki"))))
    answer = send(client, one, part, **sent)
    page = read_page(answer)
    assert answer.status_code == 422
    assert page.title.startswith("Error: ")
    assert [words in one for one in page.words("p", id=f"{field}-error")] == [True]
    assert f"#{field}" in {link.get("href") for link in page.all("a")}
    kept = filled(page, f"/media/{part}")
    for name, value in sent.items():
        if name != "do" and "licence" not in name:
            assert kept[name] == [value]
    assert session.get(Testbed, one.id).version == 1


def test_the_same_picture_twice_is_told(session, app, client, editor):
    one, content = draft("helsinki"), photo()
    add_picture(client, one, content)
    assert "This one is here already" in read_page(add_picture(client, one, content)).text
    assert session.query(TestbedPicture).count() == 1


def test_there_is_room_for_so_many(session, app, client, editor, monkeypatch):
    monkeypatch.setitem(MOST, Part.FILES, 2)
    one = with_file(app, with_file(app, draft("helsinki")))
    assert "room for 2" in read_page(add_file(client, one, file_title_fi="A")).text
    assert len(session.get(Testbed, one.id).files) == 2


def test_a_double_click_adds_once(session, app, client, editor):
    one, content = draft("helsinki"), photo()
    sent = filled(client.page(url(one)), "/media/pictures")
    for _click in range(2):
        data = {**sent, "picture_licence": "cc0", "do": "add",
                "picture_upload": (io.BytesIO(content), "a.jpg")}  # fmt: skip
        assert client.post(f"{url(one)}/pictures", data=data).status_code == 303
    assert session.query(TestbedPicture).count() == 1
    assert session.get(Testbed, one.id).version == 2


def test_texts_are_saved_by_themselves_but_nothing_is_added(session, app, client, editor):
    one = with_link(with_file(app, with_picture(app, draft("helsinki"))))
    page = client.page(url(one))
    forms = [form.get("data-autosave") for form in page.all("form") if form.get("data-autosave")]
    assert forms == [f"{url(one)}/{part}" for part in ("pictures", "files", "links")]
    sent = {**filled(page, "/media/pictures"), "pictures-0-alt_en": "Typing", "do": "add"}
    answer = client.post(f"{url(one)}/pictures", data=sent, headers={"X-Autosave": "1"})
    assert (answer.status_code, json.loads(answer.data)["version"]) == (200, 2)
    assert session.query(TestbedPicture).one().alt.en == "Typing"
    link = {**filled(page, "/media/links"), "link_url": "https://half.typ"}
    client.post(f"{url(one)}/links", data=link, headers={"X-Autosave": "1"})
    assert len(session.get(Testbed, one.id).links) == 1
    bad = {**sent, "version": "2", "pictures-0-alt_en": LONG}
    answer = client.post(f"{url(one)}/pictures", data=bad, headers={"X-Autosave": "1"})
    assert answer.status_code == 422
    assert json.loads(answer.data)["message"].startswith("Not saved yet")


def test_what_is_public_is_not_saved_by_itself(session, app, client, editor):
    page = client.page(url(with_picture(app, testbed("helsinki"))))
    assert [form for form in page.all("form") if form.get("data-autosave")] == []
    assert "Everybody sees this testbed" in page.text


def test_every_change_is_kept_in_the_history_and_the_trail(session, app, client, editor):
    one = draft("helsinki")
    add_picture(client, one)
    add_file(client, one, file_title_fi="Säännöt")
    version = session.query(TestbedVersion).filter_by(testbed_id=one.id, number=3).one()
    assert version.by_id == editor.id
    assert version.record["pictures"][0]["licence"] == "cc_by"
    assert version.record["files"][0]["title"]["fi"] == "Säännöt"
    assert version.record["links"] is None
    lines = session.query(AuditLine).filter_by(action="testbed:edit").order_by(AuditLine.id)
    assert [line.facts["fields"] for line in lines] == [["pictures"], ["files"]]
    history = client.page(f"/en/desk/testbeds/{one.id}/history").text
    assert "Pictures, Files" in history


def test_hostile_texts_are_only_text(session, app, client, editor):
    one = with_link(with_file(app, with_picture(app, draft("helsinki"))))
    for part, fields in (
        ("pictures", ("pictures-0-alt_fi", "pictures-0-credit")),
        ("files", ("files-0-title_fi",)), ("links", ("links-0-title_fi", "links-0-publisher")),
    ):  # fmt: skip
        for hostile in (CODE, TURNED, NUL):
            assert send(client, one, part, **dict.fromkeys(fields, hostile)).status_code == 303
        send(client, one, part, **dict.fromkeys(fields, CODE))
    for path in (url(one), f"/en/desk/testbeds/{one.id}/preview"):
        page = client.page(path)
        assert page.all("b") == [] or CODE not in {words_of(b) for b in page.all("b")}
        assert "49" not in {words_of(cell) for cell in page.all("bdi")}


@pytest.mark.parametrize("do", ["up-", "up-x", "remove-99999999999", "erase-1", "up-999", "-", "²"])
def test_odd_deeds_do_nothing(session, app, client, editor, do):
    one = with_picture(app, draft("helsinki"))
    assert send(client, one, "pictures", do=do).status_code == 303
    assert len(session.get(Testbed, one.id).pictures) == 1


def test_rows_of_another_record_are_out_of_reach(session, app, client, editor):
    mine, other = (with_picture(app, draft(slug)) for slug in ("helsinki", "tampere"))
    theirs = other.pictures[0].id
    changes = {"pictures-0-id": str(theirs), "pictures-0-alt_fi": "Varastettu"}
    send(client, mine, "pictures", do=f"remove-{theirs}", **changes)
    assert session.get(TestbedPicture, theirs).alt.fi == "Katu illalla"
    assert len(session.get(Testbed, other.id).pictures) == 1


def test_an_office_file_is_taken_by_what_it_is(session, app, client, editor):
    one = draft("helsinki")
    add_file(client, one, office("xlsx"), file_title_fi="Taulukko")
    assert session.get(Testbed, one.id).files[0].kind == "xlsx"
    assert any(name.endswith(".xlsx") for name in names_in(app))
