"""The register's lines of concepts: what people and teams enter into a challenge.

A draft that was never sent goes with its lead.  What was sent is a document of an authority: its
words stay with the decision, names and contact details go.
"""

from models.personal import (
    Declared,
    Ground,
    Kind,
    Rule,
    addressed,
    below,
    both,
    having,
    lacking,
    noted,
    own,
)

BODY = "title problem solution impact plan needs"
ABOUT = "team_name team_words"
CONTACT = "contact_name contact_email contact_phone"
DRAFT = both(own("lead_id"), lacking("submitted_at"))
SENT = both(own("lead_id"), having("submitted_at"))

DECLARED: dict[str, Declared] = {
    "concept": Declared(
        free="code language digest screen_note secrets_decided",
        rules=(
            Rule(
                Kind.APPLICATIONS,
                DRAFT,
                tell=f"code status {BODY} {ABOUT} {CONTACT} secrets created_at",
                delete=True,
            ),
            Rule(
                Kind.APPLICATIONS,
                SENT,
                tell="code status submitted_at",
                blank=f"{CONTACT} {ABOUT}",
                keep=f"lead_id {BODY} secrets",
                ground=Ground.DECISION,
            ),
            noted(Kind.TRAIL, "screened_by_id", "challenge_id screened_at"),
        ),
    ),
    "concept_testbed": Declared(),
    "concept_member": Declared(
        rules=(
            Rule(
                Kind.APPLICATIONS,
                own("user_id"),
                tell="concept_id email invited_at accepted_at",
                hide="user_id token_sha256",
                delete=True,
            ),
            Rule(
                Kind.APPLICATIONS,
                addressed("email"),
                tell="concept_id invited_at",
                hide="token_sha256",
                delete=True,
            ),
        ),
    ),
    "concept_file": Declared(
        free="key kind digest",
        rules=(
            Rule(Kind.FILES, below("concept_id", "concept", DRAFT), tell="title at", delete=True),
            Rule(Kind.FILES, own("by_id"), tell="at", keep="title by_id", ground=Ground.DECISION),
        ),
    ),
    "concept_version": Declared(
        free="content digest",
        rules=(noted(Kind.APPLICATIONS, "by_id", "concept_id submitted_at", Ground.DECISION),),
    ),
    "seal_breaking": Declared(free="reason", rules=(noted(Kind.TRAIL, "by_id", "concept_id at"),)),
}
