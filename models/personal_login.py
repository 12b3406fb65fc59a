"""The register's lines of logins, second factors and other accounts signed in with."""

from models.personal import After, Declared, Kind, Rule, Span, at, own

MONTH, LONGEST_SILENCE = 30, 60

DECLARED: dict[str, Declared] = {
    "login": Declared(
        free="identity_id",
        rules=(
            Rule(
                Kind.ACCOUNT,
                own("user_id"),
                tell=(
                    "user_id browser remembered way factor vouched created_at seen_at proven_at"
                    " ended_at"
                ),
                hide="secret_sha256",
                delete=True,
            ),
        ),
        spans=(
            Span(MONTH, After.ENDED, at("ended_at"), Kind.ACCOUNT),
            # Longer than any browser is kept signed in without being used: the row lets nobody in.
            Span(LONGEST_SILENCE, After.CHANGED, at("seen_at"), Kind.ACCOUNT),
        ),
    ),
    "identity": Declared(
        rules=(
            Rule(
                Kind.ACCOUNT,
                own("user_id"),
                tell="user_id issuer subject linked_at last_used_at",
                delete=True,
            ),
        ),
    ),
    "authenticator_app": Declared(
        plain="last_step",
        rules=(
            Rule(
                Kind.ACCOUNT,
                own("user_id"),
                tell="user_id created_at used_at",
                hide="sealed_secret",
                delete=True,
            ),
        ),
    ),
    "passkey": Declared(
        plain="sign_count",
        rules=(
            Rule(
                Kind.ACCOUNT,
                own("user_id"),
                tell="user_id name created_at used_at",
                hide="credential_id public_key",
                delete=True,
            ),
        ),
    ),
    "recovery_code": Declared(
        rules=(
            Rule(
                Kind.ACCOUNT,
                own("user_id"),
                tell="user_id used_at",
                hide="code_sha256",
                delete=True,
            ),
        )
    ),
}
