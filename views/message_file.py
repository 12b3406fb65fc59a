"""Words for what stands in the way of a picture, a file or a link, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from views.page import number

Facts = dict[str, Any]

FILE_MESSAGES: dict[str, Callable[[Facts], str]] = {
    "file_empty": lambda _f: _("The file is empty. Choose another one."),
    "picture_heavy": lambda f: _(
        "The file is larger than %(most)s MB. Save the picture smaller and choose it again.",
        most=f["most"],
    ),
    "picture_heic": lambda _f: _(
        "This is a HEIC picture, as iPhones take them. Save or share it as JPEG and choose that."
    ),
    "picture_svg": lambda _f: _(
        "This is an SVG drawing. It can hold programs, so save it as PNG and choose that."
    ),
    "picture_kind": lambda _f: _(
        "This is not a JPEG, PNG or WebP picture, whatever its name says. "
        "Save it as one of them first."
    ),
    "picture_gone": lambda _f: _("The picture waited too long. Choose it again."),
    "picture_broken": lambda _f: _(
        "The picture could not be read to its end. The file may be damaged: save it again."
    ),
    "picture_moves": lambda _f: _("This picture moves. Choose a still one."),
    "picture_pixels": lambda f: _(
        "The picture has more than %(most)s million pixels. Save it smaller and choose it again.",
        most=f["most"],
    ),
    "picture_small": lambda f: _(
        "The picture is %(width)s × %(height)s pixels. "
        "It has to be at least %(least_width)s × %(least_height)s.",
        width=number(f["width"]),
        height=number(f["height"]),
        least_width=f["least_width"],
        least_height=f["least_height"],
    ),
    "picture_narrow": lambda _f: _(
        "The picture is too long and narrow for the page. Crop it and choose it again."
    ),
    "file_heavy": lambda f: _(
        "The file is larger than %(most)s MB. Make it smaller, "
        "or put it on the web and link to it.",
        most=f["most"],
    ),
    "file_kind": lambda _f: _(
        "This is not a PDF, Word, Excel, PowerPoint or OpenDocument file, whatever its name says."
    ),
    "file_broken": lambda _f: _(
        "The file could not be read to its end. It may be damaged: save it again."
    ),
    "file_acts": lambda _f: _(
        "This file holds macros, programs or other files. "
        "Save it without them, as a PDF for instance."
    ),
    "file_bomb": lambda _f: _(
        "Unpacked, this file would be far too large. Make it smaller and choose it again."
    ),
    "too_many": lambda f: _("There is room for %(most)s here. Take one off first.", most=f["most"]),
    "attachments_full": lambda f: _("There is room for %(most)s files here.", most=f["most"]),
    "attachment_stays": lambda _f: _(
        "What has been sent to a city stays there. Add a new file beside it, and say which one "
        "counts."
    ),
    "here_already": lambda _f: _("This one is here already."),
    "title_needed": lambda _f: _("Give it a title in at least one language."),
}
