"""The register's lines of the tokens with which programs act for people."""

from models.personal import After, Declared, Kind, Rule, Span, at, noted, own

HALF_YEAR = 180

DECLARED: dict[str, Declared] = {
    "access_token": Declared(
        rules=(
            Rule(
                Kind.ACCOUNT,
                own("user_id"),
                tell="user_id name scopes city_id organisation_id created_at expires_at"
                " last_used_at revoked_at",
                hide="token_sha256 hint",
                delete=True,
            ),
            noted(Kind.ACCOUNT, "revoked_by_id", "city_id organisation_id revoked_at"),
        ),
        spans=(
            Span(HALF_YEAR, After.ENDED, at("expires_at"), Kind.ACCOUNT),
            Span(HALF_YEAR, After.ENDED, at("revoked_at"), Kind.ACCOUNT),
        ),
    ),
}
