"""Pictures are made anew: only what the eye sees is kept, and what is no picture is refused."""

import io
import subprocess
import sys

import pytest
from PIL import Image

from app.adapters.picture import (
    PictureError,
    PictureProblem,
    names_of,
    prepare,
    stored_name,
    widths_of,
)
from config import ROOT
from tests.factories.picture import SCRIPT, SECRET, cleaned, largest, photo, refused, with_exif
from views.messages import MESSAGES

REFUSED = refused()
CLEANED = cleaned()
MOST_MB = 250


def opened(content):
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_good_picture_is_refused_by_name(what):
    _name, content, code = REFUSED[what]
    with pytest.raises(PictureError) as error:
        prepare(content)
    assert error.value.problem == code
    assert MESSAGES[code](error.value.facts)


def test_every_problem_has_its_words_and_is_met_by_the_corpus():
    assert {code for _name, _content, code in REFUSED.values()} == set(PictureProblem)


@pytest.mark.parametrize("what", CLEANED)
def test_only_the_picture_survives(what):
    made = prepare(CLEANED[what])
    assert set(made.contents) == set(names_of(made.digest, made.width))
    for name, content in made.contents.items():
        for hidden in (SECRET, SCRIPT, b"Exif", b"GPS", b"evil.html", b"ICC_PROFILE", b"ICCP"):
            assert hidden not in content, name
        image = opened(content)
        assert image.mode == "RGB"
        assert getattr(image, "n_frames", 1) == 1
        assert not image.getexif()
        assert {"icc_profile", "exif", "comment", "xmp"} & set(image.info) == set()


def test_the_corpus_does_hold_what_must_not_survive():
    assert SECRET in CLEANED["a place in EXIF"]
    assert SCRIPT in CLEANED["a page behind it"]
    assert opened(CLEANED["a text in a PNG"]).text["Comment"].startswith(SECRET.decode())


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (1200, 800), "red"), (3, (1200, 800), "blue"), (6, (800, 1200), "red"),
     (8, (800, 1200), "light"), (9, (1200, 800), "red")],
)  # fmt: skip
def test_a_picture_stands_as_its_camera_was_held(orientation, size, corner):
    made = prepare(with_exif(orientation))
    assert (made.width, made.height) == size
    image = opened(made.contents[stored_name(made.digest, made.width, "jpg")])
    red, green, blue = image.getpixel((20, 20))
    seen = "light" if min(red, green) > 200 else "red" if red > blue and green < 60 else "blue"
    assert seen == corner


def test_it_is_kept_in_a_few_widths_as_webp_and_jpeg():
    made = prepare(photo(4000, 3000))
    assert (made.width, made.height) == (1600, 1200)
    sizes = {name.rpartition("-")[2]: opened(data) for name, data in made.contents.items()}
    assert {name: one.size for name, one in sizes.items()} == {
        "480.webp": (480, 360), "480.jpg": (480, 360), "960.webp": (960, 720),
        "960.jpg": (960, 720), "1600.webp": (1600, 1200), "1600.jpg": (1600, 1200),
    }  # fmt: skip
    assert {one.format for name, one in sizes.items() if name.endswith("webp")} == {"WEBP"}
    assert {one.format for name, one in sizes.items() if name.endswith("jpg")} == {"JPEG"}


@pytest.mark.parametrize(("width", "kept"), [(480, [480]), (700, [480, 700]), (960, [480, 960])])
def test_a_small_picture_is_never_blown_up(width, kept):
    assert widths_of(prepare(photo(width, width * 3 // 4)).width) == kept


def test_the_same_picture_has_the_same_name_and_another_has_another():
    content = photo()
    assert prepare(content).digest == prepare(content).digest != prepare(photo()).digest


MEASURED = """
import re, sys
from pathlib import Path
from app.adapters.picture import PictureError, prepare
try:
    prepare(Path(sys.argv[1]).read_bytes())
except PictureError as error:
    print(error.problem.value)
print(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def test_memory_stays_bounded_for_the_largest_pictures(tmp_path):
    used = {}
    for what, content in largest().items():
        path = tmp_path / "picture"
        path.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, path], cwd=ROOT, text=True, capture_output=True,
            check=True,
        )  # fmt: skip
        used[what] = int(done.stdout.split()[-1]) // 1024
    assert max(used.values()) < MOST_MB, used
