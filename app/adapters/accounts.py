"""The sign-in library's view of our accounts."""

from typing import Any

from flask_security import SQLAlchemyUserDatastore

from app.database import db
from models.account import Role, User


def datastore() -> Any:
    """Return the store that the sign-in library reads and writes accounts through."""
    return SQLAlchemyUserDatastore(db, User, Role)
