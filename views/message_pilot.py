"""Words for what stands in the way around a pilot that is prepared or runs, by code."""

from flask_babel import gettext as _

from app.forms.sign import missing_words

PILOT_MESSAGES = {
    "person_unknown": lambda _f: _("Choose somebody who is named for this pilot."),
    "contact_known": lambda _f: _("This person is a contact of the pilot already."),
    "pilot_not_public": lambda _f: _(
        "Residents do not see this pilot yet, so nobody would read it. Post when it is ready."
    ),
    "too_many_partners": lambda facts: _(
        "Name at most %(most)s partners, those who matter most.", most=facts["most"]
    ),
    "post_language": lambda _f: _("Write both a title and a text, in at least one language."),
    "alt_needed": lambda _f: _(
        "Tell what the picture shows, for those who cannot see it, in at least one language."
    ),
    "pilot_over": lambda _f: _(
        "The pilot is over. Write to the city’s contact person about what happened."
    ),
    "sign_languages": lambda facts: missing_words(facts["languages"]),
    "what_needed": lambda _f: _("Tell what happened."),
    "in_the_future": lambda _f: _("This day has not come yet. Choose the day when it happened."),
    "no_midterm": lambda _f: _("No mid-term report is asked for now."),
    "midterm_read": lambda _f: _(
        "The city has read the report. Send a message if something has changed since."
    ),
    "answer_needed": lambda _f: _("Tell how it goes. One sentence is enough."),
}
