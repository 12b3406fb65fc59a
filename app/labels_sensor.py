"""What each kind of sensor notices and what it cannot, for people who walk past it.

The words hold for what the kind is by nature; what one pilot keeps of it is its own text.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

SIGHT: dict[str, tuple[Any, Any]] = {
    "camera_blurred": (
        _l("Sees that somebody or something moves and which way. The picture is blurred at once."),
        _l("Keeps no face, no number plate and no picture in which you can be known."),
    ),
    "radar": (
        _l("Notices that something moves, how fast and how far away."),
        _l("Takes no pictures and cannot tell who it is."),
    ),
    "microphone": (
        _l("Measures how loud it is, as a number."),
        _l("Records no sound. What you say cannot be heard afterwards."),
    ),
    "air_quality": (
        _l("Measures particles and gases in the air."),
        _l("Notices nothing about people."),
    ),
    "temperature": (
        _l("Measures how warm it is, in the air or on a surface."),
        _l("Notices nothing about people."),
    ),
    "counter": (
        _l("Counts how many people or vehicles pass, and when."),
        _l("Cannot tell who passes, or whether the same one passes twice."),
    ),
    "position": (
        _l("Tells where the device or vehicle that is tried out is moving."),
        _l("Does not follow your phone, nor people who pass by."),
    ),
    "questionnaire": (
        _l("Asks people who want to answer."),
        _l("Knows nothing of those who do not answer."),
    ),
    "none": (
        _l("Nothing is measured with devices."),
        _l("Nothing on the site notices people."),
    ),
}
