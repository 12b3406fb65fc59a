"""Writing a challenge in the browser, section by section, until it can be approved."""

import datetime as dt

from app import clock
from tests.journeys.applying import ON
from tests.journeys.person import Person

LANGUAGES = ("fi", "sv", "en")
SUBMIT = "main form[action$='/submit'] button"
POINT = "60.1620, 24.9050"


def in_all(**texts: str) -> dict[str, str]:
    """Return texts as fields of each language."""
    return {f"{name}_{lang}": text for name, text in texts.items() for lang in LANGUAGES}


def day(days: int) -> str:
    return str(clock.today() + dt.timedelta(days=days))


def write_challenge(editor: Person, title: str, testbed: str) -> str:
    """Write a whole challenge of two rounds and one prize; return the path of its own page."""
    editor.go("/desk/challenges")
    editor.press("main a[href*='/challenges/new']")
    editor.fill(**in_all(title=title))
    editor.press(ON)
    editor.go(_own(editor) + "/edit/basics")
    home = _own(editor)
    editor.fill(
        **in_all(
            summary="Satama soi öisin.", brief="Laivojen koneet kuuluvat yöllä koteihin asti.",
            expected="Ajatus ja suunnitelma.", after="Kokeilu satamassa.",
        )
    )  # fmt: skip
    editor.press(ON)
    editor.page.get_by_label(testbed, exact=True).check()
    editor.choose(shape="point")
    editor.fill(coordinates=POINT)
    editor.press(ON)
    editor.choose(entrants="company", legal_form="idea_contest", entries="sealed")
    editor.choose(entrants="resident")
    editor.page.locator("main input[name='terms_id']").first.check()
    editor.press(ON)
    for name, weight in (("Vaikutus", "3"), ("Toteutus", "2")):
        _criterion(editor, home, name, weight)
    editor.go(home + "/edit/prizes")
    editor.page.fill("main [name='prizes-0-amount_eur']", "5000")
    editor.press(ON)
    _times(editor)
    return home


def _own(editor: Person) -> str:
    """Return the path of the challenge whose page is open, without the language."""
    path = editor.page.url.partition(f"/{editor.lang}")[2].split("?")[0]
    return "/".join(path.split("/")[:4])


def _criterion(editor: Person, home: str, name: str, weight: str) -> None:
    editor.go(home + "/criteria")
    editor.press("main a[href$='/criteria/new']")
    levels = {f"level{n}": f"{name} {n}" for n in range(6)}
    editor.fill(weight=weight, **in_all(name=name, words="Mitä saadaan", **levels))
    editor.press(ON)


def _times(editor: Person) -> None:
    """Say when it opens and closes, and how it is judged."""
    for name, days in (("opens", 1), ("questions", 20), ("closes", 21)):
        editor.fill(**{f"{name}_day": day(days), f"{name}_time": "12.00"})
    editor.fill(decision_by=day(60), readers_needed="2", shortlist_size="4")
    editor.choose(rounds="2")
    editor.press(ON)
