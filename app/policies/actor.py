"""Who is acting: a plain value made once a request, from the rows that grant roles."""

from dataclasses import dataclass, field, replace
from typing import Any

from models.account import CityRole
from models.organisation import OrganisationRole


@dataclass(frozen=True, slots=True)
class Bounds:
    """What narrows somebody who acts by a token: the actions, for whom, and who they are else.

    ``actions`` are values of app.policies.table.Action.  ``person`` is who they are without it.
    """

    token_id: int
    actions: frozenset[str]
    person: "Actor"
    city_id: int | None = None
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A visitor, a signed-in person, or the system itself (``is_system``).

    With ``bounds`` it is a program that acts for somebody by a token; its roles are already only
    those that the token has left.  ``unproven`` is who somebody is whose roles wait until they
    have shown a second factor.
    """

    user_id: int | None = None
    name: str = ""
    email: str = ""
    language: str = "fi"
    is_admin: bool = False
    is_system: bool = False
    city_roles: frozenset[tuple[int, CityRole]] = field(default_factory=frozenset)
    organisation_roles: frozenset[tuple[int, OrganisationRole]] = field(default_factory=frozenset)
    hosted_testbeds: frozenset[int] = field(default_factory=frozenset)
    hosted_cities: frozenset[int] = field(default_factory=frozenset)
    juries: frozenset[int] = field(default_factory=frozenset)  # challenges that they judge
    bounds: Bounds | None = None
    unproven: "Actor | None" = None

    @property
    def whole(self) -> "Actor":
        """Who this is with everything they are: conflicts of interest do not end with a token."""
        person = self if self.bounds is None else self.bounds.person
        return person.unproven or person

    @property
    def is_trusted(self) -> bool:
        """Whether a city, a jury or the programme trusts this person with what is not public."""
        return self.is_staff or bool(self.juries)

    def held_back(self) -> "Actor":
        """Return this person as long as they have shown no second factor: a private person."""
        if not self.is_trusted:
            return self
        none: frozenset[Any] = frozenset()
        return replace(
            self, is_admin=False, city_roles=none, hosted_testbeds=none, hosted_cities=none,
            juries=none, unproven=self,
        )  # fmt: skip

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def cities(self) -> frozenset[int]:
        """Ids of the cities whose staff this actor is."""
        return frozenset(city for city, _role in self.city_roles)

    @property
    def organisations(self) -> frozenset[int]:
        """Ids of the organisations this actor belongs to."""
        return frozenset(organisation for organisation, _role in self.organisation_roles)

    @property
    def is_staff(self) -> bool:
        """Whether the city desk is for this actor: city staff, hosts and administrators."""
        return bool(self.city_roles or self.hosted_testbeds or self.is_admin)

    @property
    def has_organisation(self) -> bool:
        return bool(self.organisation_roles)


VISITOR = Actor()
SYSTEM = Actor(name="Koepaikka", is_system=True)
