"""Ready-made reasons for a refusal, in the three languages: the applicant reads them word for word.

A reason that was given is copied into the decision, so a wording can be bettered later.
"""

import enum

from models.base import Translated


class DeclineReason(enum.StrEnum):
    """Why applications are most often declined."""

    FULL = "full"
    UNSUITABLE = "unsuitable"
    BENEFIT = "benefit"
    UNCLEAR = "unclear"
    RESOURCES = "resources"
    RISK = "risk"
    COMPARED = "compared"


DECLINE_TEXTS: dict[DeclineReason, Translated] = {
    DeclineReason.FULL: Translated(
        fi="Toivomasi päivät ovat täynnä, emmekä voi tarjota tilalle muita päiviä.",
        sv="Dagarna du önskade är fullbokade, och vi kan inte erbjuda andra dagar i stället.",
        en="The days you asked for are full, and we cannot offer other days instead.",
    ),
    DeclineReason.UNSUITABLE: Translated(
        fi="Kokeilu ei sovi tähän paikkaan: siellä ei ole sitä, mitä kokeilu tarvitsee.",
        sv="Försöket passar inte den här platsen: den har inte det som försöket behöver.",
        en="The experiment does not suit this place: it lacks what the experiment needs.",
    ),
    DeclineReason.BENEFIT: Translated(
        fi="Hakemuksesta ei käy ilmi riittävästi hyötyä paikan käyttäjille tai asukkaille.",
        sv="Av ansökan framgår inte tillräcklig nytta för platsens användare eller invånarna.",
        en="The application does not show enough benefit to users of the place or to residents.",
    ),
    DeclineReason.UNCLEAR: Translated(
        fi="Hakemuksesta ei selviä, mitä kokeillaan ja mitä siitä on tarkoitus oppia.",
        sv="Av ansökan framgår inte vad som ska prövas och vad man vill lära sig av det.",
        en="The application does not tell what is tried out and what is to be learned from it.",
    ),
    DeclineReason.RESOURCES: Translated(
        fi="Paikan henkilökunnalla ei ole nyt aikaa kokeilun tarvitsemaan tukeen.",
        sv="Platsens personal har inte tid just nu för det stöd som försöket behöver.",
        en="The staff of the place have no time now for the support that the experiment needs.",
    ),
    DeclineReason.RISK: Translated(
        fi="Kokeilun turvallisuutta tai tietosuojaa ei ole selvitetty riittävästi.",
        sv="Försökets säkerhet eller dataskydd har inte utretts tillräckligt.",
        en="The safety or the data protection of the experiment has not been examined enough.",
    ),
    DeclineReason.COMPARED: Translated(
        fi="Vertasimme hakemuksia samoin perustein, ja muut saivat enemmän pisteitä.",
        sv="Vi jämförde ansökningarna på samma grunder, och andra fick fler poäng.",
        en="We compared the applications by the same criteria, and others scored higher.",
    ),
}


def composed(reason: DeclineReason | None, own: str, language: str) -> str:
    """Return what the applicant reads: the ready-made reason, then the decider's own words."""
    ready = DECLINE_TEXTS[reason].best(language)[0] if reason is not None else ""
    return "\n\n".join(text for text in (ready, own.strip()) if text)
