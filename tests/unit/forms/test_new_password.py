"""New passwords: long is enough, the obvious is not."""

import pytest

from app.forms.password import is_common


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P4ssw0rd!2026",
        "salasana1234",
        "Salasana-2026!",
        "lösenord2026",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "123456789012",
        "12345678901234567890",
        "210987654321",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcdefghijkl",
        "kissakissa12",
        "Helsinki2026",
        "koepaikka123",
        "koepaikka.koepaikka",
        "testtesttest",
    ],
)
def test_what_everybody_tries_first_is_refused(password):
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        "neljä sanaa peräkkäin nyt",
        "kokeillaan-yhdessa",
        "vihreä polkupyörä laulaa",
        "zR7#kq!2Lm-w",
        "correct horse battery stapler",
        "mansikkakakku ja kahvi",
        "tjugotvå gröna elefanter",
    ],
)
def test_a_few_words_are_enough(password):
    assert not is_common(password)


def test_ones_own_name_and_address_are_refused():
    assert is_common("aino.uusi@koepaikka.example", "Aino Uusi", "aino.uusi@koepaikka.example")
    assert is_common("ainokaisa1234", "ainokaisa")
    assert not is_common("ainokaisa kerää mustikoita", "ainokaisa")
