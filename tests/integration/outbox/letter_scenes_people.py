"""The use cases that send mail about accounts, organisations and a city's people."""

from collections.abc import Callable
from typing import Any

from app.policies.actor import SYSTEM
from app.services import account, factor, identity, invitation, staff_departure, staff_invitation
from app.services import staff as staff_service
from app.services.login import NewLogin
from models.account import CityRole
from models.identity import Provider, Told
from models.organisation import OrganisationRole
from models.staff import StaffRole
from tests.factories import testbed as places
from tests.factories.account import acting, admin, member, organisation, person, staff
from tests.factories.city import city
from tests.factories.factor import app_of
from tests.factories.identity import identity_of
from tests.factories.login import row_of
from tests.factories.staff import give_role, give_testbed
from tests.factories.staff import invitation as staff_letter

Deed = Callable[[], Any]
LINK = staff_invitation.Link("/people/invitations/x", "c" * 64)
PASSWORD = account.NewPassword("hash", "u" * 32)
BROWSER = NewLogin("b" * 64, "Firefox, Linux")
PROVIDER = Provider("tosi", {"": "Tosi"}, "https://tosi.example", "k")
TOLD = Told("https://tosi.example", "person-9")


def _welcome(*, known: bool) -> Deed:
    email = person().email if known else "uusi@koepaikka.example"
    new = account.NewAccount("Uusi", email, "fi", "hash", "u" * 32, "/a", "/b")
    return lambda: account.sign_up(SYSTEM, new)


def _reset(deed: Callable[..., Any], *, confirmed: bool = True) -> Deed:
    user = person(confirmed=confirmed)
    return lambda: deed(SYSTEM, user.id, "/x")


def _new_password() -> Deed:
    user = person()
    return lambda: account.reset_password(SYSTEM, user.id, user.fs_uniquifier, PASSWORD)


def _own_password() -> Deed:
    user = person()
    who = acting(user)
    return lambda: account.change_password(who, user.fs_uniquifier, PASSWORD, BROWSER)


def _add_app() -> Deed:
    user = person()
    here = row_of(user).id
    return lambda: factor.add_app(acting(user), here, "sealed", 1, ["d" * 64])


def _change_factors(deed: Callable[..., Any], *values: Any) -> Deed:
    user = person()
    app_of(user)
    here = row_of(user).id
    return lambda: deed(acting(user), here, *values)


def _reset_factors() -> Deed:
    user, who = person(), acting(admin())
    app_of(user)
    return lambda: factor.reset(who, user.id)


def _invite_member() -> Deed:
    company = organisation()
    who = acting(member(company))
    new = invitation.NewInvitation(
        "uusi@koepaikka.example", OrganisationRole.MEMBER, "d" * 64, "/x", "fi"
    )
    return lambda: invitation.invite(who, company.id, new)


def _join() -> Deed:
    company, user = organisation(), person()
    new = invitation.NewInvitation(user.email, OrganisationRole.MEMBER, "d" * 64, "/x", "fi")
    made = invitation.invite(acting(member(company)), company.id, new)
    return lambda: invitation.accept(acting(user), made)


def _invite_staff() -> Deed:
    who, home = acting(staff()), city()
    new = staff_invitation.NewInvitation(
        "uusi@koepaikka.example", StaffRole.EDITOR, home.id, None, "fi", LINK
    )
    return lambda: staff_invitation.invite(who, new)


def _answer_staff(deed: Callable[..., Any]) -> Deed:
    user = person()
    made = staff_letter(user.email)
    who = acting(user)
    return lambda: deed(who, made.id)


def _grant() -> Deed:
    who, user = acting(staff()), person()
    return lambda: staff_service.grant(who, city().id, user.email, CityRole.EDITOR)


def _take_away(*, by_self: bool) -> Deed:
    who, user = staff(), person()
    given = give_role(user, CityRole.EDITOR)
    actor = acting(user if by_self else who)
    return lambda: staff_service.take_away(actor, given)


def _meet_known() -> Deed:
    known = person()
    new = identity.NewPerson("Uusi", known.email, "fi", "u" * 32, "/a", "/b")
    return lambda: identity.sign_up(SYSTEM, PROVIDER, TOLD, new)


def _link_identity() -> Deed:
    user = person()
    here = row_of(user).id
    return lambda: identity.link(acting(user), here, PROVIDER, TOLD)


def _unlink_identity() -> Deed:
    user = person()
    user.password = "hash"
    made, here = identity_of(user).id, row_of(user).id
    return lambda: identity.unlink(acting(user), here, made, [])


def _depart(*, by_self: bool) -> Deed:
    chief, user = staff(), person()
    give_role(user, CityRole.EDITOR)
    give_testbed(user, places.testbed())
    said = staff_departure.Leaving(city().id, user.id, None, chief.id)
    actor = acting(user if by_self else chief)
    return lambda: staff_departure.leave(actor, said)


SCENES: dict[str, Callable[[], Deed]] = {
    "account/welcome": lambda: _welcome(known=False),
    "account/welcome_existing": lambda: _welcome(known=True),
    "account/confirmation_instructions": lambda: _reset(
        account.ask_confirmation, confirmed=False
    ),
    "account/reset_instructions": lambda: _reset(account.ask_reset),
    "account/reset_notice": _new_password,
    "account/change_notice": _own_password,
    "account/factor_added": _add_app,
    "account/factor_removed": lambda: _change_factors(factor.remove_app),
    "account/factor_codes": lambda: _change_factors(factor.renew_codes, ["e" * 64]),
    "account/factor_reset": _reset_factors,
    "account/identity_known": _meet_known,
    "account/identity_linked": _link_identity,
    "account/identity_unlinked": _unlink_identity,
    "organisation/invitation": _invite_member,
    "organisation/joined": _join,
    "staff/invitation": _invite_staff,
    "staff/joined": lambda: _answer_staff(staff_invitation.accept),
    "staff/declined": lambda: _answer_staff(staff_invitation.decline),
    "staff/granted": _grant,
    "staff/taken_away": lambda: _take_away(by_self=False),
    "staff/laid_down": lambda: _take_away(by_self=True),
    "staff/departed": lambda: _depart(by_self=False),
    "staff/handed_over": lambda: _depart(by_self=False),
    "staff/left": lambda: _depart(by_self=True),
}  # fmt: skip
