"""Answer a program's writing request once: the work and its answer in one transaction.

The receipt (app/database.py) holds the answer under the request's key.  It holds a fingerprint of
what was asked, too, so that the same key with something else asked is refused, not answered.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.database import use_case
from app.policies.actor import Actor
from models.errors import ConflictError

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: for the receipt all requests of one token are the same work but for their key.

    ``fingerprint`` is of the method, the address and the body; ``work`` does it and returns what
    is answered, as JSON can hold it.
    """

    token_id: int
    fingerprint: str = field(repr=False)
    work: Callable[[], Answer] = field(repr=False)


def answered(actor: Actor, asked: Asked) -> Answer:
    """Do what is asked and return the answer; of a repeat, the first answer.

    Raises:
        ConflictError: ``key_used``: the key came with something else before.
        DomainError: As the work raises; nothing is kept then, and the key may be used again.
    """
    kept = _once(actor, asked)
    if kept["fingerprint"] != asked.fingerprint:
        raise ConflictError("key_used")
    answer: Answer = kept["answer"]
    return answer


@use_case
def _once(_actor: Actor, asked: Asked) -> dict[str, Any]:
    return {"fingerprint": asked.fingerprint, "answer": asked.work()}
