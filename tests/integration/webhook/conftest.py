"""A receiver on this machine, and a courier who may go there."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app import clock
from app.adapters.outward import Limits, Outward
from app.adapters.outward_address import Rules
from app.jobs.webhook import Courier
from tests.factories.webhook import KEY
from tests.integration.webhook.receiver import Receiver

QUICK = Limits(connect_s=2, read_s=0.5, whole_s=1.0)


@pytest.fixture
def receiver(socket_enabled):
    with Receiver() as made:
        yield made


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a new key and the certificate of receiver.example by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver.example")])
    begins = clock.now() - dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("receiver.example")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("receiver") / "receiver.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def courier():
    outward = Outward(Rules(loopback=True), "Koepaikka/test", QUICK)
    return Courier(outward, KEY, "http://localhost")
