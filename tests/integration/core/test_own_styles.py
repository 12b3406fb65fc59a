"""Our style sheets as one file: all of them, with the pictures they name, kept for good."""

import re
from pathlib import Path

from tests.integration.core.test_cached_files import FOREVER
from views.style import SHEETS

ROOT = Path(__file__).resolve().parents[3]


def sheet_of(page):
    return next(
        link.get("href")
        for link in page.all("link", rel="stylesheet")
        if link.get("href").startswith("/static/css/own-")
    )


def test_a_page_waits_for_one_sheet_of_ours_that_is_kept_for_good(client):
    page = client.page("/fi/accessibility")
    waited = [one.get("href") for one in page.all("link", rel="stylesheet") if not one.get("media")]

    answer = client.get(sheet_of(page))

    assert waited == [sheet_of(page)]
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.headers["Cache-Control"] == FOREVER


def test_it_holds_every_sheet_without_comments_in_their_order(client):
    text = client.get(sheet_of(client.page("/fi/accessibility"))).get_data(as_text=True)

    assert "/*" not in text
    places = []
    for name in SHEETS:
        own = (ROOT / "static" / "css" / f"{name}.css").read_text("utf-8")
        last = re.sub(r"/\*.*?\*/", "", own, flags=re.DOTALL).strip().splitlines()[-2].strip()
        places.append(text.rindex(last))
    assert places == sorted(places)


def test_every_file_that_it_names_is_there_and_pictures_are_kept_for_good(client):
    text = client.get(sheet_of(client.page("/fi/accessibility"))).get_data(as_text=True)
    named = re.findall(r'url\("\.\./([^"]+)"\)', text)

    assert any(one.startswith("img/") for one in named)
    for one in named:
        answer = client.get(f"/static/{one}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOREVER), one


def test_a_page_of_another_version_gets_the_sheet_for_a_minute(client):
    answer = client.get(f"/static/css/own-{'0' * 16}.css")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_every_sheet_is_in_the_one_or_linked_by_the_pages_that_need_it():
    linked = set()
    for path in [*(ROOT / "templates").rglob("*.html"), ROOT / "views" / "page.py"]:
        linked |= set(re.findall(r"css/([\w-]+)\.css", path.read_text("utf-8")))
    here = {path.stem for path in (ROOT / "static" / "css").glob("*.css")}

    assert here - set(SHEETS) - linked == set()
    assert set(SHEETS) & linked == set(), "once is enough"
