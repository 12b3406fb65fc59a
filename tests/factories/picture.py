"""Pictures for tests: good ones, and a corpus of those that must be refused or cleaned."""

import io
import itertools
import struct
import zipfile
import zlib

from PIL import Image, ImageCms

SECRET = b"60.1699-24.9384 SECRET"
SCRIPT = b"<script>alert(1)</script>"
_numbers = itertools.count(1)


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def drawn(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Return a new picture that differs from every other: dark red on the left, light on top."""
    image = Image.new(mode, (width, height))
    number = next(_numbers)
    middle = 60 + number % 120
    blocks = [tuple(number // 6 ** (3 * block + one) % 6 * 50 for one in range(3))
              for block in range(2)]  # fmt: skip
    side = height // 6
    for place, colour in (
        ((0, 0, width // 2, height), (150, 10, middle // 4)),
        ((width // 2, 0, width, height // 2), (240, 240, middle)),
        ((width // 2, height // 2, width, height), (10, middle, 150)),
        ((side, 2 * side, 2 * side, 3 * side), blocks[0]),
        ((side, 3 * side, 2 * side, 4 * side), blocks[1]),
    ):
        image.paste(colour + (255,) * (mode == "RGBA"), place)
    return image


def photo(width: int = 800, height: int = 600, kind: str = "JPEG") -> bytes:
    """Return a good picture."""
    return encoded(drawn(width, height), kind)


def with_exif(orientation: int = 6) -> bytes:
    """Return a picture that says where it was taken, held sideways."""
    image = drawn(1200, 800)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif[0x8825] = {1: "N", 2: (60.0, 10.0, 11.6), 3: "E", 4: (24.0, 56.0, 18.2)}
    return encoded(image, "JPEG", exif=exif, comment=SECRET)


def png_of_size(width: int, height: int) -> bytes:
    """Return a small PNG that unpacks into very many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _line in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def moving(kind: str) -> bytes:
    """Return an animation."""
    return encoded(drawn(), kind, save_all=True, append_images=[drawn()], duration=200)


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.html", SCRIPT)
    return out.getvalue()


def largest() -> dict[str, bytes]:
    """Return the largest pictures that are taken, and one that is far too large."""
    shades = Image.effect_noise((5_000, 4_990), 40)
    return {
        "400 million": png_of_size(20_000, 20_000),
        "25 million of a palette": encoded(drawn(5_000, 4_990).convert("P"), "PNG", transparency=3),
        "25 million, progressive": encoded(
            shades.convert("RGB"), "JPEG", quality=30, progressive=True, subsampling=0
        ),
        "49 million": encoded(drawn(8_000, 6_100), "JPEG"),
    }


def refused() -> dict[str, tuple[str, bytes, str]]:
    """Return what must be refused: (name of the file, content, code)."""
    jpeg = photo()
    return {
        "no bytes": ("a.jpg", b"", "file_empty"),
        "text": ("a.jpg", b"hello", "picture_kind"),
        "a drawing that can hold programs": (
            "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
            "picture_svg",
        ),
        "a drawing called a photo": (
            "a.jpg", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><SVG>" + SCRIPT + b"</SVG>",
            "picture_svg",
        ),
        "an iPhone's picture": ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 64, "picture_heic"),
        "a GIF": ("a.jpg", encoded(drawn(), "GIF"), "picture_kind"),
        "a moving GIF": ("a.gif", moving("GIF"), "picture_kind"),
        "a TIFF": ("a.jpg", encoded(drawn(), "TIFF"), "picture_kind"),
        "a PDF": ("a.jpg", b"%PDF-1.4\n%%EOF", "picture_kind"),
        "PostScript": ("a.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n", "picture_kind"),
        "a page before a picture": ("a.jpg", SCRIPT + jpeg, "picture_kind"),
        "an archive": ("a.png", zipped(), "picture_kind"),
        "a cut JPEG": ("a.jpg", jpeg[: len(jpeg) // 2], "picture_broken"),
        "a cut PNG": ("a.png", photo(kind="PNG")[:-400], "picture_broken"),
        "a cut WebP": ("a.webp", photo(kind="WEBP")[:-200], "picture_broken"),
        "only a head": ("a.png", b"\x89PNG\r\n\x1a\n", "picture_broken"),
        "noise after a head": ("a.jpg", b"\xff\xd8\xff" + b"\x99" * 5000, "picture_broken"),
        "a moving WebP": ("a.webp", moving("WEBP"), "picture_moves"),
        "a moving PNG": ("a.png", moving("PNG"), "picture_moves"),
        "20,000 by 20,000": ("a.png", png_of_size(20_000, 20_000), "picture_pixels"),
        "26 million in a PNG": ("a.png", png_of_size(6_500, 4_001), "picture_pixels"),
        "52 million in a JPEG": ("a.jpg", encoded(drawn(8_700, 6_000), "JPEG"), "picture_pixels"),
        "a stamp": ("a.png", photo(120, 90, "PNG"), "picture_small"),
        "a ribbon": ("a.png", photo(3200, 400, "PNG"), "picture_narrow"),
        "a tower": ("a.png", photo(480, 2500, "PNG"), "picture_narrow"),
        "too heavy": ("a.jpg", jpeg + b"\0" * (20 * 1024 * 1024), "picture_heavy"),
    }  # fmt: skip


def cleaned() -> dict[str, bytes]:
    """Return what must come out as nothing but a picture."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return {
        "a place in EXIF": with_exif(1),
        "an archive behind it": photo() + zipped(),
        "a page behind it": photo() + SCRIPT + SECRET,
        "a page as a comment": encoded(drawn(), "JPEG", comment=SCRIPT + SECRET),
        "a text in a PNG": photo(kind="PNG")[:33] + _text_chunk() + photo(kind="PNG")[33:],
        "a colour profile": encoded(drawn(), "JPEG", icc_profile=profile),
        "a broken profile": encoded(drawn(), "JPEG", icc_profile=SECRET * 20),
        "see-through": encoded(drawn(mode="RGBA"), "PNG"),
        "grey of 16 bits": encoded(drawn().convert("I;16"), "PNG"),
        "a palette": encoded(drawn().convert("P"), "PNG"),
        "for print": encoded(drawn().convert("CMYK"), "JPEG"),
        "grey": encoded(drawn().convert("L"), "WEBP"),
        "a phone's two pictures": encoded(drawn(), "MPO", save_all=True, append_images=[drawn()]),
    }


def _text_chunk() -> bytes:
    data = b"Comment\0" + SECRET + SCRIPT
    return (
        struct.pack(">I", len(data))
        + b"tEXt"
        + data
        + struct.pack(">I", zlib.crc32(b"tEXt" + data))
    )
