"""What is told of the applicant's rights with a decision, by version, in the three languages.

Wordings are never changed; a new one gets a new version, so that a decision shows what was said.
"""

from models.base import Translated

CURRENT = "2026-1"
LEGAL_TEXTS = {
    "2026-1": Translated(
        fi=(
            "Voit pyytää kaupunkia perustelemaan tätä tarkemmin tai harkitsemaan asiaa uudelleen. "
            "Kirjoita hakemuksen viesteihin tai kaupungin kokeilupostiin 30 päivän kuluessa siitä, "
            "kun sait tiedon."
        ),
        sv=(
            "Du kan be staden motivera detta närmare eller pröva saken på nytt. Skriv i ansökans "
            "meddelanden eller till stadens försökspost inom 30 dagar från det att du fick veta."
        ),
        en=(
            "You can ask the city to explain this further or to consider it again. Write in the "
            "application’s messages or to the city’s mailbox for experiments within 30 days of "
            "hearing of this."
        ),
    )
}
