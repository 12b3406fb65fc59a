"""One file of an entry, by the key at the end of its address: asked of the seal at each request."""

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.policies.seal import Sight
from app.queries.concept_seal import sight_of
from models.concept import Concept, ConceptFile
from models.errors import NotFoundError


def file_by(viewer: Actor, key: str) -> ConceptFile:
    """Return a file that the viewer may fetch now.

    Whoever may not is answered as for a key that was never given out.  A published entry gives
    out the files that are no trade secret.

    Raises:
        NotFoundError: There is none that this viewer may fetch.
    """
    found = db.session.scalar(select(ConceptFile).where(ConceptFile.key == key))
    if found is None:
        raise NotFoundError
    seen = sight_of(viewer, db.session.get_one(Concept, found.concept_id))
    is_given = seen in (Sight.WHOLE, Sight.BLIND)
    if not is_given and not (seen is Sight.PUBLISHED and not found.is_secret):
        raise NotFoundError
    return found
