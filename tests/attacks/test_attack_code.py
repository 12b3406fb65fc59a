"""bandit reads our code; what it must find is the page with known flaws."""

from tests.attacks.tool import Finding, Told, own_version_of
from tools.insecure import findings


def told_of(found):
    return Told(
        own_version_of("bandit"),
        [Finding(one.rule, one.place, one.words) for one in found if not one.is_answered],
        asked=f"{len(found)} findings, {sum(one.is_answered for one in found)} answered in place",
    )


def test_it_finds_the_flaws_of_the_broken_page(reports, control):
    found = findings(("tests/attacks/broken.py",))
    told = Told(own_version_of("bandit"), [Finding(one.rule, one.place) for one in found], "1 file")
    assert control("bandit", told, is_found="B608" in {one.kind for one in told.findings})


def test_it_finds_nothing_that_stands(reports, report):
    found = findings()
    lines = [f"{one.place} {one.rule} {one.is_answered} {one.words}\n" for one in found]
    (reports / "bandit.txt").write_text("".join(lines), "utf-8")
    assert report("bandit", "the code", told_of(found)) == ([], [])
