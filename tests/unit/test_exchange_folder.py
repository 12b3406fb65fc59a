"""Uploads of imports go with whoever they name, and by themselves when nobody has touched them."""

import os

import pytest

from app.adapters.exchange_folder import KEPT_S, ROWS, UPLOAD, ExchangeFolders, alive
from app.services.personal import forget_uploads
from models.personal import Person

AINO = Person(user_id=1, addresses=("aino@koepaikka.example",), name="Äinö Ahkera")
KALLE = Person(user_id=2, addresses=("kalle@koepaikka.example",), name="Kalle")
ROW = '{{"contact":"{}"}}\n'


@pytest.fixture
def folders(tmp_path):
    return ExchangeFolders(tmp_path)


def lying(folders, words, *, uploaded=True):
    """Leave a folder whose rows hold these words; return it."""
    folder = folders.make()
    (folder / ROWS).write_text(ROW.format("x") + ROW.format(words), "utf-8")
    if uploaded:
        (folder / UPLOAD).touch()
    return folder


def test_an_upload_goes_with_whom_it_names_by_address_or_by_whole_name(folders):
    going = [lying(folders, "AINO@koepaikka.example"), lying(folders, "ÄINÖ AHKERA, 5 lk")]
    staying = [
        lying(folders, "Äinö"), lying(folders, "kalle@koepaikka.example"),
        lying(folders, "Äinö Ahkera", uploaded=False),  # what somebody brings out
    ]  # fmt: skip
    busy = lying(folders, "Äinö Ahkera")
    with alive(busy):
        assert forget_uploads(folders, AINO) == len(going)
    assert [one.exists() for one in (*going, *staying, busy)] == [False] * 2 + [True] * 4
    assert forget_uploads(folders, AINO) == 1, "nobody is busy with it any more"


def test_a_name_of_one_word_is_nobodys_alone(folders):
    kept, gone = lying(folders, "Kalle Toinen"), lying(folders, "kalle@koepaikka.example")
    assert forget_uploads(folders, KALLE) == 1
    assert (kept.exists(), gone.exists()) == (True, False)


def test_what_nobody_has_touched_for_two_weeks_goes(folders):
    old, new = lying(folders, "x"), lying(folders, "x")
    then = old.stat().st_mtime - KEPT_S - 60
    os.utime(old, (then, then))
    assert folders.forget_old() == 1
    assert (old.exists(), new.exists()) == (False, True)
    assert ExchangeFolders(folders.root / "nowhere").forget_old() == 0
