"""The register's lines of juries: who judged what, and how."""

from models.personal import Declared, Ground, Kind, Rule, addressed, below, noted, own

THEIRS = below("juror_id", "juror", own("user_id"))

DECLARED: dict[str, Declared] = {
    "juror": Declared(
        rules=(
            Rule(
                Kind.ROLES,
                own("user_id"),
                tell="challenge_id status invited_at answered_at",
                hide="token_sha256",
                nameless="name email",
                blank="title",
                keep="user_id token_sha256",
                ground=Ground.DECISION,
            ),
            Rule(
                Kind.ROLES,
                addressed("email"),
                tell="challenge_id status invited_at",
                nameless="name email",
                blank="title",
            ),
        ),
    ),
    "jury_conflict": Declared(
        free="kind",
        rules=(
            Rule(Kind.REVIEWS, THEIRS, tell="concept_id at", keep="reason", ground=Ground.DECISION),
        ),
    ),
    "jury_assignment": Declared(
        rules=(
            Rule(
                Kind.REVIEWS,
                THEIRS,
                tell="concept_id round status submitted_at",
                keep="comment note reason",
                ground=Ground.DECISION,
            ),
        ),
    ),
    "jury_score": Declared(free="comment"),
    "jury_round": Declared(
        free="seed inputs",
        rules=(noted(Kind.TRAIL, "begun_by_id", "challenge_id round begun_at"),),
    ),
    "ranking": Declared(
        free="algorithm inputs result digest chosen reason",
        rules=(
            noted(Kind.TRAIL, "made_by_id", "challenge_id made_at"),
            noted(Kind.TRAIL, "signed_by_id", "challenge_id signed_at"),
        ),
    ),
}
