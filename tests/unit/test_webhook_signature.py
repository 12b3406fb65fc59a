"""Signatures by the scheme of Standard Webhooks, and secrets that are kept nowhere."""

from app.adapters.webhook_signature import headers, new_salt, secret_of, signature

SECRET, UID, AT = (
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1614265330,
)
BODY = b'{"test": 2432232314}'
RIGHT = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_example_is_signed_as_published():
    assert signature(SECRET, UID, AT, BODY) == RIGHT


def test_two_secrets_sign_side_by_side():
    other = secret_of("k", "s")
    both = headers([other, SECRET], UID, AT, BODY)["webhook-signature"].split(" ")
    assert both == [signature(other, UID, AT, BODY), RIGHT]


def test_a_secret_follows_from_key_and_salt_alone():
    salt = new_salt()
    assert secret_of("key", salt) == secret_of("key", salt)
    assert (
        len({secret_of("key", salt), secret_of("other", salt), secret_of("key", new_salt())}) == 3
    )
    assert len(secret_of("key", salt)) == len("whsec_") + 44
