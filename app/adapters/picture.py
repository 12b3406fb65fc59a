"""Pictures that people send, made anew: only what the eye sees is kept.

The file is decoded by one of three decoders, turned the way its camera held it, brought to sRGB
and encoded again in a few widths.  What else the file held (place, camera, comments, a second
file behind the first) does not survive.  Pillow is used here only.
"""

import hashlib
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PIL import Image, ImageCms

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 25_000_000
MOST_JPEG_PIXELS = 50_000_000  # a plain JPEG is decoded no larger than needed
LEAST_WIDTH, LEAST_HEIGHT = 480, 240
MOST_STRETCH = 5  # one side to the other
WIDTHS = (480, 960, 1600)
MOST_HEIGHT = 2400
ENDINGS = {"webp": "image/webp", "jpg": "image/jpeg"}
SENT, UNSENT = "pictures/", "unsent/"
DECODERS = ("JPEG", "PNG", "WEBP")
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
# What the orientation of EXIF asks for; 1 is upright.  Source: CIPA DC-008 (Exif 3.0), 4.6.4.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SEE_THROUGH = frozenset({"P", "PA", "LA", "La", "RGBA", "RGBa"})
SIDEWAYS = frozenset({5, 6, 7, 8})
ORIENTATION = 0x0112

_one_at_a_time = threading.Lock()  # decoding one takes up to 200 MB


class PictureProblem(StrEnum):
    """Why a picture is not taken; each is also the code of its words."""

    EMPTY = "file_empty"
    HEAVY = "picture_heavy"  # most (MB)
    HEIC = "picture_heic"
    SVG = "picture_svg"
    KIND = "picture_kind"
    BROKEN = "picture_broken"
    MOVES = "picture_moves"
    PIXELS = "picture_pixels"  # most (million)
    SMALL = "picture_small"  # width, height, least_width, least_height
    NARROW = "picture_narrow"


class PictureError(Exception):
    """The picture is not taken."""

    def __init__(self, problem: PictureProblem, **facts: Any) -> None:
        self.problem, self.facts = problem, facts
        super().__init__(f"{problem} {facts}")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready to be kept: its largest size, and content by stored name."""

    digest: str
    width: int
    height: int
    contents: dict[str, bytes]


def widths_of(width: int) -> list[int]:
    """Return the widths that a picture of this greatest width is kept in, smallest first."""
    return [*(one for one in WIDTHS if one < width), width]


def stored_name(digest: str, width: int, ending: str) -> str:
    """Return the name of one size of a picture in the store."""
    return f"{SENT}{digest}-{width}.{ending}"


def unsent_name(name: str) -> str:
    """Return under which name what has this name waits until somebody sends it."""
    return UNSENT + name.removeprefix(SENT)


def names_of(digest: str, width: int) -> list[str]:
    """Return the names of everything that is kept of a picture."""
    return [stored_name(digest, one, ending) for one in widths_of(width) for ending in ENDINGS]


def prepare(content: bytes) -> Prepared:
    """Return a picture made anew from a file.

    Raises:
        PictureError: It is no picture that can be taken.
    """
    _look(content)
    with _one_at_a_time:
        try:
            clean = _decoded(content)
        except PictureError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_many_pixels(MOST_PIXELS) from None
        except Exception as problem:
            raise PictureError(PictureProblem.BROKEN) from problem
        sizes = {(width, ending): data for width, ending, data in _sizes(clean)}
    digest = hashlib.sha256(b"".join(sizes.values())).hexdigest()
    contents = {stored_name(digest, *size): data for size, data in sizes.items()}
    return Prepared(digest, clean.width, clean.height, contents)


def _look(content: bytes) -> None:
    """Refuse what the first bytes give away, by its name."""
    if not content:
        raise PictureError(PictureProblem.EMPTY)
    if len(content) > MOST_BYTES:
        raise PictureError(PictureProblem.HEAVY, most=MOST_BYTES >> 20)
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise PictureError(PictureProblem.HEIC)
    if b"<svg" in content[:2048].lower():
        raise PictureError(PictureProblem.SVG)
    jpeg, png = content.startswith(b"\xff\xd8\xff"), content.startswith(b"\x89PNG\r\n\x1a\n")
    webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    if not (jpeg or png or webp):
        raise PictureError(PictureProblem.KIND)


def _decoded(content: bytes) -> Image.Image:
    """Return the picture upright, in sRGB, at most as large as is kept, and nothing else of it."""
    image = Image.open(io.BytesIO(content), formats=DECODERS)
    width, height = image.size
    plain = image.format in {"JPEG", "MPO"} and "progressive" not in image.info
    most = MOST_JPEG_PIXELS if plain else MOST_PIXELS
    if width * height > most:
        raise _too_many_pixels(most)
    if (
        getattr(image, "is_animated", False) and image.format != "MPO"
    ):  # phones: one and a depth map
        raise PictureError(PictureProblem.MOVES)
    if max(width, height) > MOST_STRETCH * min(width, height):
        raise PictureError(PictureProblem.NARROW)
    turn = _turn(image)
    sideways = turn in SIDEWAYS
    box = (MOST_HEIGHT, WIDTHS[-1]) if sideways else (WIDTHS[-1], MOST_HEIGHT)
    wide, high = (height, width) if sideways else (width, height)
    if wide < LEAST_WIDTH or high < LEAST_HEIGHT:
        raise _too_small(wide, high)
    image.draft("RGB", box)
    image.load()
    small = _plain(image)
    small.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=3.0)
    flat = _flat(_coloured(small, image.info.get("icc_profile")))
    if turn in TURNS:
        flat = flat.transpose(TURNS[turn])
    if flat.width < LEAST_WIDTH:
        raise PictureError(PictureProblem.NARROW)
    clean = Image.new("RGB", flat.size)  # without anything that rode along in the old one
    clean.paste(flat)
    return clean


def _too_many_pixels(most: int) -> PictureError:
    return PictureError(PictureProblem.PIXELS, most=most // 1_000_000)


def _too_small(width: int, height: int) -> PictureError:
    return PictureError(
        PictureProblem.SMALL, width=width, height=height,
        least_width=LEAST_WIDTH, least_height=LEAST_HEIGHT,
    )  # fmt: skip


def _turn(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - damaged EXIF is no reason to refuse a picture that is whole
        return 1


def _plain(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be made smaller well: L, RGB, RGBA or CMYK."""
    if image.mode == "1":
        return image.convert("L")
    if image.width > 2 * WIDTHS[-1] and (image.mode in SEE_THROUGH or "transparency" in image.info):
        # Making these smaller well takes two copies of all pixels: first halve them plainly.
        half = image.resize((image.width // 2, image.height // 2), Image.Resampling.NEAREST)
        half.info = image.info
        image = half
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits of grey
        return image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if image.mode in SEE_THROUGH - {"P"} or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "RGBA", "CMYK"} else image.convert("RGB")


def _coloured(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in the colours of sRGB; a profile that cannot be read is left out."""
    if not profile or image.mode == "RGBA":
        return image
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return (
            ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"),
                                      outputMode="RGB") or image
        )  # fmt: skip
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def _flat(image: Image.Image) -> Image.Image:
    """Return the picture in RGB, on white where it lets through."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _sizes(clean: Image.Image) -> Iterator[tuple[int, str, bytes]]:
    for width in widths_of(clean.width):
        size = (width, max(1, round(clean.height * width / clean.width)))
        one = clean if width == clean.width else clean.resize(size, Image.Resampling.LANCZOS)
        for ending, data in (
            ("webp", _encoded(one, "WEBP", quality=80, method=4)),
            ("jpg", _encoded(one, "JPEG", quality=82, optimize=True, progressive=True)),
        ):
            yield width, ending, data


def _encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
