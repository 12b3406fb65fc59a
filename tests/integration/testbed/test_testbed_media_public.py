"""What everybody sees of pictures, files and links; the preview; conflicts; the sweep."""

import datetime as dt
import os
import re

import pytest
import time_machine

from app import clock
from app.adapters.picture import names_of
from app.cli.outbox import sweeping
from app.services.testbed import act
from app.services.testbed_media import Change, Deed, Entry, Part, change_part, save_part, sweep
from app.services.testbed_ready import gaps
from models.account import CityRole
from models.base import Translated
from models.errors import FieldError
from models.testbed import Testbed, TestbedAction, TestbedStatus, TestbedVersion
from models.testbed_media import Licence
from tests.factories.account import acting, staff
from tests.factories.form import filled
from tests.factories.media import (
    ALT,
    names_in,
    picture_url,
    store,
    with_file,
    with_link,
    with_picture,
)
from tests.factories.testbed import draft, testbed
from tests.page import read_page, words_of


def public_url(one, lang="en"):
    return f"/{lang}/testbeds/{one.city.slug}/{one.slug}"


def pictures_of(page):
    return [image for image in page.all("img") if "/files/pictures/" in (image.get("src") or "")]


@pytest.fixture
def editor(session):
    return acting(staff(CityRole.EDITOR, "helsinki"))


def test_the_first_picture_heads_the_page_and_the_others_follow(session, app, client):
    one = testbed("helsinki")
    for name in ("A", "B", "C"):
        with_picture(app, one, Translated(f"Kuva {name}", f"Bild {name}"), credit=name)
    page = client.page(public_url(one))
    shown = pictures_of(page)
    assert [image.get("alt") for image in shown] == ["Kuva A", "Kuva B", "Kuva C"]
    assert {image.get("lang") for image in shown} == {"fi"}
    assert [image.get("loading") for image in shown] == [None, "lazy", "lazy"]
    for image in shown:
        assert (image.get("width"), image.get("height")) == ("800", "600")
        assert re.fullmatch(r"\S+-480\.jpg 480w, \S+-800\.jpg 800w", image.get("srcset"))
    sources = page.all("source", type="image/webp")
    assert len(sources) == 3
    assert all(source.get("sizes") for source in sources)
    captions = page.words("figcaption")
    assert captions == [f"Picture: {name} · CC BY 4.0" for name in ("A", "B", "C")]
    assert page.all("a", rel="license noopener external")[0].get("href").startswith("https://cr")
    assert [image.get("alt") for image in pictures_of(client.page(public_url(one, "sv")))] == [
        "Bild A", "Bild B", "Bild C",
    ]  # fmt: skip
    assert page.all("img", class_="scene") == []


def test_without_pictures_the_drawn_scene_stays(session, client):
    page = client.page(public_url(testbed("helsinki")))
    assert pictures_of(page) == []
    assert len(page.all("img", class_="scene")) == 1


def test_files_and_open_data_stand_under_their_own_headings(session, app, client):
    one = with_link(with_file(app, testbed("helsinki")))
    page = client.page(public_url(one))
    assert {"Files", "Open data about the place"} <= set(page.words("h2"))
    texts = {words_of(link): link for link in page.all("a")}
    assert texts["Rules"].get("href").startswith("/files/documents/")
    assert "PDF, 1 kB" in page.text
    assert texts["Counts"].get("href") == "https://data.example/set"
    assert "Datakeskus" in page.text


def test_the_first_picture_is_in_the_list_and_beside_similar_places(session, app, client):
    one, other = with_picture(app, testbed("helsinki")), testbed("helsinki")
    for address in ("/en/testbeds", public_url(other)):
        shown = pictures_of(client.page(address))
        assert [image.get("src") for image in shown] == [picture_url(one)]
        assert shown[0].get("alt") == ""


def test_public_content_is_kept_for_good_and_a_drafts_by_nobody(session, app, client, sign_in):
    one = with_picture(app, testbed("helsinki"))
    answer = client.get(picture_url(one))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(picture_url(one), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    hidden = with_picture(app, draft("helsinki"))
    sign_in(staff())
    assert client.get(picture_url(hidden)).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("width", [0, 481, 1600, 99_999_999])
def test_only_kept_widths_are_served(session, app, client, sign_in, width):
    one = with_picture(app, testbed("helsinki"))
    sign_in(staff())
    address = f"/files/pictures/{one.pictures[0].digest}-{width}.jpg"
    assert client.get(address).status_code == 404
    assert client.get(f"/files/pictures/{'a' * 64}-480.jpg").status_code == 404


def test_a_draft_waits_for_the_words_of_its_pictures(session, app):
    bare = Translated("Lumi")
    one = with_link(with_file(app, with_picture(app, draft("helsinki"), bare, credit="")))
    one.files[0].title = Translated(sv="Regler")
    assert [gap.field for gap in gaps(one)] == [
        "pictures-0-alt_sv", "pictures-0-credit", "files-0-title_fi",
    ]  # fmt: skip
    with pytest.raises(FieldError) as refused:
        act(acting(staff()), one.id, TestbedAction.PUBLISH, 1)
    assert refused.value.facts["gaps"] == 3
    assert [gap.field for gap in gaps(with_picture(app, draft("tampere"), bare))] == []


def test_a_public_record_takes_a_picture_that_is_described_later(session, app, editor):
    one = with_picture(app, testbed("helsinki"), Translated())
    picture = one.pictures[0].id
    save_part(editor, one.id, 1, Change(Part.PICTURES, (Entry(picture, {"credit": "A"}),)))
    values = {"alt": ALT, "licence": Licence.CC0, "credit": "", "digest": "x"}
    change = Change(Part.PICTURES, (Entry(picture, values),))
    saved = save_part(editor, one.id, 2, change)
    assert saved["changed"] == ["pictures"]
    assert session.get(Testbed, one.id).pictures[0].alt == ALT
    assert session.get(Testbed, one.id).pictures[0].digest != "x"


def test_a_preview_shows_a_draft_as_everybody_will_see_it(session, app, client, sign_in):
    one = with_file(app, with_picture(app, draft("helsinki")))
    sign_in(staff(CityRole.REVIEWER))
    page = client.page(f"/en/desk/testbeds/{one.id}/preview")
    assert "This is how residents and companies will see it. It is not public yet." in page.text
    assert page.heading == one.name.en
    assert [image.get("alt") for image in pictures_of(page)] == [ALT.en]
    assert "Apply for these days" in page.text
    apply = next(form for form in page.all("form") if "new" in (form.get("action") or ""))
    assert "inert" in apply.attrib
    links = [link.get("href") for link in page.all("a")]
    assert public_url(one) not in "".join(links)
    days = [link for link in links if "/preview?month=" in link]
    assert days
    client.page(days[0].partition("#")[0])
    assert client.get(public_url(one)).status_code == 404


@pytest.mark.parametrize("status", [TestbedStatus.PUBLISHED, TestbedStatus.RETIRED])
def test_a_preview_of_what_is_public_says_so(session, client, sign_in, status):
    one = testbed("helsinki", status)
    sign_in(staff(CityRole.EDITOR))
    page = client.page(f"/fi/desk/testbeds/{one.id}/preview")
    assert "Asukkaat ja yritykset näkevät sivun nyt tällaisena." in page.text


def test_an_empty_draft_has_a_preview_too(session, client, sign_in):
    nothing = {"summary": Translated(), "description": Translated(), "kind": None, "geom": None,
               "shape_json": None, "themes": [], "applicants": []}  # fmt: skip
    one = draft("helsinki", **nothing)
    sign_in(staff(CityRole.EDITOR))
    assert "things are missing" in client.page(f"/en/desk/testbeds/{one.id}/preview").text


def test_two_people_at_different_lists_never_clash(session, app, editor):
    one = with_link(with_picture(app, draft("helsinki")))
    link, picture = one.links[0].id, one.pictures[0].id
    save_part(editor, one.id, 1, Change(Part.LINKS, (Entry(link, {"publisher": "A"}),)))
    second = acting(staff())
    saved = save_part(second, one.id, 1, Change(Part.PICTURES, deed=Deed.REMOVE, deed_id=picture))
    assert saved["version"] == 3


def test_two_people_at_the_pictures_are_told_and_lose_nothing(session, app, client, sign_in):
    one = with_picture(app, draft("helsinki"))
    mine, theirs = staff(CityRole.EDITOR), staff(CityRole.COORDINATOR)
    url = f"/en/desk/testbeds/{one.id}/edit/media"
    sign_in(mine)
    typed = {**filled(client.page(url), "/pictures"), "pictures-0-alt_fi": ["Minun"]}
    change = Entry(one.pictures[0].id, {"alt": Translated("Heidän", ALT.sv, ALT.en)})
    save_part(acting(theirs), one.id, 1, Change(Part.PICTURES, (change,)))
    answer = client.post(f"{url}/pictures", data=typed)
    page = read_page(answer)
    assert answer.status_code == 409
    assert theirs.name in page.text
    assert [words_of(quote) for quote in page.all("blockquote")] == ["Heidän"]
    kept = filled(page, "/pictures")
    assert kept["pictures-0-alt_fi"] == ["Minun"]
    assert client.post(f"{url}/pictures", data=kept).status_code == 303
    assert session.get(Testbed, one.id).pictures[0].alt.fi == "Minun"


@pytest.mark.parametrize("part", Part)
def test_a_version_from_before_pictures_is_no_conflict(session, app, editor, part):
    one = draft("helsinki")
    old = {"name": one.name.as_dict()}
    session.add(TestbedVersion(testbed_id=one.id, number=1, at=clock.now(), record=old))
    one.version = 2
    session.commit()
    assert save_part(editor, one.id, 1, Change(part)) == {"version": 2, "changed": []}


def test_what_no_record_names_is_swept_after_a_month(session, app, editor):
    one = with_file(app, with_picture(app, with_picture(app, draft("helsinki"))))
    kept, gone = one.pictures[0], one.pictures[1]
    names = {row: set(names_of(row.digest, row.width)) for row in (kept, gone)}
    month = dt.timedelta(days=31)
    folder = store(app).folder
    for path in folder.glob("*/*/*"):
        os.utime(path, ((clock.now() - month).timestamp(),) * 2)
    change = Change(Part.PICTURES, deed=Deed.REMOVE, deed_id=gone.id)
    change_part(editor, one.id, 1, change, store(app))
    mine, theirs = names[kept], names[gone]
    sweep(store(app))
    assert names_in(app) >= mine | theirs, "what was taken off today can still be brought back"
    with time_machine.travel(clock.now() + month, tick=False):
        sweeping(app.extensions["settings"]).work()
        assert names_in(app) >= mine
        assert names_in(app) & theirs == set()
