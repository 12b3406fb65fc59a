"""sqlmap tries parameters of every kind of question and form, on PostgreSQL."""

from urllib.request import Request, urlopen

import pytest

from tests.attacks.addresses import FORMS, QUESTIONS
from tests.attacks.site import PEOPLE, broken
from tests.attacks.tool import sqlmap

POSTGRES = ("--dbms", "PostgreSQL")


def test_it_finds_the_flaws_of_the_broken_page(reports, control):
    with broken() as address:
        told = sqlmap(
            [f"{address}/search?q=a"], reports / "sqlmap-control", more=("--dbms", "SQLite"),
            seconds=120,
        )  # fmt: skip
    assert control("sqlmap", told, is_found=bool(told.findings)), told


@pytest.mark.parametrize("who", PEOPLE)
def test_every_question_is_answered_before_it_is_tried(target, who):
    headers = target.headers_of(who)
    for asked in (*QUESTIONS[who], *FORMS[who]):
        with urlopen(Request(target.address + asked, headers=headers)) as answer:
            assert (answer.status, answer.url) == (200, target.address + asked)


@pytest.mark.parametrize("what", ["questions", "forms"])
@pytest.mark.parametrize("who", PEOPLE)
def test_it_finds_nothing_that_stands(target, reports, report, who, what):
    """Broadly: parameters that seem to change nothing in an answer are left after a few tries."""
    asked, more = (QUESTIONS, ()) if what == "questions" else (FORMS, ("--forms",))
    told = tried(target, reports, report, who, what, asked[who], "--smart", *more)
    assert told.is_whole, told.asked


def test_the_deepest_tries_find_nothing_either(target, reports, report):
    """Blind and by the clock as well, where an answer is the same each time: for programs."""
    asked = [one for one in QUESTIONS["visitor"] if one.startswith(("/api/", "/ogc/"))]
    told = tried(target, reports, report, "visitor", "deep", asked)
    assert told.is_whole, told.asked


def tried(target, reports, report, who, what, asked, *more):
    """Let it loose on some addresses; return what it told, of which nothing stands."""
    with target.watched() as traffic:
        told = sqlmap(
            [target.address + one for one in asked], reports / f"sqlmap-{who}-{what}",
            headers=target.headers_of(who), more=(*POSTGRES, *more),
        )  # fmt: skip
    assert report("sqlmap", f"{who}, {what}", told, traffic) == ([], [])
    return told
