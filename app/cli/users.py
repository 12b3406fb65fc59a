"""``flask users``: accounts and roles for operators, and the accounts of the demonstration."""

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup, with_appcontext

from app.adapters.accounts import hashed
from app.forms.fields import EMAIL
from app.forms.password import LENGTH, is_common
from app.policies.actor import SYSTEM, Actor
from app.queries.account import people, user_by_email
from app.queries.city import city_by_slug
from app.queries.factor import owners
from app.services import administrator, factor, staff
from app.services.account import NewPassword
from app.services.administrator import NewPerson
from config import Settings
from models.account import CityRole, User
from models.base import LANGUAGES
from models.errors import ConflictError, FieldError, NotFoundError

DEMO_PASSWORD = "kokeillaan-yhdessa"  # noqa: S105 - printed on purpose, for demo accounts only
DEMO_ACCOUNTS = (
    ("admin@koepaikka.example", "programme administrator"),
    ("coordinator.helsinki@koepaikka.example", "decides and publishes for a city (all six)"),
    ("editor.helsinki@koepaikka.example", "registers testbeds for a city (all six)"),
    ("host.helsinki@koepaikka.example", "answers for a few testbeds (all six)"),
    ("company@koepaikka.example", "a company that applies and runs pilots"),
    ("company2@koepaikka.example", "another company"),
    ("resident@koepaikka.example", "a resident"),
    ("juror1@koepaikka.example", "a juror (1 to 8)"),
)


# Who can run commands here can read and write the database anyway.
OPERATOR = Actor(name="Operator", is_admin=True)

generated = click.option("--generate", is_flag=True, help="Make up a password and print it.")


def commands(_settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("users", help="Accounts and roles.")
    for command in (create, set_password, reset_factor, admin, grant, show, demo):
        group.add_command(command)
    return group


@click.command("create")
@click.argument("address")
@click.option("--name", required=True, help="As others see it.")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@generated
@with_appcontext
def create(address: str, name: str, language: str, *, generate: bool) -> None:
    """Make an account for ADDRESS that can be signed in to at once."""
    if not EMAIL.fullmatch(address):
        raise click.ClickException(f"{address} is no e-mail address.")
    person = NewPerson(address.lower(), name.strip(), language)
    with _explained(address):
        if user_by_email(address) is not None:
            raise ConflictError
        password = _password(person.email, person.name, generate=generate)
        administrator.create_account(SYSTEM, person, password)
    click.echo(f"{person.email} can sign in.")


@click.command("set-password")
@click.argument("address")
@generated
@with_appcontext
def set_password(address: str, *, generate: bool) -> None:
    """Give the account of ADDRESS a new password and sign it out everywhere."""
    with _explained(address):
        user = user_by_email(address)
        if user is None:
            raise NotFoundError
        password = _password(user.email, user.name, generate=generate)
        administrator.set_password(SYSTEM, address, password)
    click.echo(f"{address} has a new password.")


@click.command("reset-factor")
@click.argument("address")
@with_appcontext
def reset_factor(address: str) -> None:
    """Take away what somebody has lost: the second factors of the account of ADDRESS."""
    with _explained(address):
        user = user_by_email(address)
        if user is None:
            raise NotFoundError
        if not owners([user.id]):
            raise click.ClickException(f"{address} has no second factor.")
        factor.reset(OPERATOR, user.id)
    click.echo(f"{address} signs in with the password alone until a new second factor is set up.")


@click.command("admin")
@click.argument("address")
@with_appcontext
def admin(address: str) -> None:
    """Make the account of ADDRESS an administrator of the programme."""
    with _explained(address):
        administrator.make_administrator(SYSTEM, address)
    click.echo(f"{address} is an administrator now.")


@click.command("grant")
@click.argument("address")
@click.argument("city")
@click.argument("role", type=click.Choice([role.value for role in CityRole]))
@with_appcontext
def grant(address: str, city: str, role: str) -> None:
    """Give the account of ADDRESS a role in a city, named by its slug, such as helsinki."""
    home = city_by_slug(city)
    if home is None:
        raise click.ClickException(f"There is no city {city}. `flask seed cities` writes the six.")
    with _explained(address):
        staff.grant(OPERATOR, home.id, address, CityRole(role))
    click.echo(f"{address} is {role} of {city} now, and is told by mail.")


@click.command("list")
@click.option("--all", "everybody", is_flag=True, help="Also those who hold no role.")
@with_appcontext
def show(*, everybody: bool) -> None:
    """Print who holds which role."""
    for user in people(with_roles_only=not everybody):
        state = "" if user.active and user.confirmed_at else "  (cannot sign in)"
        click.echo(f"{user.email:<44} {user.name:<28} {_roles(user)}{state}".rstrip())


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Print the demo accounts, when there are any."""
    if user_by_email(DEMO_ACCOUNTS[0][0]) is None:
        return
    click.echo(f"Demo accounts, password {DEMO_PASSWORD}:")
    for address, role in DEMO_ACCOUNTS:
        click.echo(f"  {address:<42} {role}")


def _roles(user: User) -> str:
    held = [role.name for role in user.roles]
    held += [f"{one.role.value} of {one.city.slug}" for one in user.city_roles]
    return ", ".join(sorted(held))


def _password(*known: str, generate: bool) -> NewPassword:
    """Return a new password, asked for twice, or made up and printed."""
    if generate:
        chosen = secrets.token_urlsafe(15)
        click.echo(f"Password: {chosen}")
    else:
        chosen = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        own = [*known, *(text.partition("@")[0] for text in known if "@" in text)]
        if len(chosen) < LENGTH or is_common(chosen, *own):
            message = f"Choose at least {LENGTH} characters that are hard to guess."
            raise click.ClickException(message)
    return NewPassword(hashed(chosen), uuid.uuid4().hex)


@contextmanager
def _explained(address: str) -> Iterator[None]:
    """Say in a sentence why something could not be done."""
    try:
        yield
    except NotFoundError:
        raise click.ClickException(f"Nobody has an account with {address}.") from None
    except ConflictError:
        raise click.ClickException(f"{address} has an account already.") from None
    except FieldError as problem:
        sentence = {
            "unknown_person": f"Nobody has a confirmed account with {address}.",
            "role_known": f"{address} has that role already.",
        }
        raise click.ClickException(sentence.get(problem.code, problem.code)) from None
