"""Which pages the Nu checker is given, and that none of a kind is forgotten."""

from pathlib import Path

import pytest

from tests import kept_pages
from tools.console import Stop
from tools.markup import check, page_templates


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept_pages, "FOLDER", str(tmp_path))
    monkeypatch.setenv("KEPT_PAGES", str(tmp_path))
    return tmp_path


def test_pages_are_told_from_frames_and_parts():
    found = page_templates()

    assert {"home/index.html", "errors/404.html", "errors/500.html"} <= found
    assert not [name for name in found if name.startswith(("layouts/", "components/", "mail/"))]
    assert not [name for name in found if "/_" in name]


def test_the_same_elements_around_other_words_are_kept_once(folder: Path):
    for words in ('<p id="a">one</p>', '<p id="b">two</p>', '<p id="a" lang="fi">x</p>'):
        kept_pages.keep("home/index.html", words)

    assert len(list((folder / "home+index.html").iterdir())) == 2


def test_some_of_a_kind_are_enough(folder: Path):
    for count in range(kept_pages.MOST_OF_ONE_KIND + 5):
        kept_pages.keep("mail/x", "<br>" * count)

    assert len(list((folder / "mail+x").iterdir())) == kept_pages.MOST_OF_ONE_KIND


def test_without_pages_it_says_who_keeps_them(folder: Path):
    with pytest.raises(Stop, match="make integration"):
        check()
