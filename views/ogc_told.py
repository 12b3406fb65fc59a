"""The fixed words of open data in the language of the answer, looked up once each.

Looking up a translation costs as much as reading a feature, and a page of them has five.
"""

from functools import lru_cache

from flask import g
from flask_babel import gettext

MOST = 2_000


def told(text: str) -> str:
    """Return a text without values in the language of this answer."""
    return _told(g.lang, text)


@lru_cache(MOST)
def _told(_lang: str, text: str) -> str:
    return str(gettext(text))
