"""Whom a token acts for and what it may do: the first thing that a program asks."""

from flask import Response

from views.api import bearer
from views.api.own import no_arguments, own_blueprint, shown

blueprint = own_blueprint("own_whoami")


@blueprint.get("")
@bearer.bearer(None)
def show() -> Response:
    """Return the token's name, for whom it acts, its scopes and its end."""
    no_arguments()
    token = bearer.current().token
    return shown(
        {
            "name": token.name,
            "acts_for": token.acts_for.value,
            "city": token.city.slug if token.city else None,
            "organisation": token.organisation.name if token.organisation else None,
            "scopes": list(token.scopes),
            "expires_at": token.expires_at.isoformat(),
        }
    )
