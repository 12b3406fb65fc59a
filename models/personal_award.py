"""The register's lines of awards: what was announced of whom, and who did it.

That somebody won is published with the decision and stays.  The name of a person, or the one that
somebody entered under alone, goes with them; an organisation's stays.
"""

from models.base import LANGUAGES
from models.personal import Declared, Ground, Kind, Rule, below, both, lacking, noted, own

LEADS = below("concept_id", "concept", own("lead_id"))
ALONE = below("concept_id", "concept", both(own("lead_id"), lacking("organisation_id")))

DECLARED: dict[str, Declared] = {
    "award_announcement": Declared(
        plain="answer_days created_at",
        free=" ".join(("figures", "reason", *(f"statement_{lang}" for lang in LANGUAGES))),
        rules=(
            noted(Kind.TRAIL, "written_by_id", "challenge_id updated_at"),
            noted(Kind.TRAIL, "announced_by_id", "challenge_id announced_at"),
        ),
    ),
    "award_choice": Declared(plain="announcement_id concept_id kind place amount_eur"),
    "award": Declared(
        plain="concept_id answer_by follows_id application_id created_at",
        free="language",
        rules=(
            Rule(
                Kind.APPLICATIONS,
                LEADS,
                tell="challenge_id kind status place rank amount_eur offered_at answered_at",
                blank="note",
                keep="title summary",
                ground=Ground.PUBLISHED,
            ),
            Rule(Kind.APPLICATIONS, ALONE, tell="challenge_id", nameless="runner_name"),
        ),
    ),
    # Of the payee nothing is kept: the reference is one of the payer's books.
    "award_payment": Declared(
        plain="paid_on amount_eur",
        free="reference",
        rules=(noted(Kind.TRAIL, "recorded_by_id", "award_id recorded_at"),),
    ),
}
