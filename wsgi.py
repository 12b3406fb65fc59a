"""WSGI entry point: ``app`` for servers and for the ``flask`` command."""

from app.factory import create_app
from config import Settings

app = create_app(Settings.from_env())
