"""Kinds of lines of the matrix: what a door does when it is reached for from another city."""

from dataclasses import dataclass, field

from tests.integration.tenant.scene import FINDABLE


@dataclass(frozen=True)
class Line:
    """One line of the matrix; ``of_administrators`` opens to no city, not even to B."""

    kind: str
    queries: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    of_administrators: bool = False


def refused(**answers: str) -> Line:
    """Return the line of a door that is closed; ``answers`` are what its form needs."""
    return Line("refused", answers={name.replace("__", "-"): v for name, v in answers.items()})


def administrators(**answers: str) -> Line:
    """Return the line of a door that is closed to every city."""
    return Line("refused", answers=answers, of_administrators=True)


def asks(*queries: str, **answers: str) -> Line:
    """Return the line of a form that could name a thing of B's."""
    answers = {name.replace("__", "-"): value for name, value in answers.items()}
    return Line("asks", queries=queries, answers=answers)


def lists(*queries: str) -> Line:
    """Return the line of a page that shows what is one's own."""
    return Line("lists", queries=("", f"?q={FINDABLE}", *queries))


REFUSED, OWN = refused(), Line("own")
BY_TOKEN = Line("token")
