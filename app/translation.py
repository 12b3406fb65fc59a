"""Texts of the interface found with one look at the request instead of a dozen.

Flask-Babel asks for its context three times a text and writes down its locale each time, which
was a third of the time of a page.  What it found is kept beside the locale that it chose, for as
long as that is the same (a letter in another language changes it for a while).
"""

from typing import TYPE_CHECKING, Any

from flask import Flask, g, has_app_context
from flask_babel import Domain

from app.extensions import babel

if TYPE_CHECKING:
    from flask_babel import Words  # only the types know it


class QuickDomain(Domain):
    """The texts of the interface, each catalogue found once a request."""

    def get_translations(self) -> "Words":
        """Return the catalogue of this request's language."""
        held: Any = g.get("_flask_babel") if has_app_context() else None
        locale = getattr(held, "babel_locale", None)
        known = getattr(held, "words", None)
        if known is not None and locale is not None and known[0] is locale:
            words: Words = known[1]
            return words
        words = super().get_translations()
        if has_app_context() and (held := g.get("_flask_babel")) is not None:
            held.words = (getattr(held, "babel_locale", None), words)
        return words


def init_app(app: Flask) -> None:
    """Let code and templates find their texts this way."""
    domain = QuickDomain()
    babel.domain_instance = domain
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of its i18n extension
        lambda message: domain.get_translations().ugettext(message),
        lambda one, many, num: domain.get_translations().ungettext(one, many, num),
        newstyle=True,
    )
