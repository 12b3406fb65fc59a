"""What only reads, and what is refused, does not wait for those who write."""

import fcntl
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.database import db
from tests.factories.account import person
from tests.factories.login import login_of


@pytest.fixture
def busy(databases):
    """A signed-in client of an application on SpatiaLite, and the writers' lock, which is held."""
    app = databases.application("sqlite")
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        secret = login_of(person())
        lock = os.open(f"{db.engine.url.database}.writers", os.O_RDWR | os.O_CREAT)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
    fcntl.flock(lock, fcntl.LOCK_EX)
    yield client, lock
    os.close(lock)


@pytest.mark.parametrize(
    "path", ["/fi/my/account", "/fi/my/organisations/new", "/fi/change", "/fi/reset"]
)
def test_a_form_with_an_error_comes_back_while_somebody_writes(busy, path):
    client, lock = busy
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.post, path, data={"name": "", "email": "x"})
        try:
            assert answer.result(timeout=15).status_code == 422
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


def test_what_writes_does_wait(busy):
    """Else the test above would prove nothing."""
    client, lock = busy
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.post, "/fi/my/account", data={"name": "A", "language": "fi"})
        with pytest.raises(TimeoutError):
            answer.result(timeout=1)
        fcntl.flock(lock, fcntl.LOCK_UN)
        assert answer.result(timeout=15).status_code == 303
