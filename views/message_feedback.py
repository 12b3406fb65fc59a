"""Words for what stands in the way of feedback and reports of harm, by code."""

from flask_babel import gettext as _

from views import language

FEEDBACK_MESSAGES = {
    "feedback_closed": lambda _f: _(
        "This experiment ended a while ago and takes no more feedback. "
        "You can still write to those who answer for it."
    ),
    "feedback_needs_words": lambda _f: _("Write what you think, a few words are enough."),
    "email_needed": lambda _f: _(
        "Write your e-mail address. We need it to be sure that the feedback is yours before it is "
        "shown to everybody."
    ),
    "picture_words_needed": lambda _f: _(
        "Tell what the picture shows, for those who cannot see it. Then choose the picture again."
    ),
    "place_not_read": lambda _f: _(
        "We could not read this place. Write two numbers, such as 60.1699, 24.9384, tap the map, "
        "or leave this empty."
    ),
    "place_far": lambda f: _(
        "This place is far from %(city)s. Choose one nearer, or leave this empty.",
        city=f["city"].best(language.current())[0],
    ),
    "appeal_used": lambda _f: _("You have appealed already. An appeal is answered once."),
    "appeal_needs_words": lambda _f: _("Write why it should be shown."),
    "appeal_by_another": lambda _f: _(
        "You hid this yourself, so somebody else has to answer the appeal. "
        "Ask a colleague or the coordinator."
    ),
    "feedback_not_shown": lambda _f: _(
        "This has not been looked at yet, or it is hidden. It can be answered once it is shown or "
        "passed on."
    ),
    "answer_words_needed": lambda _f: _("Write your answer."),
    "in_the_book": lambda _f: _("This report is in the incident book already."),
}
