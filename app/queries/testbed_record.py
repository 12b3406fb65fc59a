"""How many records are read whole: with their pictures, files and links at once, not one by one."""

from sqlalchemy.orm import joinedload, selectinload

from models.testbed import Testbed

WHOLE = (
    joinedload(Testbed.city),
    selectinload(Testbed.pictures),
    selectinload(Testbed.files),
    selectinload(Testbed.links),
)
