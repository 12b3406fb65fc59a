"""Every mail has a text and an HTML that say the same, in Finnish, Swedish and English."""

import re

import html5lib
import pytest

from app.jobs.letter_html import Block, Span, blocks
from tests.integration.outbox.test_letters import EXAMPLES, SENDERS, message
from tests.kept_pages import keep
from tests.page import XHTML, words_of

# Names of what was given, addresses and days; and the one word that is the same in each language.
NO_WORDS = re.compile(r"«\w+»|https?://\S+|[\d.:,–/-]+|\bKoepaikka\b")
SHORTEST = 3  # letters of a text that was given, so that it can be told from others
NAMES = dict.fromkeys(("fi", "sv", "en"), "Tori")
STALE = [{"id": 1, "names": NAMES, "checked": "2025-01-31"}]


def letter(letters, template, language):
    return letters.write(message(template, language, **given_to(template, language)))


def given_to(template, language):
    names = set().union(*SENDERS[template])
    given = {name: EXAMPLES.get(name, f"«{name}»") for name in names}
    if "languages" in given:
        given |= {"languages": [language], "cities": {language: "Turku"}, "testbeds": STALE}
    return given


def texts_in(value):
    """Yield every text in what was given."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def said(mail, given):
    """Return the subject and every line of the text, without what was given."""
    text = "\n".join([mail["Subject"], mail.get_body(("plain",)).get_content()])
    for one in sorted(texts_in(given), key=len, reverse=True):
        text = text.replace(one, "") if len(one) >= SHORTEST else text
    return {" ".join(NO_WORDS.sub("", line).split()) for line in text.splitlines()}


def has_words(line):
    return any(sign.isalpha() for sign in line)


@pytest.mark.parametrize("template", sorted(SENDERS))
def test_no_line_of_a_mail_is_left_in_another_language(app, letters, template):
    with app.app_context():
        lines = {
            lang: set(
                filter(has_words, said(letter(letters, template, lang), given_to(template, lang)))
            )
            for lang in ("fi", "sv", "en")
        }
    assert len(lines["en"]) >= 3
    for one, other in (("fi", "en"), ("sv", "en"), ("fi", "sv")):
        assert lines[one] & lines[other] == set()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("template", sorted(SENDERS))
def test_every_mail_has_a_text_and_an_html_that_say_the_same(app, letters, template, language):
    with app.app_context():
        mail = letter(letters, template, language)
    assert "multipart/alternative" in {part.get_content_type() for part in mail.walk()}
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    keep(f"mail/{template}", html)
    parser = html5lib.HTMLParser(strict=True)
    root = parser.parse(html)
    assert root.get("lang") == language
    body = next(root.iter(XHTML + "body"))
    plain = re.sub(r"^(?:- |-- $)", "", text, flags=re.MULTILINE)
    assert "".join(words_of(body).split()) == "".join(plain.split())
    assert words_of(next(root.iter(XHTML + "title"))) == mail["Subject"]
    links = [link.get("href") for link in root.iter(XHTML + "a")]
    assert links == re.findall(r"http://localhost/\S*", text)
    assert not {"img", "style", "script", "link"} & {tag.tag.split("}")[1] for tag in root.iter()}


def test_only_our_own_addresses_become_links():
    written, ours = "See https://evil.example/x", "http://localhost/fi/my/1"
    found, signature = blocks(f"{written}\n{ours}\n\n- a\n- b\n\n-- \nWe", "http://localhost")
    assert found == [
        Block([[Span(written)], [Span(ours, ours)]], is_list=False),
        Block([[Span("a")], [Span("b")]], is_list=True),
    ]
    assert signature == [Block([[Span("We")]], is_list=False)]


def test_a_point_of_a_list_goes_on_in_an_indented_line():
    ours = "http://localhost/fi/1"
    found, _signature = blocks(f"- a\n  {ours}\n- b\nc", "http://localhost")
    assert found == [
        Block([[Span("a "), Span(ours, ours)], [Span("b")]], is_list=True),
        Block([[Span("c")]], is_list=False),
    ]


def test_what_people_write_stays_text(app, letters):
    given = {name: EXAMPLES.get(name, "<b>&\n<i>") for name in SENDERS["decision/question"][0]}
    with app.app_context():
        mail = letters.write(message("decision/question", **given))
    page = mail.get_body(("html",)).get_content()
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;" in page
