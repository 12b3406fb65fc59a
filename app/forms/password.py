"""The one rule for a new password: long enough, and not among the first that anybody would try.

No rule about kinds of characters: length is what counts.
Source: NIST SP 800-63B, section 5.1.1.2; OWASP Authentication Cheat Sheet.
"""

import re
import string
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

LENGTH = 12  # characters
DIFFERENT = 5  # characters that must differ from each other
# What people write when a long password is asked for; digits and signs around them do not help.
COMMON = frozenset(
    """
    password passwordpassword mypassword thepassword changeme changemenow letmein letmeinnow
    letmeinplease welcome welcomeback administrator adminadmin admin rootroot superuser secret
    topsecret verysecret mysecret iloveyou iloveyousomuch iloveyouforever sunshine princess
    football baseball basketball icehockey superman batman spiderman starwars pokemon minecraft
    dragon monkey shadow master michael jennifer computer internet trustno correcthorsebatterystaple
    qwerty qwertyuiop qwertyuiopå qwertyqwerty asdfghjkl asdfghjklö asdfasdf zxcvbnm
    qazwsx qazwsxedc qazwsxedcrfv abcdefgh abcdefghi abcdefghij abcdefghijkl abcabcabcabc
    salasana salasanasalasana uusisalasana minunsalasana salainen salaisuus tervetuloa
    perkele perkeleperkele saatana saatanaperkele vittu helvetti voivittu jumalauta paskapaska
    kissa kissakissa kissakoira koirakissa koira koirakoira hevonen rakkaus rakastansinua rakas
    aurinko kesa kesä talvi syksy kevat kevät joulu joulupukki muumi muumipeikko suomi suomifinland
    finland jaakiekko jääkiekko helsinki espoo vantaa tampere turku oulu maailma mansikka mustikka
    losenord lösenord lösenordlösenord mittlösenord hemligt hemlighet valkommen välkommen sommar
    vinter sverige sommaren alskling älskling jagalskardig jagälskardig fotboll koepaikka
    koepaikkakoepaikka testbed testbedtestbed testitesti testtest testtesttest testing
    """.split()  # noqa: SIM905 - a list of a hundred quoted words is harder to read
)
ROWS = (
    string.digits * 6,
    string.digits[::-1] * 6,
    string.ascii_lowercase,
    string.ascii_lowercase[::-1],
    "qwertyuiopåasdfghjklöäzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
)


def is_common(password: str, *known: str) -> bool:
    """Say whether a password would be tried first; ``known`` is the person's own data."""
    plain = password.casefold()
    letters = re.sub(r"[\W\d_]", "", _unmasked(plain))
    if len(set(plain)) < DIFFERENT or letters in COMMON or plain in COMMON:
        return True
    squeezed = re.sub(r"\W", "", plain)
    if any(squeezed in row for row in ROWS) or _repeats(plain):
        return True
    return any(_is_own(plain, word.casefold()) for word in known if word)


def _unmasked(plain: str) -> str:
    """Return the word behind usual replacements: p4ssw0rd is password."""
    trimmed = plain.strip(string.digits + string.punctuation + " ")
    return trimmed.translate(str.maketrans("430157@$!", "aeoistasi"))


def _repeats(plain: str) -> bool:
    """Say whether the password is one short piece again and again."""
    return re.fullmatch(r"(.{1,4}?)\1+.{0,3}", plain) is not None


def _is_own(plain: str, word: str) -> bool:
    left = plain.replace(word, "") if len(word) >= DIFFERENT else plain
    return plain == word or len(left) < DIFFERENT


class NewPassword:
    """Refuses a new password that is short or among the first to be tried.

    ``known`` names fields of the form whose content is no password: name, e-mail.
    """

    def __init__(self, *known: str) -> None:
        self.known = known

    def __call__(self, form: Any, field: Any) -> None:
        if len(field.data or "") < LENGTH:
            words = _l("Make the password at least %(length)s characters long.", length=LENGTH)
            raise ValidationError(str(words))
        own = [str(form[name].data or "") for name in self.known]
        own += [address.partition("@")[0] for address in own if "@" in address]
        if is_common(field.data, *own):
            words = _l("This password is easy to guess. Three or four words in a row work well.")
            raise ValidationError(str(words))
