"""What surrounds the pages of a jury at the desk: those of its challenge."""

from typing import Any

from flask.typing import ResponseReturnValue

from models.challenge import Challenge
from views import language, navigation
from views.challenge_frame import home_of, tabs
from views.page import page


def framed(
    template: str, challenge: Challenge, status: int = 200, **values: Any
) -> ResponseReturnValue:
    """Render a page about a challenge's jury."""
    return page(
        template,
        status,
        challenge=challenge,
        challenge_title=challenge.title.best(language.current()),
        challenge_home=home_of(challenge),
        tabs=tabs(challenge, "jury_desk.show"),
        section_links=navigation.desk_menu(),
        **values,
    )
