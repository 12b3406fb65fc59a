"""Somebody whose details others opened, and who opened those of others."""

from app.database import db
from app.services.personal_read import note
from models.account import User
from models.application import Application
from models.personal_read import Look
from tests.factories.account import acting, staff
from tests.factories.application import part


def looks_and_is_looked_at(made: User) -> None:
    """Let staff open an application of the person, and the person one of somebody else."""
    own = db.session.query(Application).filter_by(author_id=made.id).first()
    note(acting(staff()), Look.APPLICATION, [own.id], None)
    note(acting(made), Look.APPLICATION, [part().application_id], None)
