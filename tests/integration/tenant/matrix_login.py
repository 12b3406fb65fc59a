"""The matrix's lines of ways to sign in, second factors and where one is signed in."""

from tests.integration.tenant.line import OWN, REFUSED, Line, administrators

LOGIN_MATRIX: dict[str, Line] = {
    "factor.index": OWN,
    "factor.prove": OWN,
    "factor.add_app": OWN,
    "factor.remove_app": OWN,
    "factor.add_passkey": OWN,
    "factor.remove_passkey": REFUSED,
    "factor.renew_codes": OWN,
    "factor_desk.reset": administrators(),
    "identity_own.index": OWN,
    # Their addresses name who vouches for one's own account, which is no city's thing.
    "identity_own.link": OWN,
    "identity_own.prove": OWN,
    "identity_own.unlink": REFUSED,
    "login.index": OWN,
    "login.end": REFUSED,
    "login.end_others": OWN,
}
