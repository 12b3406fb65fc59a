"""The file of providers: what it may say, and the sentence about what it may not."""

import pytest

from app.adapters.oidc_setting import ProviderSettingError, providers_of
from models.identity import SignUp, Strength

PLAIN = '[one]\nissuer = "https://id.example"\nclient_id = "k"\nclient_secret = "s"\n'
SUOMI = '[suomi]\nprofile = "suomi_fi"\nissuer = "https://id.example"\nclient_id = "k"\n'
ENTRA = '[city]\nprofile = "entra_id"\nclient_id = "k"\nclient_secret = "s"\n'
KEYS = 'signing_key_file = "k.pem"\nopening_key_file = "k.pem"\n'
WRONG = {
    PLAIN + 'colour = "red"': "colour",
    PLAIN + "scope = 1": "scope",
    PLAIN + 'algorithms = ["none"]': "algorithms",
    PLAIN + 'algorithms = ["HS256"]': "algorithms",
    PLAIN + 'strength = "often"': "often",
    PLAIN + "signs_requests = true": "signing_key_file",
    PLAIN + 'profile = "other"': "profile",
    PLAIN + 'name = {de = "Eins"}': "name",
    PLAIN.replace("https://id", "http://id"): "https",
    PLAIN.replace("https://id.example", "http://127.0.0.1:1/x?y"): "issuer",
    PLAIN.replace('client_secret = "s"', ""): "client_secret",
    PLAIN.replace("[one]", "[One]"): "One",
    PLAIN + PLAIN.replace("[one]", "[two]"): "same issuer",
    PLAIN + 'signing_key_file = "nowhere.pem"': "nowhere.pem",
    SUOMI + 'signing_key_file = "k.pem"': "opening_key_file",
    ENTRA: "tenant",
    "[one": "cannot be read",
}


def read(tmp_path, text, *, secure=True):
    (tmp_path / "k.pem").write_text("the key\n")
    path = tmp_path / "providers.toml"
    path.write_text(text)
    return providers_of(str(path), secure=secure)


def test_profiles_bring_what_their_provider_needs(tmp_path):
    one, suomi, city = read(
        tmp_path,
        PLAIN + SUOMI.replace("id.example", "suomi.example") + KEYS + ENTRA + 'tenant = "t"',
    )
    assert (one.strength, one.sign_up, one.is_encrypted) == (Strength.NEVER, SignUp.ANYBODY, False)
    assert (suomi.strength, suomi.signs_requests, suomi.is_encrypted) == (
        Strength.ALWAYS,
        True,
        True,
    )
    assert (city.issuer, city.sign_up) == (
        "https://login.microsoftonline.com/t/v2.0",
        SignUp.INVITED,
    )
    assert "the key" not in repr(suomi)
    assert "'s'" not in repr(city)
    assert providers_of("", secure=True) == ()


def test_what_cannot_be_right_stops_the_start(tmp_path):
    for text, word in WRONG.items():
        with pytest.raises(ProviderSettingError, match=word):
            read(tmp_path, text)
    trial = PLAIN.replace("https://id.example", "http://127.0.0.1:9000")
    assert read(tmp_path, trial, secure=False)[0].loopback
    with pytest.raises(ProviderSettingError, match="https"):
        read(tmp_path, trial)
