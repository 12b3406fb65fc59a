"""``flask oidc``: look whether other accounts can be signed in with, and print our public keys."""

import json

import click
from flask.cli import AppGroup

from app.adapters.oidc_setting import providers_of
from app.adapters.oidc_source import OidcError, Source
from config import Settings
from models.identity import Provider


def commands(settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("oidc", help="Other accounts that people sign in with.")

    @group.command("check")
    def check() -> None:
        """Ask each provider what it publishes and for its keys; exit 1 when one is not right."""
        wrong = [one for one in _providers(settings) if not _answers(one, settings)]
        if wrong:
            raise click.exceptions.Exit(1)

    @group.command("keys")
    @click.argument("name")
    def keys(name: str) -> None:
        """Print the public halves of our keys for the provider NAME, as a JWK set."""
        from app.adapters.oidc_token import public_keys  # noqa: PLC0415 - loads for a while

        known = {one.key: one for one in _providers(settings)}
        if name not in known:
            raise click.ClickException(f"OIDC_PROVIDERS has no table {name}.")
        click.echo(json.dumps(public_keys(known[name]), indent=2))

    return group


def _providers(settings: Settings) -> tuple[Provider, ...]:
    return providers_of(settings.oidc_providers, secure=settings.secure_cookies)


def _answers(provider: Provider, settings: Settings) -> bool:
    source = Source(provider, f"Koepaikka/0.1 (+{settings.public_url})")
    try:
        count = len(source.keys().get("keys", ()))
    except OidcError as problem:
        click.echo(f"{provider.key}: {problem.code}: {problem}")
        return False
    click.echo(f"{provider.key}: answers, {count} keys")
    return True
